"""Steps by which money goes back to its source, inside somebody else's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.payments.capture import Capture
from mate_core.payments.events import (
    EscrowSettled,
    RefundDone,
    RefundRefused,
    RefundRequested,
    SuspenseEnded,
)
from mate_core.payments.intent import SuspenseItem
from mate_core.payments.ledger import EntryKind
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.refunds.model import (
    Refund,
    RefundCause,
    RefundStatus,
    end_postings,
    end_reference,
    refund_out_postings,
    refund_out_reference,
)
from mate_core.payments.steps import Bookkeeper
from mate_core.payments.vendor import RefundAnswer, RefundState
from mate_core.shared.ids import RefundId
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class Refunder:
    """Asks for refunds and ends them; the sending is `RefundSender`'s."""

    bookkeeper: Bookkeeper
    policy: PaymentPolicy

    async def give_back(
        self, uow: PaymentsUow, capture: Capture, amount: Vnd, cause: RefundCause, *, at: datetime
    ) -> Refund:
        """Set `amount` of the payer's wallet aside; the vendor is called right after the commit.

        `capture` is locked, or new in this transaction. Raises RefundAboveCaptured,
        InsufficientFunds (here or at commit).
        """
        refund = await self._asked_for(uow, capture, amount, cause, suspended=None, at=at)
        await self.bookkeeper.post(
            uow,
            refund_out_reference(refund.id),
            EntryKind.REFUND,
            refund_out_postings(refund.payer, amount),
            subject_id=refund.intent_id,
            at=at,
        )
        return refund

    async def give_back_suspended(
        self, uow: PaymentsUow, item: SuspenseItem, *, at: datetime
    ) -> Refund:
        """Send money in suspense back whole; it stays in suspense until the vendor has it.

        The item's owner is the clock until `suspense_return_due` is over, then staff.
        """
        capture = await uow.captures.of_arrival_for_change(item.provider, item.vendor_transaction)
        if capture is None:
            raise ValueError(f"money in suspense ({item.id}) never arrived")
        refund = await self._asked_for(
            uow, capture, item.amount, RefundCause.SUSPENSE, suspended=item, at=at
        )
        await uow.suspense.save(item.returning(until=at + self.policy.suspense_return_due))
        return refund

    async def _asked_for(
        self,
        uow: PaymentsUow,
        capture: Capture,
        amount: Vnd,
        cause: RefundCause,
        *,
        suspended: SuspenseItem | None,
        at: datetime,
    ) -> Refund:
        taken = capture.taken_from_suspense() if suspended else capture.taken_back(amount)
        await uow.captures.save(taken)
        refund = Refund(
            id=RefundId(self.bookkeeper.ids.uuid()),
            capture_id=capture.id,
            intent_id=capture.intent_id,
            provider=capture.provider,
            payer=capture.payer,
            amount=amount,
            cause=cause,
            requested_at=at,
            next_at=at,
            suspense_id=suspended.id if suspended else None,
        )
        await uow.refunds.add(refund)
        await uow.publish(
            RefundRequested(
                refund_id=refund.id,
                intent_id=refund.intent_id,
                payer=refund.payer,
                amount=amount,
                cause=cause.value,
                at=at,
            )
        )
        return refund

    async def return_settled(self, uow: PaymentsUow, event: EscrowSettled) -> None:
        """The payer's share of a settlement goes on to where the money came from.

        Up to what gateways took for that reference and have not given back; the rest, paid from
        the wallet, stays there.
        """
        left = event.payer_amount
        if not left or not self.policy.automatic_source_refunds:
            return
        captures = await uow.captures.of_escrow_for_change(event.escrow_id)
        for capture in reversed(captures):
            part = min(left, capture.refundable)
            if part:
                await self.give_back(uow, capture, part, RefundCause.SETTLEMENT, at=event.at)
                left -= part

    async def answered(
        self, uow: PaymentsUow, refund: Refund, answer: RefundAnswer, *, at: datetime
    ) -> Refund:
        """Take the vendor's word for a locked refund whose capture is locked, too."""
        if answer.state is RefundState.PENDING:
            moved = refund.accepted(answer.vendor_refund, answer.vendor_code)
        elif answer.state is RefundState.DONE:
            moved = refund.done(answer.vendor_refund, answer.vendor_code, at=at)
        else:
            moved = refund.refused(answer.vendor_code, at=at)
        await uow.refunds.save(moved)
        if not moved.is_open:
            await self._end(uow, moved, at=at)
        return moved

    async def _end(self, uow: PaymentsUow, refund: Refund, *, at: datetime) -> None:
        is_done = refund.status is RefundStatus.DONE
        if not is_done:
            capture = await uow.captures.get_for_change(refund.capture_id)
            await uow.captures.save(capture.kept_after_all(refund.amount).credited())
        if refund.suspense_id is not None:
            item = await uow.suspense.get_for_change(refund.suspense_id)
            await uow.suspense.save(item.closed(at=at))
        await self.bookkeeper.post(
            uow,
            end_reference(refund),
            _kind_of_end(refund),
            end_postings(refund),
            subject_id=refund.intent_id,
            at=at,
        )
        await self._announce_end(uow, refund, at=at)

    async def _announce_end(self, uow: PaymentsUow, refund: Refund, *, at: datetime) -> None:
        is_done = refund.status is RefundStatus.DONE
        if refund.suspense_id is not None:
            await uow.publish(
                SuspenseEnded(
                    suspense_id=refund.suspense_id,
                    payer=refund.payer,
                    amount=refund.amount,
                    returned=is_done,
                    at=at,
                )
            )
        await uow.publish(
            RefundDone(refund_id=refund.id, payer=refund.payer, amount=refund.amount, at=at)
            if is_done
            else RefundRefused(
                refund_id=refund.id,
                payer=refund.payer,
                amount=refund.amount,
                vendor_code=refund.vendor_code or "",
                at=at,
            )
        )


def _kind_of_end(refund: Refund) -> EntryKind:
    is_done = refund.status is RefundStatus.DONE
    if refund.suspense_id is not None:
        return EntryKind.SUSPENSE_RETURNED if is_done else EntryKind.SUSPENSE_CLEARED
    return EntryKind.REFUND_DONE if is_done else EntryKind.REFUND_REFUSED
