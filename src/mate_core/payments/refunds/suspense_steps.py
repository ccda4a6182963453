"""How money leaves suspense for the payer's wallet, inside somebody else's transaction."""

from __future__ import annotations

from datetime import datetime

from mate_core.payments.errors import SuspenseClosed
from mate_core.payments.events import DepositReceived, PaymentCaptured, SuspenseEnded
from mate_core.payments.intent import (
    IntentStatus,
    PaymentIntent,
    SuspenseCause,
    SuspenseItem,
)
from mate_core.payments.ledger import EntryKind
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.refunds.model import (
    RefundCause,
    suspense_cleared_postings,
    suspense_end_reference,
)
from mate_core.payments.refunds.steps import Refunder


async def clear_suspense(
    uow: PaymentsUow,
    refunder: Refunder,
    intent: PaymentIntent,
    item: SuspenseItem,
    *,
    at: datetime,
) -> None:
    """Credit the payer; what was suspected counts for its attempt as if it came only now.

    So a booking that still waits is paid, and for one that does not the money goes back to its
    source. Reference, intent and item are locked. Raises SuspenseClosed.
    """
    if not item.is_open:
        raise SuspenseClosed
    await uow.suspense.save(item.closed(at=at))
    await refunder.bookkeeper.post(
        uow,
        suspense_end_reference(item.id),
        EntryKind.SUSPENSE_CLEARED,
        suspense_cleared_postings(item.payer, item.amount),
        subject_id=item.intent_id,
        at=at,
    )
    await uow.publish(
        SuspenseEnded(
            suspense_id=item.id, payer=item.payer, amount=item.amount, returned=False, at=at
        )
    )
    await _count_for_attempt(uow, refunder, intent, item, at=at)


async def _count_for_attempt(
    uow: PaymentsUow,
    refunder: Refunder,
    intent: PaymentIntent,
    item: SuspenseItem,
    *,
    at: datetime,
) -> None:
    suspected = item.cause is SuspenseCause.SUSPECTED_FRAUD
    counts = suspected and intent.status is IntentStatus.REVIEW
    capture = await uow.captures.of_arrival_for_change(item.provider, item.vendor_transaction)
    if capture is None:
        raise ValueError(f"money in suspense ({item.id}) never arrived")
    await uow.captures.save(capture.credited())
    if counts:
        await uow.intents.save(intent.captured(item.vendor_transaction, at=at))
    if counts and intent.reference is not None:
        await uow.publish(
            PaymentCaptured(
                intent_id=intent.id,
                capture_id=capture.id,
                reference=intent.reference,
                part=intent.part,
                payer=item.payer,
                amount=item.amount,
                at=at,
            )
        )
        return
    await uow.publish(
        DepositReceived(intent_id=item.intent_id, payer=item.payer, amount=item.amount, at=at)
    )
    if suspected and not counts:  # the attempt was paid another time meanwhile
        capture = await uow.captures.get_for_change(capture.id)
        cause = RefundCause.DOUBLE_PAYMENT
        await refunder.give_back(uow, capture, item.amount, cause, at=at)
