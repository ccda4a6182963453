"""What every DueRows must do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import pytest

from mate_core.payments.escrow import Freeze, FreezeCause, refund_at, release_at
from mate_core.payments.intent import IntentStatus, NoticeOutcome
from mate_core.payments.policies import NO_TAX, RefundPolicy
from mate_core.payments.refunds.model import RefundStatus
from mate_core.shared.ports import DueKind
from tests.contract.makers import (
    HOUR,
    MINUTE,
    NOW,
    a_booking,
    a_callback,
    a_refund,
    an_escrow,
    an_intent,
    for_booking,
    new_id,
)
from tests.contract.stores import Abandoned, Store, StoreContract, committed
from tests.contract.test_suspense_repository import new_item


async def due(store: Store, kind: DueKind, at: datetime = NOW, limit: int = 10) -> Sequence[UUID]:
    async with store.due_rows.claim(kind, at=at, limit=limit) as ids:
        return list(ids)


class TestDueBookings(StoreContract):
    async def test_booking_is_due_from_its_instant_on(self, store: Store) -> None:
        booking = await a_booking(store, due_at=NOW)

        assert await due(store, DueKind.BOOKING, NOW - MINUTE) == []
        assert await due(store, DueKind.BOOKING, NOW) == [booking.id]

    async def test_booking_without_an_instant_is_never_due(self, store: Store) -> None:
        await a_booking(store, due_at=None)

        assert await due(store, DueKind.BOOKING, NOW + 1000 * HOUR) == []

    async def test_saving_moves_the_instant(self, store: Store) -> None:
        booking = await a_booking(store, due_at=NOW)
        async with store.open_uow() as uow:
            await uow.bookings.save(booking, due_at=NOW + HOUR)
            await uow.commit()

        assert await due(store, DueKind.BOOKING, NOW) == []
        assert await due(store, DueKind.BOOKING, NOW + HOUR) == [booking.id]

    async def test_saving_without_an_instant_ends_it(self, store: Store) -> None:
        booking = await a_booking(store, due_at=NOW)
        async with store.open_uow() as uow:
            await uow.bookings.save(booking, due_at=None)
            await uow.commit()

        assert await due(store, DueKind.BOOKING, NOW) == []

    async def test_uncommitted_change_makes_nothing_due(self, store: Store) -> None:
        booking = await a_booking(store, due_at=NOW + HOUR)
        async with store.open_uow() as uow:
            await uow.bookings.save(booking, due_at=NOW)

        assert await due(store, DueKind.BOOKING, NOW) == []

    async def test_longest_overdue_comes_first(self, store: Store) -> None:
        late = await a_booking(store, due_at=NOW - HOUR)
        latest = await a_booking(store, due_at=NOW - 2 * HOUR)
        just = await a_booking(store, due_at=NOW)

        assert await due(store, DueKind.BOOKING) == [latest.id, late.id, just.id]

    async def test_claim_takes_no_more_than_its_limit(self, store: Store) -> None:
        first = await a_booking(store, due_at=NOW - HOUR)
        await a_booking(store, due_at=NOW)

        assert await due(store, DueKind.BOOKING, limit=1) == [first.id]

    async def test_claimed_row_is_kept_from_others_inside_the_block(self, store: Store) -> None:
        first = await a_booking(store, due_at=NOW - HOUR)
        second = await a_booking(store, due_at=NOW)
        async with store.due_rows.claim(DueKind.BOOKING, at=NOW, limit=1) as mine:
            assert list(mine) == [first.id]
            assert await due(store, DueKind.BOOKING) == [second.id]

        assert await due(store, DueKind.BOOKING) == [first.id, second.id]

    async def test_claimant_that_dies_lets_go(self, store: Store) -> None:
        booking = await a_booking(store, due_at=NOW)
        with pytest.raises(Abandoned):
            async with store.due_rows.claim(DueKind.BOOKING, at=NOW, limit=1):
                raise Abandoned

        assert await due(store, DueKind.BOOKING) == [booking.id]

    async def test_claimed_row_can_be_locked_and_changed_by_its_handler(self, store: Store) -> None:
        booking = await a_booking(store, due_at=NOW)
        async with store.due_rows.claim(DueKind.BOOKING, at=NOW, limit=1) as ids:
            assert list(ids) == [booking.id]
            async with store.open_uow() as uow:
                locked = await uow.bookings.get_for_change(booking.id)
                await uow.bookings.save(locked, due_at=None)
                await uow.commit()

        assert await due(store, DueKind.BOOKING) == []


class TestDueEscrows(StoreContract):
    async def test_escrow_is_due_when_its_instruction_is(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))

        assert await due(store, DueKind.ESCROW, NOW - MINUTE) == []
        assert await due(store, DueKind.ESCROW, NOW) == [escrow.id]

    async def test_escrow_without_an_instruction_is_never_due(self, store: Store) -> None:
        await an_escrow(store)

        assert await due(store, DueKind.ESCROW, NOW + 1000 * HOUR) == []

    async def test_settled_escrow_is_not_due(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=refund_at(NOW))
        async with store.open_uow() as uow:
            settled, _ = escrow.settle(rates=NO_TAX, at=NOW)
            await uow.escrows.save(settled)
            await uow.commit()

        assert await due(store, DueKind.ESCROW) == []

    async def test_frozen_escrow_is_due_again_once_the_freeze_is_lifted(self, store: Store) -> None:
        escrow = await an_escrow(store, instruction=release_at(NOW))
        async with store.open_uow() as uow:
            await uow.escrows.add_freeze(
                Freeze(new_id(), escrow.id, FreezeCause.STAFF, "a question", NOW, None)
            )
            await uow.commit()
        assert await due(store, DueKind.ESCROW) == []

        async with store.open_uow() as uow:
            await uow.escrows.lift_freezes(escrow.id, FreezeCause.STAFF, at=NOW)
            await uow.commit()
        assert await due(store, DueKind.ESCROW) == [escrow.id]


class TestDueCallbacks(StoreContract):
    async def test_unprocessed_callback_is_due_at_its_instant(self, store: Store) -> None:
        callback = await a_callback(store, due_at=NOW)

        assert await due(store, DueKind.CALLBACK, NOW - MINUTE) == []
        assert await due(store, DueKind.CALLBACK) == [callback.id]

    async def test_processed_callback_is_not_due(self, store: Store) -> None:
        callback = await a_callback(store, due_at=NOW)
        async with store.open_uow() as uow:
            await uow.callbacks.save(
                replace(callback, processed_at=NOW, outcome=NoticeOutcome.RECORDED)
            )
            await uow.commit()

        assert await due(store, DueKind.CALLBACK) == []

    async def test_callback_without_an_instant_is_not_due(self, store: Store) -> None:
        await a_callback(store, due_at=None)

        assert await due(store, DueKind.CALLBACK) == []


class TestDueIntents(StoreContract):
    @pytest.mark.parametrize("status", [IntentStatus.CREATED, IntentStatus.OPEN])
    async def test_waiting_attempt_is_due_when_its_page_closes(
        self, store: Store, status: IntentStatus
    ) -> None:
        booking = await a_booking(store)
        intent = await an_intent(store, status=status, expires_at=NOW, **for_booking(booking))

        assert await due(store, DueKind.INTENT, NOW - MINUTE) == []
        assert await due(store, DueKind.INTENT) == [intent.id]

    @pytest.mark.parametrize(
        "status", sorted(set(IntentStatus) - {IntentStatus.CREATED, IntentStatus.OPEN})
    )
    async def test_closed_attempt_is_not_due(self, store: Store, status: IntentStatus) -> None:
        await an_intent(store, status=status, expires_at=NOW, closed_at=NOW)

        assert await due(store, DueKind.INTENT) == []


class TestDueQuestions(StoreContract):
    @pytest.mark.parametrize("status", [IntentStatus.OPEN, IntentStatus.EXPIRED])
    async def test_attempt_is_asked_for_at_its_instant_also_when_closed(
        self, store: Store, status: IntentStatus
    ) -> None:
        intent = await an_intent(store, status=status, next_query_at=NOW, expires_at=NOW + HOUR)

        assert await due(store, DueKind.QUESTION, NOW - MINUTE) == []
        assert await due(store, DueKind.QUESTION) == [intent.id]

    async def test_attempt_without_a_next_question_is_not_due(self, store: Store) -> None:
        await an_intent(store, next_query_at=None)

        assert await due(store, DueKind.QUESTION, NOW + 1000 * HOUR) == []


class TestDueSuspense(StoreContract):
    async def test_item_is_due_when_the_clock_should_act(self, store: Store) -> None:
        item = new_item(await an_intent(store), next_action_at=NOW)
        await committed(store, lambda uow: uow.suspense.add(item))

        assert await due(store, DueKind.SUSPENSE, NOW - MINUTE) == []
        assert await due(store, DueKind.SUSPENSE) == [item.id]

    async def test_item_in_the_hands_of_staff_is_not_due(self, store: Store) -> None:
        item = new_item(await an_intent(store)).escalated()
        await committed(store, lambda uow: uow.suspense.add(item))

        assert await due(store, DueKind.SUSPENSE, NOW + 1000 * HOUR) == []


class TestDueRefunds(StoreContract):
    async def test_refund_is_due_when_the_vendor_should_be_called(self, store: Store) -> None:
        refund = await a_refund(store)

        assert await due(store, DueKind.REFUND, NOW - MINUTE) == []
        assert await due(store, DueKind.REFUND) == [refund.id]

    async def test_attempt_moves_the_instant(self, store: Store) -> None:
        refund = await a_refund(store)
        attempted = refund.attempted(RefundPolicy(), at=NOW)
        await committed(store, lambda uow: uow.refunds.save(attempted))

        assert await due(store, DueKind.REFUND) == []
        assert await due(store, DueKind.REFUND, NOW + MINUTE) == [refund.id]

    async def test_ended_or_stalled_refund_is_not_due(self, store: Store) -> None:
        refund = await a_refund(store, status=RefundStatus.SENT)
        done = refund.done("R1", "00", at=NOW)
        await committed(store, lambda uow: uow.refunds.save(done))
        await a_refund(store, status=RefundStatus.UNKNOWN, next_at=None)

        assert await due(store, DueKind.REFUND, NOW + 1000 * HOUR) == []
