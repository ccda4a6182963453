"""What every Suspense repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.bookings.ports import BookingsUow
from mate_core.payments.intent import PaymentIntent, SuspenseCause, SuspenseItem, SuspenseOwner
from mate_core.shared.errors import NotFound
from mate_core.shared.money import Vnd
from tests.contract.makers import DAY, MINUTE, NOW, an_intent, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed


def new_item(intent: PaymentIntent, **changes: Any) -> SuspenseItem:
    item = SuspenseItem(
        id=new_id(),
        provider=intent.provider,
        vendor_transaction=new_id().hex,
        intent_id=intent.id,
        payer=intent.payer,
        amount=Vnd(800_000),
        cause=SuspenseCause.WRONG_AMOUNT,
        owner=SuspenseOwner.FINANCE,
        opened_at=NOW,
        due_at=NOW + DAY,
        next_action_at=NOW + DAY,
    )
    return replace(item, **changes)


class TestSuspense(StoreContract):
    @pytest.mark.parametrize("cause", SuspenseCause)
    async def test_every_field_survives(self, store: Store, cause: SuspenseCause) -> None:
        item = new_item(await an_intent(store), cause=cause)
        await committed(store, lambda uow: uow.suspense.add(item))

        async with store.open_read() as uow:
            assert list(await uow.suspense.open_items()) == [item]

    async def test_open_items_come_oldest_first(self, store: Store) -> None:
        intent = await an_intent(store)
        late, early = new_item(intent, opened_at=NOW + MINUTE), new_item(intent)
        await committed(
            store, lambda uow: uow.suspense.add(late), lambda uow: uow.suspense.add(early)
        )

        async with store.open_read() as uow:
            assert list(await uow.suspense.open_items()) == [early, late]

    async def test_closed_item_is_not_open(self, store: Store) -> None:
        item = new_item(await an_intent(store), closed_at=NOW, next_action_at=None)
        await committed(store, lambda uow: uow.suspense.add(item))

        async with store.open_read() as uow:
            assert list(await uow.suspense.open_items()) == []

    async def test_saved_change_is_read_again(self, store: Store) -> None:
        item = new_item(await an_intent(store), owner=SuspenseOwner.SYSTEM)
        await committed(store, lambda uow: uow.suspense.add(item))
        for changed in (
            item.escalated(),
            item.returning(until=NOW + MINUTE),
            item.closed(at=NOW + MINUTE),
        ):

            async def save(uow: BookingsUow, changed: SuspenseItem = changed) -> None:
                await uow.suspense.get_for_change(item.id)
                await uow.suspense.save(changed)

            await committed(store, save)
            async with store.open_read() as uow:
                assert await uow.suspense.get(item.id) == changed

    async def test_item_is_found_by_its_arrival_open_or_closed(self, store: Store) -> None:
        intent = await an_intent(store)
        item = new_item(intent, closed_at=NOW, next_action_at=None)
        await committed(store, lambda uow: uow.suspense.add(item))

        async with store.open_read() as uow:
            found = await uow.suspense.of_arrival(item.provider, item.vendor_transaction)
            missed = await uow.suspense.of_arrival(item.provider, "unknown")
        assert (found, missed) == (item, None)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        item = new_item(await an_intent(store))
        await committed(store, lambda uow: uow.suspense.add(item))

        await assert_locks(store, lambda uow: uow.suspense.get_for_change(item.id))

    async def test_unknown_item_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.suspense.get(new_id())
            with pytest.raises(NotFound):
                await uow.suspense.get_for_change(new_id())
