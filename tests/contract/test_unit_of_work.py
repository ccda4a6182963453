"""What every unit of work must do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from mate_core.bookings.ports import BookingsUow
from mate_core.identity.events import UserActivated, UserRegistered
from mate_core.profiles.events import ProfileChanged
from mate_core.shared.errors import NotFound
from mate_core.shared.ports import IdempotencyKey
from tests.contract.makers import NOW, a_user, new_profile, new_user
from tests.contract.stores import (
    Abandoned,
    MakeStore,
    Store,
    StoreContract,
    assert_waits_for_the_first,
    committed,
)


@dataclass
class Recorder:
    """A handler that keeps what it was handed."""

    seen: list[Any] = field(default_factory=list)

    async def after_commit(self, event: Any) -> None:
        self.seen.append(event)

    async def in_transaction(self, uow: BookingsUow, event: Any) -> None:
        self.seen.append(event)


class TestUnitOfWork(StoreContract):
    async def test_committed_row_is_there_for_the_next(self, store: Store) -> None:
        user = new_user()
        async with store.open_uow() as uow:
            await uow.users.add(user)
            await uow.commit()

        async with store.open_read() as uow:
            assert await uow.users.get(user.id) == user

    async def test_own_change_is_seen_before_the_commit(self, store: Store) -> None:
        user = new_user()
        async with store.open_uow() as uow:
            await uow.users.add(user)
            assert await uow.users.get(user.id) == user

    async def test_leaving_without_commit_undoes_everything(self, store: Store) -> None:
        user = new_user()
        async with store.open_uow() as uow:
            await uow.users.add(user)
            await uow.profiles.add(new_profile(user))

        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.users.get(user.id)
            with pytest.raises(NotFound):
                await uow.profiles.get(user.id)

    async def test_leaving_by_an_error_undoes_everything_and_passes_the_error_on(
        self, store: Store
    ) -> None:
        user = new_user()

        async def fail(uow: BookingsUow) -> None:
            raise Abandoned

        with pytest.raises(Abandoned):
            await committed(store, lambda uow: uow.users.add(user), fail)

        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.users.get(user.id)

    async def test_nobody_else_sees_a_row_before_its_commit(self, store: Store) -> None:
        user = new_user()
        async with store.open_uow() as uow:
            await uow.users.add(user)
            async with store.open_read() as other:
                with pytest.raises(NotFound):
                    await other.users.get(user.id)
            await uow.commit()

    async def test_reader_inside_a_writer_does_not_wait_for_its_locks(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_uow() as uow:
            await uow.users.get_for_change(user.id)
            async with store.open_read() as other:
                assert await other.users.get(user.id) == user

    async def test_writer_waits_for_the_writer_of_the_same_row(self, store: Store) -> None:
        user = await a_user(store)

        async def lock(uow: BookingsUow) -> None:
            await uow.users.get_for_change(user.id)

        async def save(uow: BookingsUow) -> None:
            await uow.users.save(user)
            await uow.users.get(user.id)

        await assert_waits_for_the_first(store, lock, save)

    async def test_second_commit_is_refused(self, store: Store) -> None:
        async with store.open_uow() as uow:
            await uow.commit()
            with pytest.raises(RuntimeError):
                await uow.commit()

    async def test_commit_after_the_block_is_refused(self, store: Store) -> None:
        async with store.open_uow() as uow:
            pass
        with pytest.raises(RuntimeError):
            await uow.commit()

    async def test_repository_after_the_block_is_refused(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_uow() as uow:
            await uow.users.get(user.id)
        with pytest.raises(RuntimeError):
            await uow.users.get(user.id)

    async def test_commit_of_a_reader_is_refused(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(RuntimeError):
                await uow.commit()

    async def test_publication_by_a_reader_is_refused(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(RuntimeError):
                await uow.publish(ProfileChanged(user_id=new_user().id, at=NOW))

    async def test_handler_runs_in_the_same_transaction(self, make_store: MakeStore) -> None:
        newcomer = new_user()

        async def create_profile(uow: BookingsUow, event: UserRegistered) -> None:
            await uow.profiles.add(new_profile(await uow.users.get(event.user_id)))

        store = make_store(in_transaction={UserRegistered: [create_profile]})
        async with store.open_uow() as uow:
            await uow.users.add(newcomer)
            await uow.publish(UserRegistered(user_id=newcomer.id, at=NOW))
            await uow.commit()

        async with store.open_read() as uow:
            assert (await uow.profiles.get(newcomer.id)).user_id == newcomer.id

    async def test_handlers_run_in_order_and_only_for_their_own_type(
        self, make_store: MakeStore
    ) -> None:
        user, order = new_user(), []

        async def first(uow: BookingsUow, event: UserRegistered) -> None:
            order.append("first")

        async def second(uow: BookingsUow, event: UserRegistered) -> None:
            order.append("second")

        async def other(uow: BookingsUow, event: UserActivated) -> None:
            order.append("other")

        store = make_store(in_transaction={UserRegistered: [first, second], UserActivated: [other]})
        async with store.open_uow() as uow:
            await uow.publish(UserRegistered(user_id=user.id, at=NOW))
        assert order == ["first", "second"]

    async def test_failing_handler_undoes_the_whole_command(self, make_store: MakeStore) -> None:
        newcomer = new_user()

        async def refuse(uow: BookingsUow, event: UserRegistered) -> None:
            raise Abandoned

        store = make_store(in_transaction={UserRegistered: [refuse]})
        event = UserRegistered(user_id=newcomer.id, at=NOW)
        with pytest.raises(Abandoned):
            await committed(
                store, lambda uow: uow.users.add(newcomer), lambda uow: uow.publish(event)
            )

        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.users.get(newcomer.id)

    async def test_handler_in_the_transaction_reads_the_transient_fields(
        self, make_store: MakeStore
    ) -> None:
        recorder, user = Recorder(), new_user()
        event = UserRegistered(
            user_id=user.id, full_name="Trần Thị Bình", date_of_birth=date(2000, 1, 1), at=NOW
        )
        store = make_store(in_transaction={UserRegistered: [recorder.in_transaction]})
        async with store.open_uow() as uow:
            await uow.publish(event)

        assert recorder.seen == [event]

    async def test_transient_fields_never_reach_the_outbox(self, make_store: MakeStore) -> None:
        recorder, user = Recorder(), new_user()
        store = make_store(after_commit={UserRegistered: [recorder.after_commit]})
        async with store.open_uow() as uow:
            await uow.publish(
                UserRegistered(
                    user_id=user.id,
                    full_name="Trần Thị Bình",
                    date_of_birth=date(2000, 1, 1),
                    at=NOW,
                )
            )
            await uow.commit()
        await store.outbox.relay(at=NOW, limit=10)

        assert recorder.seen == [UserRegistered(user_id=user.id, at=NOW)]

    async def test_questions_asked_together_are_answered_in_their_order(self, store: Store) -> None:
        user, other = new_user(), new_user()
        async with store.open_uow() as uow:
            await uow.users.add(user)
            await uow.profiles.add(new_profile(user))
            await uow.users.add(other)
            profile, second, first = await uow.together(
                uow.profiles.get(user.id), uow.users.get(other.id), uow.users.get(user.id)
            )
            await uow.commit()
        assert (profile.user_id, second, first) == (user.id, other, user)

    async def test_first_refusal_of_questions_asked_together_is_raised_and_the_rest_goes_on(
        self, store: Store
    ) -> None:
        user, unknown = new_user(), new_user()
        async with store.open_uow() as uow:
            await uow.users.add(user)
            with pytest.raises(NotFound):
                await uow.together(uow.users.get(user.id), uow.profiles.get(unknown.id))
            await uow.commit()
        async with store.open_read() as uow:
            assert await uow.users.get(user.id) == user

    async def test_one_that_asks_twice_can_be_asked_together_with_others(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        key = IdempotencyKey(user.id, "POST /x", "once", "f" * 64)
        async with store.open_uow() as uow:
            assert await uow.idempotency.claim(key, at=NOW) is None
            await uow.idempotency.store(key, "done")
            await uow.commit()
        async with store.open_uow() as uow:
            done, read, again = await uow.together(
                uow.idempotency.claim(key, at=NOW),
                uow.users.get(user.id),
                uow.idempotency.claim(key, at=NOW),
            )
        assert (done, read, again) == ("done", user, "done")
