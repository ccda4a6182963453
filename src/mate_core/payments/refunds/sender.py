"""Sending refunds: note the attempt, call the vendor, store the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.payments.errors import GatewayUnavailable
from mate_core.payments.events import RefundSent, RefundStalled
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentGateway, PaymentsUow
from mate_core.payments.refunds.model import Refund, RefundStatus
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.service import Gateways
from mate_core.payments.vendor import RefundAnswer, RefundOrder
from mate_core.shared.commands import command
from mate_core.shared.ids import RefundId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class _Call:
    """One attempt; `ask_first` when the vendor may know of the refund already."""

    refund: Refund
    order: RefundOrder
    ask_first: bool


@dataclass(frozen=True, slots=True)
class RefundSender:
    """What the pump calls for a due refund.

    However many processes look at one at once, one of them calls the vendor: each attempt moves
    the next one ahead under the row's lock. A process that dies in between leaves SENT behind,
    and whoever comes next asks the vendor before sending again under the same name.
    """

    open_uow: Callable[[], PaymentsUow]
    clock: Clock
    gateways: Gateways
    refunder: Refunder
    policy: PaymentPolicy

    async def send(self, refund_id: RefundId) -> bool:
        """One attempt, if it is time; False when it is not."""
        call = await self._begin(refund_id)
        if call is None:
            return False
        answer = await self._ask(call)
        await self._store(refund_id, answer)
        return True

    @command
    async def _begin(self, refund_id: RefundId) -> _Call | None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            refund = await uow.refunds.get_for_change(refund_id)
            if not refund.is_open or refund.next_at is None or refund.next_at > now:
                return None
            attempted = refund.attempted(self.policy.refunds, at=now)
            await uow.refunds.save(attempted)
            if refund.status is RefundStatus.REQUESTED:
                await uow.publish(
                    RefundSent(
                        refund_id=refund.id, payer=refund.payer, amount=refund.amount, at=now
                    )
                )
            order = await _order_for(uow, refund)
            await uow.commit()
        return _Call(attempted, order, ask_first=refund.may_be_known)

    async def _ask(self, call: _Call) -> RefundAnswer | None:
        """The vendor's word; None when there was no answer."""
        gateway = self.gateways.get(call.refund.provider)
        if gateway is None:
            return None
        try:
            return await _send_unless_known(gateway, call)
        except GatewayUnavailable:
            return None

    @command
    async def _store(self, refund_id: RefundId, answer: RefundAnswer | None) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.captures.get_for_change((await uow.refunds.get(refund_id)).capture_id)
            refund = await uow.refunds.get_for_change(refund_id)
            if not refund.is_open:
                return  # another answer was faster
            if answer is None:
                refund = refund.lost()
                await uow.refunds.save(refund)
            else:
                refund = await self.refunder.answered(uow, refund, answer, at=now)
            if refund.is_open and refund.next_at is None:
                await uow.publish(
                    RefundStalled(
                        refund_id=refund.id, payer=refund.payer, amount=refund.amount, at=now
                    )
                )
            await uow.commit()


async def _send_unless_known(gateway: PaymentGateway, call: _Call) -> RefundAnswer:
    """Raises GatewayUnavailable."""
    if call.ask_first:
        known = await gateway.query_refund(call.order)
        if known is not None:
            return known
    return await gateway.refund(call.order)


async def _order_for(uow: PaymentsUow, refund: Refund) -> RefundOrder:
    """The same order at every attempt."""
    capture = await uow.captures.get(refund.capture_id)
    intent = await uow.intents.get(refund.intent_id)
    return RefundOrder(
        refund_reference=refund.reference,
        merchant_reference=intent.merchant_reference,
        vendor_transaction=capture.vendor_transaction,
        captured=capture.amount,
        amount=refund.amount,
        created_at=intent.created_at,
        captured_at=capture.captured_at,
        asked_at=refund.requested_at,
        reason=f"Mate Social refund {refund.reference[-8:]}",
    )
