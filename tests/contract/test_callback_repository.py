"""What every Callbacks repository must do (RULES 7)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.payments.intent import NoticeOutcome
from mate_core.shared.errors import NotFound
from tests.contract.makers import DAY, MINUTE, NOW, a_callback, new_callback, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed


class TestCallbacks(StoreContract):
    async def test_stored_callback_is_read_byte_by_byte(self, store: Store) -> None:
        callback = await a_callback(
            store, raw=b"\x00\xff bytes \n", attempts=3, due_at=NOW + MINUTE
        )

        async with store.open_uow() as uow:
            assert await uow.callbacks.get_for_change(callback.id) == callback

    async def test_first_delivery_is_answered_as_it_was_given(self, store: Store) -> None:
        callback = new_callback()
        async with store.open_uow() as uow:
            assert await uow.callbacks.receive(callback) == callback

    async def test_rule_7_twin_with_the_same_digest_answers_the_stored_one(
        self, store: Store
    ) -> None:
        first = await a_callback(store)
        twin = replace(first, id=new_id(), received_at=NOW + DAY)

        async with store.open_uow() as uow:
            assert await uow.callbacks.receive(twin) == first

    async def test_twin_in_the_same_transaction_answers_the_first(self, store: Store) -> None:
        first = new_callback()
        async with store.open_uow() as uow:
            await uow.callbacks.receive(first)
            assert await uow.callbacks.receive(replace(first, id=new_id())) == first

    async def test_other_digest_is_another_callback(self, store: Store) -> None:
        first, second = await a_callback(store), await a_callback(store)

        assert first.id != second.id

    async def test_unknown_callback_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.callbacks.get_for_change(new_id())

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        callback = await a_callback(store)
        await assert_locks(store, lambda uow: uow.callbacks.get_for_change(callback.id))

    @pytest.mark.parametrize("outcome", NoticeOutcome)
    async def test_saved_outcome_is_read_again(self, store: Store, outcome: NoticeOutcome) -> None:
        callback = await a_callback(store, due_at=NOW)
        done = replace(callback, attempts=1, due_at=None, processed_at=NOW, outcome=outcome)
        await committed(store, lambda uow: uow.callbacks.save(done))

        async with store.open_uow() as uow:
            assert await uow.callbacks.get_for_change(callback.id) == done

    async def test_rule_7_old_forged_and_unreadable_ones_are_purged_and_no_others(
        self, store: Store
    ) -> None:
        for outcome in (None, *NoticeOutcome):
            for received_at in (NOW - 8 * DAY, NOW - 7 * DAY):
                await a_callback(store, outcome=outcome, received_at=received_at)

        async with store.open_uow() as uow:
            assert await uow.callbacks.purge_unverified(before=NOW - 7 * DAY) == 2
            await uow.commit()
        async with store.open_uow() as uow:
            assert await uow.callbacks.purge_unverified(before=NOW) == 2

    async def test_purged_callback_is_gone(self, store: Store) -> None:
        forged = await a_callback(store, outcome=NoticeOutcome.FORGED, received_at=NOW - 8 * DAY)
        await committed(store, lambda uow: uow.callbacks.purge_unverified(before=NOW))

        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.callbacks.get_for_change(forged.id)
