"""What a gateway's verified word does to our books: one function for callback and query.

The order of checks is VNPay's (vendors' documentation, "IPN"): order known, amount right, still
waiting. Uniqueness of effect is the journal reference of the arrival (RULES 7, 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.payments.capture import Capture
from mate_core.payments.events import (
    DepositReceived,
    PaymentCaptured,
    PaymentFailed,
    SuspenseOpened,
)
from mate_core.payments.intent import (
    IntentAction,
    IntentStatus,
    NoticeOutcome,
    NoticeResult,
    PaymentIntent,
    PaymentNotice,
    SuspenseCause,
    SuspenseItem,
    SuspenseOwner,
)
from mate_core.payments.ledger import (
    EntryKind,
    Provider,
    deposit_postings,
    deposit_reference,
    suspense_postings,
)
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.refunds.model import RefundCause
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.refunds.suspense_steps import clear_suspense
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.ids import CaptureId


@dataclass(frozen=True, slots=True)
class NoticeTaker:
    bookkeeper: Bookkeeper
    policy: PaymentPolicy
    refunder: Refunder

    async def take(
        self, uow: PaymentsUow, provider: Provider, notice: PaymentNotice, *, at: datetime
    ) -> NoticeOutcome:
        """Book what the notice says, once, however often and late it comes."""
        found = await uow.intents.find(provider, notice.merchant_reference)
        if found is None:
            return NoticeOutcome.UNKNOWN_ORDER
        if found.reference is not None:
            await uow.references.lock(found.reference)
        intent = await uow.intents.get_for_change(found.id)
        if notice.result is NoticeResult.FAILED:
            return await self._failed(uow, intent, notice, at=at)
        arrival = deposit_reference(provider, notice.vendor_transaction)
        right_amount = notice.amount == intent.amount
        if await uow.journal.has(arrival):
            return await self._again(uow, intent, notice, at=at)
        if not right_amount:
            return await self._wrong_amount(uow, intent, notice, arrival, at=at)
        if notice.result is NoticeResult.SUSPECTED:
            return await self._suspected(uow, intent, notice, arrival, at=at)
        return await self._succeeded(uow, intent, notice, arrival, at=at)

    async def _again(
        self, uow: PaymentsUow, intent: PaymentIntent, notice: PaymentNotice, *, at: datetime
    ) -> NoticeOutcome:
        """Booked before. One thing may be new: the vendor no longer suspects the payment."""
        if notice.amount != intent.amount:
            return NoticeOutcome.WRONG_AMOUNT
        cleared = notice.result is NoticeResult.SUCCEEDED
        if cleared and intent.status is IntentStatus.REVIEW:
            item = await uow.suspense.of_arrival(intent.provider, notice.vendor_transaction)
            if item is not None and await uow.refunds.of_suspense(item.id) is None:
                item = await uow.suspense.get_for_change(item.id)
                await clear_suspense(uow, self.refunder, intent, item, at=at)
                return NoticeOutcome.RECORDED
        return NoticeOutcome.ALREADY_RECORDED

    async def _failed(
        self, uow: PaymentsUow, intent: PaymentIntent, notice: PaymentNotice, *, at: datetime
    ) -> NoticeOutcome:
        if notice.amount != intent.amount:
            return NoticeOutcome.WRONG_AMOUNT
        if not intent.can(IntentAction.FAIL):
            return NoticeOutcome.ALREADY_RECORDED
        await uow.intents.save(intent.failed(notice.vendor_code, at=at))
        await uow.publish(
            PaymentFailed(
                intent_id=intent.id,
                reference=intent.reference,
                payer=intent.payer,
                failure=notice.vendor_code,
                at=at,
            )
        )
        return NoticeOutcome.RECORDED

    async def _succeeded(
        self,
        uow: PaymentsUow,
        intent: PaymentIntent,
        notice: PaymentNotice,
        arrival: str,
        *,
        at: datetime,
    ) -> NoticeOutcome:
        """The first success counts for the intent; every further one goes back (RULES 19)."""
        await self.bookkeeper.post(
            uow,
            arrival,
            EntryKind.DEPOSIT,
            deposit_postings(intent.provider, intent.payer, notice.amount),
            subject_id=intent.id,
            at=at,
        )
        capture = await self._captured(uow, intent, notice, at=at)
        is_first = intent.can(IntentAction.CAPTURE)
        if is_first:
            await uow.intents.save(intent.captured(notice.vendor_transaction, at=at))
        if is_first and intent.reference is not None:
            await uow.publish(
                PaymentCaptured(
                    intent_id=intent.id,
                    capture_id=capture.id,
                    reference=intent.reference,
                    payer=intent.payer,
                    amount=notice.amount,
                    part=intent.part,
                    at=at,
                )
            )
        else:
            await uow.publish(
                DepositReceived(
                    intent_id=intent.id, payer=intent.payer, amount=notice.amount, at=at
                )
            )
        if not is_first:
            cause = RefundCause.DOUBLE_PAYMENT
            await self.refunder.give_back(uow, capture, capture.amount, cause, at=at)
        return NoticeOutcome.RECORDED if is_first else NoticeOutcome.ALREADY_RECORDED

    async def _captured(
        self,
        uow: PaymentsUow,
        intent: PaymentIntent,
        notice: PaymentNotice,
        *,
        suspended: bool = False,
        at: datetime,
    ) -> Capture:
        """Remember the arrival, so that no more of it goes back than came."""
        capture = Capture(
            id=CaptureId(self.bookkeeper.ids.uuid()),
            intent_id=intent.id,
            provider=intent.provider,
            vendor_transaction=notice.vendor_transaction,
            payer=intent.payer,
            amount=notice.amount,
            captured_at=at,
            suspended=suspended,
        )
        await uow.captures.add(capture)
        return capture

    async def _wrong_amount(
        self,
        uow: PaymentsUow,
        intent: PaymentIntent,
        notice: PaymentNotice,
        arrival: str,
        *,
        at: datetime,
    ) -> NoticeOutcome:
        """Nothing is lost: it goes back at once, out of suspense (RULES 21).

        The booking keeps its deadline; after a day without success staff are called.
        """
        item = await self._suspend(uow, intent, notice, arrival, SuspenseCause.WRONG_AMOUNT, at=at)
        await self.refunder.give_back_suspended(uow, item, at=at)
        if intent.can(IntentAction.FAIL):
            await uow.intents.save(intent.failed("wrong_amount", at=at))
        return NoticeOutcome.WRONG_AMOUNT

    async def _suspected(
        self,
        uow: PaymentsUow,
        intent: PaymentIntent,
        notice: PaymentNotice,
        arrival: str,
        *,
        at: datetime,
    ) -> NoticeOutcome:
        """Money was taken but is under suspicion: a person decides within 72 h."""
        await self._suspend(uow, intent, notice, arrival, SuspenseCause.SUSPECTED_FRAUD, at=at)
        if intent.can(IntentAction.SUSPECT):
            await uow.intents.save(intent.suspected(notice.vendor_transaction, at=at))
        return NoticeOutcome.RECORDED

    async def _suspend(
        self,
        uow: PaymentsUow,
        intent: PaymentIntent,
        notice: PaymentNotice,
        arrival: str,
        cause: SuspenseCause,
        *,
        at: datetime,
    ) -> SuspenseItem:
        """Wrong amounts are the clock's to give back; a suspicion is a person's to judge."""
        wrong = cause is SuspenseCause.WRONG_AMOUNT
        due_at = at + (self.policy.wrong_amount_due if wrong else self.policy.suspicion_due)
        item = SuspenseItem(
            id=self.bookkeeper.ids.uuid(),
            provider=intent.provider,
            vendor_transaction=notice.vendor_transaction,
            intent_id=intent.id,
            payer=intent.payer,
            amount=notice.amount,
            cause=cause,
            owner=SuspenseOwner.SYSTEM if wrong else SuspenseOwner.FINANCE,
            opened_at=at,
            due_at=due_at,
            next_action_at=due_at,
        )
        await self.bookkeeper.post(
            uow,
            arrival,
            EntryKind.SUSPENSE,
            suspense_postings(intent.provider, notice.amount),
            subject_id=intent.id,
            at=at,
        )
        await self._captured(uow, intent, notice, suspended=True, at=at)
        await uow.suspense.add(item)
        await uow.publish(
            SuspenseOpened(
                intent_id=intent.id,
                payer=intent.payer,
                amount=notice.amount,
                cause=cause.value,
                at=at,
            )
        )
        return item
