"""What a gateway's verified word does to our books: one function for callback and query.

The order of checks is VNPay's (vendors' documentation, "IPN"): order known, amount right, still
waiting. Uniqueness of effect is the journal reference of the arrival (RULES 7, 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.payments.events import (
    DepositReceived,
    PaymentCaptured,
    PaymentFailed,
    SuspenseOpened,
)
from mate_core.payments.intent import (
    IntentAction,
    NoticeOutcome,
    NoticeResult,
    PaymentIntent,
    PaymentNotice,
    SuspenseCause,
    SuspenseItem,
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
from mate_core.payments.steps import Bookkeeper


@dataclass(frozen=True, slots=True)
class NoticeTaker:
    bookkeeper: Bookkeeper
    policy: PaymentPolicy

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
            return NoticeOutcome.ALREADY_RECORDED if right_amount else NoticeOutcome.WRONG_AMOUNT
        if not right_amount:
            return await self._wrong_amount(uow, intent, notice, arrival, at=at)
        if notice.result is NoticeResult.SUSPECTED:
            return await self._suspected(uow, intent, notice, arrival, at=at)
        return await self._succeeded(uow, intent, notice, arrival, at=at)

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
        """The first success counts for the intent; every further one is the payer's money."""
        await self.bookkeeper.post(
            uow,
            arrival,
            EntryKind.DEPOSIT,
            deposit_postings(intent.provider, intent.payer, notice.amount),
            subject_id=intent.id,
            at=at,
        )
        is_first = intent.can(IntentAction.CAPTURE)
        if is_first:
            await uow.intents.save(intent.captured(notice.vendor_transaction, at=at))
        if is_first and intent.reference is not None:
            await uow.publish(
                PaymentCaptured(
                    intent_id=intent.id,
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
        return NoticeOutcome.RECORDED if is_first else NoticeOutcome.ALREADY_RECORDED

    async def _wrong_amount(
        self,
        uow: PaymentsUow,
        intent: PaymentIntent,
        notice: PaymentNotice,
        arrival: str,
        *,
        at: datetime,
    ) -> NoticeOutcome:
        """Nothing is lost: the money waits in suspense; the booking keeps its deadline."""
        await self._suspend(uow, intent, notice, arrival, SuspenseCause.WRONG_AMOUNT, at=at)
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
    ) -> None:
        wait = (
            self.policy.wrong_amount_due
            if cause is SuspenseCause.WRONG_AMOUNT
            else self.policy.suspicion_due
        )
        item = SuspenseItem(
            id=self.bookkeeper.ids.uuid(),
            provider=intent.provider,
            vendor_transaction=notice.vendor_transaction,
            intent_id=intent.id,
            payer=intent.payer,
            amount=notice.amount,
            cause=cause,
            owner="finance",
            opened_at=at,
            due_at=at + wait,
        )
        await self.bookkeeper.post(
            uow,
            arrival,
            EntryKind.SUSPENSE,
            suspense_postings(intent.provider, notice.amount),
            subject_id=intent.id,
            at=at,
        )
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
