"""What every Refunds repository must do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.payments.policies import RefundPolicy
from mate_core.payments.refunds.model import OPEN, Refund, RefundCause, RefundStatus
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import RefundId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.pages import Cursor
from tests.contract.makers import HOUR, NOBODY, NOW, a_capture, a_refund, an_intent, new_id
from tests.contract.stores import Store, StoreContract, assert_locks, committed
from tests.contract.test_suspense_repository import new_item


async def suspended_refund(store: Store) -> Refund:
    intent = await an_intent(store)
    item = new_item(intent)
    await committed(store, lambda uow: uow.suspense.add(item))
    capture = await a_capture(store, intent, vendor_transaction=item.vendor_transaction)
    return await a_refund(store, capture, cause=RefundCause.SUSPENSE, suspense_id=item.id)


class TestRefunds(StoreContract):
    async def test_new_refund_survives(self, store: Store) -> None:
        refund = await a_refund(store)

        async with store.open_read() as uow:
            assert await uow.refunds.get(refund.id) == refund

    async def test_every_field_of_an_ended_refund_survives(self, store: Store) -> None:
        refund = await a_refund(
            store,
            cause=RefundCause.DOUBLE_PAYMENT,
            status=RefundStatus.DONE,
            attempts=3,
            next_at=None,
            vendor_refund="R1",
            vendor_code="00",
            ended_at=NOW + HOUR,
        )

        async with store.open_read() as uow:
            assert await uow.refunds.get(refund.id) == refund

    async def test_unknown_refund_is_not_found(self, store: Store) -> None:
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.refunds.get(RefundId(new_id()))
            with pytest.raises(NotFound):
                await uow.refunds.get_for_change(RefundId(new_id()))

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        refund = await a_refund(store)

        await assert_locks(store, lambda uow: uow.refunds.get_for_change(refund.id))

    async def test_saved_change_is_read_again_one_version_on(self, store: Store) -> None:
        refund = await a_refund(store)
        sent = refund.attempted(RefundPolicy(), at=NOW)
        await committed(store, lambda uow: uow.refunds.save(sent))
        accepted = replace(sent, version=1).accepted("R1", "1")
        await committed(store, lambda uow: uow.refunds.save(accepted))

        async with store.open_read() as uow:
            assert await uow.refunds.get(refund.id) == replace(accepted, version=2)

    async def test_stale_save_is_a_conflict_and_changes_nothing(self, store: Store) -> None:
        refund = await a_refund(store)
        sent = refund.attempted(RefundPolicy(), at=NOW)
        await committed(store, lambda uow: uow.refunds.save(sent))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.refunds.save(sent))

        async with store.open_read() as uow:
            assert (await uow.refunds.get(refund.id)).attempts == 1


class TestSuspended(StoreContract):
    async def test_refund_of_an_item_in_suspense_is_found(self, store: Store) -> None:
        refund = await suspended_refund(store)
        assert refund.suspense_id is not None

        async with store.open_read() as uow:
            assert await uow.refunds.of_suspense(refund.suspense_id) == refund
            assert await uow.refunds.of_suspense(new_id()) is None

    async def test_item_goes_back_by_one_refund_only(self, store: Store) -> None:
        refund = await suspended_refund(store)
        twin = replace(refund, id=RefundId(new_id()))

        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.refunds.add(twin))


class TestPages(StoreContract):
    async def test_newest_come_first_page_by_page(self, store: Store) -> None:
        made = [await a_refund(store, requested_at=NOW + n * HOUR) for n in range(3)]
        async with store.open_read() as uow:
            first = await uow.refunds.page(status=None, staff_only=False, after=None, limit=2)
            rest = await uow.refunds.page(status=None, staff_only=False, after=first.next, limit=2)

        assert list(first.items) == [made[2], made[1]]
        assert first.next == Cursor(made[1].requested_at, made[1].id)
        assert (list(rest.items), rest.next) == ([made[0]], None)

    @pytest.mark.parametrize("status", RefundStatus)
    async def test_page_of_one_status(self, store: Store, status: RefundStatus) -> None:
        made = {each: await self._in_status(store, each) for each in RefundStatus}
        async with store.open_read() as uow:
            page = await uow.refunds.page(status=status, staff_only=False, after=None, limit=10)

        assert list(page.items) == [made[status]]

    async def test_queue_of_staff_holds_what_was_refused_or_stalled(self, store: Store) -> None:
        made = [await self._in_status(store, each) for each in RefundStatus]
        stalled = await a_refund(store, status=RefundStatus.UNKNOWN, next_at=None)
        async with store.open_read() as uow:
            page = await uow.refunds.page(status=None, staff_only=True, after=None, limit=10)

        waiting = [*(each for each in made if each.status is RefundStatus.REFUSED), stalled]
        assert {each.id for each in page.items} == {each.id for each in waiting}
        assert all(each.needs_staff for each in page.items)

    async def test_refused_sum_is_of_one_payer_since_the_instant_only(self, store: Store) -> None:
        capture = await a_capture(store)
        ended: dict[str, Any] = {"status": RefundStatus.REFUSED, "next_at": None}
        await a_refund(store, capture, amount=Vnd(1), ended_at=NOW, **ended)
        await a_refund(store, capture, amount=Vnd(20), ended_at=NOW + HOUR, **ended)
        await a_refund(store, capture, amount=Vnd(300), ended_at=NOW - HOUR, **ended)
        await a_refund(store, capture, amount=Vnd(4_000))
        await a_refund(store, ended_at=NOW, **ended)

        async with store.open_read() as uow:
            assert await uow.refunds.refused_of(capture.payer, since=NOW) == Vnd(21)
            assert await uow.refunds.refused_of(NOBODY, since=NOW) == ZERO

    async def _in_status(self, store: Store, status: RefundStatus) -> Refund:
        if status in OPEN:
            return await a_refund(store, status=status)
        return await a_refund(store, status=status, next_at=None, ended_at=NOW)
