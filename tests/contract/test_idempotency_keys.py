"""What every IdempotencyKeys must do (RULES 26)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.bookings.ports import BookingsUow
from mate_core.shared.idempotency import IdempotencyKeyReused
from mate_core.shared.ids import UserId
from mate_core.shared.ports import IdempotencyKey
from tests.contract.makers import DAY, NOW, a_user
from tests.contract.stores import Store, StoreContract, assert_waits_for_the_first


def new_key(actor_id: UserId) -> IdempotencyKey:
    return IdempotencyKey(actor_id, operation="booking.create", key="k-1", fingerprint="digest")


async def remember(store: Store, key: IdempotencyKey, result: str = "the booking's id") -> None:
    async with store.open_uow() as uow:
        await uow.idempotency.claim(key, at=NOW)
        await uow.idempotency.store(key, result)
        await uow.commit()


async def claimed(store: Store, key: IdempotencyKey) -> str | None:
    """What claiming it now answers; the claim itself is dropped."""
    async with store.open_uow() as uow:
        return await uow.idempotency.claim(key, at=NOW)


class TestIdempotencyKeys(StoreContract):
    async def test_new_key_has_no_result(self, store: Store) -> None:
        user = await a_user(store)

        assert await claimed(store, new_key(user.id)) is None

    async def test_rule_26_repeated_key_answers_the_stored_result(self, store: Store) -> None:
        user = await a_user(store)
        await remember(store, new_key(user.id), "42")

        assert await claimed(store, new_key(user.id)) == "42"

    async def test_rule_26_same_key_with_another_body_is_refused(self, store: Store) -> None:
        user = await a_user(store)
        await remember(store, new_key(user.id))

        with pytest.raises(IdempotencyKeyReused):
            await claimed(store, replace(new_key(user.id), fingerprint="another digest"))

    async def test_rule_26_key_of_another_person_is_another_key(self, store: Store) -> None:
        user, stranger = await a_user(store), await a_user(store)
        await remember(store, new_key(user.id))

        assert await claimed(store, new_key(stranger.id)) is None

    async def test_same_key_for_another_operation_is_another_key(self, store: Store) -> None:
        user = await a_user(store)
        await remember(store, new_key(user.id))

        assert await claimed(store, replace(new_key(user.id), operation="deposit")) is None

    async def test_rule_26_key_of_a_refused_command_is_new_again(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_uow() as uow:
            await uow.idempotency.claim(new_key(user.id), at=NOW)

        assert await claimed(store, new_key(user.id)) is None

    async def test_rule_26_twin_waits_for_the_running_command_and_replays_it(
        self, store: Store
    ) -> None:
        user = await a_user(store)
        key, answers = new_key(user.id), list[str | None]()

        async def run(uow: BookingsUow) -> None:
            answers.append(await uow.idempotency.claim(key, at=NOW))
            if answers[-1] is None:
                await uow.idempotency.store(key, "42")

        await assert_waits_for_the_first(store, run, run, commit=True)
        assert answers == [None, "42"]

    async def test_purge_forgets_older_keys_only(self, store: Store) -> None:
        user = await a_user(store)
        old, recent = new_key(user.id), replace(new_key(user.id), key="k-2")
        async with store.open_uow() as uow:
            await uow.idempotency.claim(old, at=NOW - 32 * DAY)
            await uow.idempotency.store(old, "old")
            await uow.idempotency.claim(recent, at=NOW)
            await uow.idempotency.store(recent, "recent")
            await uow.commit()

        async with store.open_uow() as uow:
            assert await uow.idempotency.purge(before=NOW - 31 * DAY) == 1
            await uow.commit()
        assert await claimed(store, old) is None
        assert await claimed(store, recent) == "recent"
