"""What is particular to the memory store; its ports are covered by the contract suites."""

from __future__ import annotations

import asyncio

import pytest

from mate_adapters.memory.store import MemoryStore
from mate_core.bookings.ports import BookingsUow
from mate_core.payments.books.ports import Auditor
from mate_core.profiles.events import ProfileChanged
from mate_core.search.ports import PartnerDirectory
from mate_core.shared.errors import NotFound
from mate_core.shared.events import Event
from mate_core.shared.ports import DueRows, Outbox
from tests.contract.makers import DAY, NOW, a_user, new_profile, new_user


def _satisfies_the_ports(store: MemoryStore) -> tuple[BookingsUow, BookingsUow]:
    """Checked by mypy: one class stands for the units of work of all contexts."""
    return store.open_uow(), store.open_read()


def _satisfies_the_others(
    store: MemoryStore,
) -> tuple[DueRows, Outbox, Auditor, PartnerDirectory]:
    return store.due_rows, store.outbox, store.auditor, store.directory


async def test_unit_of_work_satisfies_the_ports_of_all_contexts() -> None:
    store = MemoryStore()
    uow, reading = _satisfies_the_ports(store)

    assert type(uow) is type(reading)
    assert len(_satisfies_the_others(store)) == 4


async def test_second_writer_in_the_same_task_is_told_instead_of_hanging() -> None:
    store = MemoryStore()
    user = await a_user(store)
    async with store.open_uow() as outer:
        await outer.users.get_for_change(user.id)
        async with store.open_uow() as inner:
            with pytest.raises(RuntimeError, match="another open unit of work"):
                await inner.users.get_for_change(user.id)


async def test_lock_is_free_after_a_failure() -> None:
    store = MemoryStore()
    user = await a_user(store)
    with pytest.raises(NotFound):
        await _lock_and_fail(store)

    async with store.open_uow() as uow:
        assert await uow.users.get_for_change(user.id) == user


async def _lock_and_fail(store: MemoryStore) -> None:
    async with store.open_uow() as uow:
        await uow.users.lock_persons([])
        raise NotFound


async def test_writer_that_gives_up_waiting_leaves_the_lock_alone() -> None:
    store = MemoryStore()
    user = await a_user(store)

    async def wait() -> None:
        async with store.open_uow() as uow:
            await uow.users.get_for_change(user.id)

    async with store.open_uow() as holder:
        await holder.users.get_for_change(user.id)
        waiting = asyncio.create_task(wait())
        await asyncio.wait({waiting}, timeout=0.01)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await holder.users.get(user.id) == user
    await wait()


async def test_writes_through_a_reader_are_refused() -> None:
    store = MemoryStore()
    async with store.open_read() as uow:
        with pytest.raises(RuntimeError, match="reading only"):
            await uow.users.add(new_user())
        with pytest.raises(RuntimeError, match="reading only"):
            await uow.users.lock_persons([])


async def test_writes_after_the_commit_are_refused() -> None:
    store = MemoryStore()
    async with store.open_uow() as uow:
        await uow.commit()
        with pytest.raises(RuntimeError, match="committed"):
            await uow.users.add(new_user())


async def test_repository_kept_beyond_the_block_cannot_write() -> None:
    store = MemoryStore()
    async with store.open_uow() as uow:
        users = uow.users
    with pytest.raises(RuntimeError, match="not open"):
        await users.add(new_user())


async def test_unit_of_work_is_entered_once() -> None:
    store = MemoryStore()
    async with store.open_uow() as uow:
        pass
    with pytest.raises(RuntimeError, match="entered once"):
        await uow.__aenter__()


async def test_events_of_committed_transactions_are_kept_for_tests() -> None:
    store = MemoryStore()
    kept, dropped = [ProfileChanged(user_id=new_user().id, at=NOW) for _ in range(2)]
    async with store.open_uow() as uow:
        await uow.publish(kept)
        await uow.commit()
    async with store.open_uow() as uow:
        await uow.publish(dropped)

    assert store.events == [kept]


async def test_event_that_always_fails_ends_as_a_dead_letter_with_its_trouble() -> None:
    async def fail(event: Event) -> None:
        raise ConnectionError("away")

    store = MemoryStore(after_commit={ProfileChanged: [fail]})
    event = ProfileChanged(user_id=new_user().id, at=NOW)
    async with store.open_uow() as uow:
        await uow.publish(event)
        await uow.commit()
    for day in range(10):
        await store.outbox.relay(at=NOW + day * DAY, limit=1)

    (letter,) = store.outbox.dead_letters
    assert (letter.event, letter.attempts) == (event, 10)
    assert "away" in letter.trouble


async def test_event_in_the_hands_of_one_relay_is_not_taken_by_another() -> None:
    started, may_end, calls = asyncio.Event(), asyncio.Event(), list[Event]()

    async def slow(event: Event) -> None:
        calls.append(event)
        started.set()
        await may_end.wait()

    store = MemoryStore(after_commit={ProfileChanged: [slow]})
    async with store.open_uow() as uow:
        await uow.publish(ProfileChanged(user_id=new_user().id, at=NOW))
        await uow.commit()
    first = asyncio.create_task(store.outbox.relay(at=NOW, limit=1))
    await started.wait()
    second = await store.outbox.relay(at=NOW, limit=1)
    may_end.set()

    assert (await first, second, len(calls)) == (1, 0, 1)


async def test_own_changes_are_found_by_every_index_before_the_commit() -> None:
    store = MemoryStore()
    user = new_user()
    assert user.phone is not None
    async with store.open_uow() as uow:
        await uow.users.add(user)
        await uow.profiles.add(new_profile(user))
        assert await uow.users.verified_by(user.phone) == user
    async with store.open_read() as uow:
        assert await uow.users.verified_by(user.phone) is None
