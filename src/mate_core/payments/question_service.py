"""Asking a gateway what became of an attempt whose callback does not come (FEATURES 64)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mate_core.payments.errors import GatewayUnavailable
from mate_core.payments.intent import NoticeOutcome, PaymentNotice
from mate_core.payments.ledger import Provider
from mate_core.payments.notices import NoticeTaker
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.service import Gateways
from mate_core.payments.vendor import PaymentQuestion
from mate_core.shared.commands import command
from mate_core.shared.ids import IntentId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class QuestionService:
    open_uow: Callable[[], PaymentsUow]
    clock: Clock
    gateways: Gateways
    taker: NoticeTaker
    policy: PaymentPolicy

    async def ask(self, intent_id: IntentId) -> NoticeOutcome | None:
        """Ask if it is time; None when it is not, or when nothing final is known.

        The next question is set before the vendor is called, outside every transaction, so a
        vendor that is down, or a process that dies, costs one question and no more. The answer
        goes the way of a callback, under the same reference (RULES 19).
        """
        asked = await self._set_next(intent_id)
        if asked is None:
            return None
        provider, question = asked
        gateway = self.gateways.get(provider)
        if gateway is None:
            return None
        try:
            notice = await gateway.query(question)
        except GatewayUnavailable:
            return None  # the next question stands
        return None if notice is None else await self._take(provider, notice)

    @command
    async def _set_next(self, intent_id: IntentId) -> tuple[Provider, PaymentQuestion] | None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            intent = await uow.intents.get_for_change(intent_id)
            if intent.next_query_at is None or intent.next_query_at > now:
                return None
            following = self.policy.next_question(intent.created_at, after=now)
            await uow.intents.save(replace(intent, next_query_at=following))
            await uow.commit()
        return intent.provider, PaymentQuestion(
            merchant_reference=intent.merchant_reference,
            amount=intent.amount,
            created_at=intent.created_at,
            asked_at=now,
            vendor_transaction=intent.vendor_transaction,
        )

    @command
    async def _take(self, provider: Provider, notice: PaymentNotice) -> NoticeOutcome:
        async with self.open_uow() as uow:
            outcome = await self.taker.take(uow, provider, notice, at=self.clock.now())
            await uow.commit()
        return outcome
