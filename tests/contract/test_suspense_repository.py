"""What every Suspense repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.payments.intent import PaymentIntent, SuspenseCause, SuspenseItem
from mate_core.shared.money import Vnd
from tests.contract.makers import DAY, MINUTE, NOW, an_intent, new_id
from tests.contract.stores import Store, StoreContract, committed


def new_item(intent: PaymentIntent, **changes: Any) -> SuspenseItem:
    item = SuspenseItem(
        id=new_id(),
        provider=intent.provider,
        vendor_transaction=new_id().hex,
        intent_id=intent.id,
        payer=intent.payer,
        amount=Vnd(800_000),
        cause=SuspenseCause.WRONG_AMOUNT,
        owner="support",
        opened_at=NOW,
        due_at=NOW + DAY,
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
        item = new_item(await an_intent(store), closed_at=NOW)
        await committed(store, lambda uow: uow.suspense.add(item))

        async with store.open_read() as uow:
            assert list(await uow.suspense.open_items()) == []
