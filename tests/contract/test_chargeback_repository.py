"""What every Chargebacks repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.payments.errors import ChargebackRecorded
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import ChargebackId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.pages import Cursor
from tests.contract.makers import HOUR, NOW, a_capture, a_user, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed


async def a_chargeback(store: Store, **changes: Any) -> Chargeback:
    """A row alone: no entry in the journal stands behind it."""
    capture, staff = await a_capture(store), await a_user(store)
    chargeback_id = ChargebackId(new_id())
    chargeback = replace(
        Chargeback(
            id=chargeback_id,
            capture_id=capture.id,
            intent_id=capture.intent_id,
            provider=capture.provider,
            vendor_reference=chargeback_id.hex,
            payer=capture.payer,
            amount=Vnd(804_997),
            owed=Vnd(704_997),
            reason="the bank's letter",
            recorded_at=NOW,
            recorded_by=staff.id,
        ),
        **changes,
    )
    await committed(store, lambda uow: uow.chargebacks.add(chargeback))
    return chargeback


async def listed(store: Store, *, owed_only: bool = False) -> list[Chargeback]:
    async with store.open_read() as uow:
        page = await uow.chargebacks.page(owed_only=owed_only, after=None, limit=10)
    return list(page.items)


class TestChargebacks(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        chargeback = await a_chargeback(store)

        assert await listed(store) == [chargeback]
        async with store.open_uow() as uow:
            assert await uow.chargebacks.get_for_change(chargeback.id) == chargeback

    async def test_unknown_chargeback_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.chargebacks.get_for_change(ChargebackId(new_id()))

    async def test_second_one_under_a_vendors_reference_is_refused(self, store: Store) -> None:
        chargeback = await a_chargeback(store)

        with pytest.raises(ChargebackRecorded):
            await a_chargeback(store, vendor_reference=chargeback.vendor_reference)

    async def test_written_off_it_is_owed_no_more(self, store: Store) -> None:
        chargeback = await a_chargeback(store)
        written_off = chargeback.written_off(at=NOW + HOUR)
        await committed(store, lambda uow: uow.chargebacks.save(written_off))

        assert await listed(store) == [written_off]
        assert await listed(store, owed_only=True) == []

    async def test_list_of_what_is_owed_leaves_out_what_the_wallet_paid(self, store: Store) -> None:
        owed = await a_chargeback(store)
        await a_chargeback(store, owed=ZERO)

        assert await listed(store, owed_only=True) == [owed]

    async def test_newest_come_first_page_by_page(self, store: Store) -> None:
        made = [await a_chargeback(store, recorded_at=NOW + n * HOUR) for n in range(3)]
        async with store.open_read() as uow:
            first = await uow.chargebacks.page(owed_only=True, after=None, limit=2)
            rest = await uow.chargebacks.page(owed_only=True, after=first.next, limit=2)

        assert list(first.items) == [made[2], made[1]]
        assert first.next == Cursor(made[1].recorded_at, made[1].id)
        assert (list(rest.items), rest.next) == ([made[0]], None)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        chargeback = await a_chargeback(store)

        await assert_locks(store, lambda uow: uow.chargebacks.get_for_change(chargeback.id))
