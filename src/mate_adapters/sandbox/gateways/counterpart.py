"""A gateway at work: pays, tells the merchant, serves its calls, and misbehaves on demand."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import httpx
import structlog

from mate_adapters.sandbox.gateways.model import (
    Call,
    Charge,
    Delivery,
    End,
    Notice,
    Order,
    PaymentUnknown,
    PayOutcome,
    PayPage,
    PayRequestFaulty,
    PayResult,
    Reply,
    Trouble,
)
from mate_adapters.sandbox.gateways.store import GatewayStore
from mate_adapters.sandbox.gateways.wire import Wire
from mate_core.shared.ports import Clock

MOST_RETRIES: Final = 9
"""VNPay, the most patient of the three, calls ten times in all."""

SILENCE: Final = timedelta(seconds=45)
"""Longer than any client waits."""
SLOWNESS: Final = timedelta(seconds=2)

_SURPLUS: Final = 1_000
"""Dong that are paid too much when the payer pays another sum."""
_ENDS: Final[Mapping[PayOutcome, End]] = {
    PayOutcome.FAIL: End.NO_FUNDS,
    PayOutcome.CANCEL: End.CANCELLED,
    PayOutcome.SUSPECTED: End.SUSPECTED,
}
_QUIET: Final = frozenset({PayOutcome.LATE, PayOutcome.UNSENT})
_FAILED: Final = Reply(500, {"message": "The sandbox was told to fail."})

_log = structlog.get_logger(__name__)


class Counterpart:
    """What is the same at every gateway; `wire` speaks the vendor's protocol."""

    def __init__(
        self,
        wire: Wire,
        *,
        store: GatewayStore,
        clock: Clock,
        http: httpx.AsyncClient,
        silence: timedelta = SILENCE,
        slowness: timedelta = SLOWNESS,
    ) -> None:
        self.wire = wire
        self._store = store
        self._clock = clock
        self._http = http
        self._silence = silence
        self._slowness = slowness

    async def examine(self, pay_url: str) -> PayPage:
        """What the payer would see at that address."""
        return await self.wire.examine(pay_url)

    async def pay(self, pay_url: str, outcome: PayOutcome, *, retries: int = 0) -> PayResult:
        """Let the payer do `outcome`, tell the merchant.

        `retries` (0 to 9) repeats a call that was not acknowledged, at once instead of after
        minutes. Raises PayRequestFaulty.
        """
        page = await self.wire.examine(pay_url)
        if page.order is None or page.faults:
            raise PayRequestFaulty(page.faults)
        order = await self._store.add_order(page.order)
        charges = await self._charges(order, outcome)
        deliveries: list[Delivery] = []
        for content in self._contents(order, charges, outcome):
            notice = await self._store.add_notice(order, content, held_back=outcome in _QUIET)
            if outcome not in _QUIET:
                deliveries += await self._deliver(notice, retries)
            if outcome is PayOutcome.DUPLICATE:
                deliveries += await self._deliver(notice, retries)
        separator = "&" if "?" in order.return_url else "?"
        query = self.wire.return_query(order, charges[-1])
        return PayResult(
            outcome=outcome,
            reference=order.reference,
            amount=order.amount,
            return_url=f"{order.return_url}{separator}{query}",
            deliveries=tuple(deliveries),
        )

    async def deliver(self, reference: str, *, retries: int = 0) -> tuple[Delivery, ...]:
        """Send what was kept back; when nothing was, send every notice once more.

        Raises PaymentUnknown.
        """
        key = (self.wire.provider, reference)
        notices = await self._store.release(*key) or await self._store.notices(*key)
        if not notices:
            raise PaymentUnknown(reference)
        deliveries: list[Delivery] = []
        for notice in notices:
            deliveries += await self._deliver(notice, retries)
        return tuple(deliveries)

    async def serve(self, call: Call, fields: Mapping[str, object]) -> Reply:
        """Answer the merchant's server, or do to its call what the script says."""
        trouble = await self._store.next_trouble(self.wire.provider, call)
        if trouble is Trouble.ERROR:
            return _FAILED
        if trouble is Trouble.SLOW:
            await asyncio.sleep(self._slowness.total_seconds())
        reply = await self.wire.answer(call, fields, trouble)
        if trouble is Trouble.TIMEOUT:
            await asyncio.sleep(self._silence.total_seconds())
        if trouble is Trouble.NONSENSE:
            return Reply(200, {}, text="<h1>It works</h1>")
        return _FAILED if trouble is Trouble.REPLY_LOST else reply

    async def plan(self, call: Call, trouble: Trouble) -> None:
        """The next call of that kind meets `trouble`."""
        await self._store.add_trouble(self.wire.provider, call, trouble)

    async def _charges(self, order: Order, outcome: PayOutcome) -> list[Charge]:
        """In the order in which they happened."""
        paid = _ENDS.get(outcome, End.PAID)
        amount = order.amount + (_SURPLUS if outcome is PayOutcome.WRONG_AMOUNT else 0)
        ends = {
            PayOutcome.PAY_TWICE: [paid, paid],
            PayOutcome.OUT_OF_ORDER: [End.NO_FUNDS, paid],
        }.get(outcome, [paid])
        return [
            await self._store.charge(
                order, end, amount=amount, outcome=outcome, at=self._clock.now()
            )
            for end in ends
        ]

    def _contents(self, order: Order, charges: list[Charge], outcome: PayOutcome) -> list[str]:
        """What is told, in the order in which it is told."""
        told = reversed(charges) if outcome is PayOutcome.OUT_OF_ORDER else charges
        notices = [self.wire.notice(order, charge) for charge in told]
        contents = [notice for notice in notices if notice is not None]
        if outcome is PayOutcome.TAMPERED:
            return [self.wire.with_amount_changed(content) for content in contents]
        if outcome is PayOutcome.WRONG_SIGNATURE:
            return [self.wire.with_signature_changed(content) for content in contents]
        return contents

    async def _deliver(self, notice: Notice, retries: int) -> list[Delivery]:
        deliveries: list[Delivery] = []
        for _ in range(1 + min(retries, MOST_RETRIES)):
            delivery = await self._call(notice)
            await self._store.add_delivery(notice, delivery, at=self._clock.now())
            deliveries.append(delivery)
            if delivery.answer in self.wire.final_answers:
                break
        return deliveries

    async def _call(self, notice: Notice) -> Delivery:
        errand = self.wire.errand(notice.content)
        headers = {"Content-Type": "application/json; charset=UTF-8"} if errand.content else {}
        try:
            answer = await self._http.request(
                errand.method, errand.url, content=errand.content, headers=headers
            )
        except httpx.HTTPError as trouble:
            _log.warning("sandbox_notice_unanswered", error=type(trouble).__name__)
            return Delivery(None, None, f"no answer: {type(trouble).__name__}")
        return self.wire.read_answer(answer)
