"""VNPay as the merchant meets it: a pay page, notices, and misbehaviour on demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx
import structlog

from mate_adapters.payments.vnpay.gateway import VnpayConfig
from mate_adapters.sandbox.vnpay_protocol import (
    CANCELLED,
    NO_FUNDS,
    PAID,
    SUSPECTED,
    Fault,
    PayRequest,
    Verdict,
    notice_query,
    read_pay_request,
    with_amount_changed,
)
from mate_adapters.sandbox.vnpay_store import Delivery, Notice, VnpayStore
from mate_core.shared.ports import Clock

MOST_RETRIES: Final = 9
"""The vendor calls ten times in all."""

_FINAL_ANSWERS: Final = frozenset({"00", "02"})
_SURPLUS_HUNDREDTHS: Final = 1_000 * 100
_LONGEST_MESSAGE: Final = 200

_log = structlog.get_logger(__name__)


class PayOutcome(StrEnum):
    """What the tester wants to happen on the pay page."""

    PAY = "pay"
    FAIL = "fail"
    CANCEL = "cancel"
    PAY_TWICE = "pay_twice"
    LATE = "late"
    TAMPERED = "tampered"
    WRONG_AMOUNT = "wrong_amount"
    SUSPECTED = "suspected"
    DUPLICATE = "duplicate"


_VERDICTS: Final = {
    PayOutcome.FAIL: NO_FUNDS,
    PayOutcome.CANCEL: CANCELLED,
    PayOutcome.SUSPECTED: SUSPECTED,
}


class PayRequestFaulty(Exception):
    """The pay URL is not one that VNPay would take; `faults` say why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.field} {fault.detail}" for fault in faults))
        self.faults = tuple(faults)


class PaymentUnknown(Exception):
    """Nobody has paid or tried to pay under that reference here."""


@dataclass(frozen=True, slots=True)
class PayResult:
    """What happened; `return_url` is where the payer's browser goes."""

    outcome: PayOutcome
    txn_ref: str
    amount_dong: int
    return_url: str
    deliveries: tuple[Delivery, ...]


class VnpayCounterpart:
    """Reads our pay URLs strictly, and calls our IPN by GET as VNPay does."""

    def __init__(
        self,
        *,
        config: VnpayConfig,
        ipn_url: str,
        store: VnpayStore,
        clock: Clock,
        http: httpx.AsyncClient,
    ) -> None:
        self._config = config
        self._ipn_url = ipn_url
        self._store = store
        self._clock = clock
        self._http = http

    @property
    def return_url(self) -> str:
        return self._config.return_url

    def examine(self, query: str) -> PayRequest:
        """The pay request of that query, with everything that is wrong about it."""
        return read_pay_request(
            query,
            tmn_code=self._config.tmn_code,
            secret=self._config.hash_secret,
            at=self._clock.now(),
        )

    async def pay(self, query: str, outcome: PayOutcome, *, retries: int = 0) -> PayResult:
        """Let the payer do `outcome`, tell the merchant.

        `retries` (0 to 9) repeats a call that was not acknowledged, at once instead of after five
        minutes. Raises PayRequestFaulty.
        """
        request = self.examine(query)
        if request.faults:
            raise PayRequestFaulty(request.faults)
        await self._store.remember(
            txn_ref=request.txn_ref,
            amount_hundredths=request.amount_hundredths,
            order_info=request.fields["vnp_OrderInfo"],
            return_url=request.return_url,
            outcome=outcome,
            at=self._clock.now(),
        )
        queries = await self._notices_for(request, outcome)
        deliveries: list[Delivery] = []
        held_back = outcome is PayOutcome.LATE
        for content in queries:
            notice = await self._store.add_notice(request.txn_ref, content, held_back=held_back)
            if not held_back:
                deliveries += await self._deliver(notice, retries)
        if outcome is PayOutcome.DUPLICATE:
            deliveries += await self._deliver(notice, retries)
        separator = "&" if "?" in request.return_url else "?"
        return PayResult(
            outcome=outcome,
            txn_ref=request.txn_ref,
            amount_dong=request.amount_hundredths // 100,
            return_url=f"{request.return_url}{separator}{queries[0]}",
            deliveries=tuple(deliveries),
        )

    async def deliver(self, txn_ref: str, *, retries: int = 0) -> tuple[Delivery, ...]:
        """Send what was kept back; when nothing was, send every notice once more.

        Raises PaymentUnknown.
        """
        notices = await self._store.release(txn_ref) or await self._store.notices(txn_ref)
        if not notices:
            raise PaymentUnknown(txn_ref)
        deliveries: list[Delivery] = []
        for notice in notices:
            deliveries += await self._deliver(notice, retries)
        return tuple(deliveries)

    async def _notices_for(self, request: PayRequest, outcome: PayOutcome) -> list[str]:
        verdict = _VERDICTS.get(outcome, PAID)
        surplus = _SURPLUS_HUNDREDTHS if outcome is PayOutcome.WRONG_AMOUNT else 0
        times = 2 if outcome is PayOutcome.PAY_TWICE else 1
        made = [await self._notice(request, verdict, surplus) for _ in range(times)]
        if outcome is PayOutcome.TAMPERED:
            return [with_amount_changed(query) for query in made]
        return made

    async def _notice(self, request: PayRequest, verdict: Verdict, surplus: int) -> str:
        return notice_query(
            request,
            verdict,
            transaction_no=await self._store.next_transaction_no(),
            amount_hundredths=request.amount_hundredths + surplus,
            secret=self._config.hash_secret,
            at=self._clock.now(),
        )

    async def _deliver(self, notice: Notice, retries: int) -> list[Delivery]:
        deliveries: list[Delivery] = []
        for _ in range(1 + min(retries, MOST_RETRIES)):
            delivery = await self._call(notice)
            await self._store.add_delivery(notice, delivery, at=self._clock.now())
            deliveries.append(delivery)
            if delivery.rsp_code in _FINAL_ANSWERS:
                break
        return deliveries

    async def _call(self, notice: Notice) -> Delivery:
        try:
            answer = await self._http.get(f"{self._ipn_url}?{notice.query}")
        except httpx.HTTPError as trouble:
            _log.warning("sandbox_ipn_unanswered", error=type(trouble).__name__)
            return Delivery(None, None, f"no answer: {type(trouble).__name__}")
        try:
            content = answer.json()
            code, message = str(content["RspCode"]), str(content["Message"])
        except (ValueError, KeyError, TypeError):
            return Delivery(answer.status_code, None, "the answer is not what VNPay understands")
        if answer.status_code != httpx.codes.OK:
            return Delivery(answer.status_code, None, "VNPay takes only answers with status 200")
        return Delivery(answer.status_code, code, message[:_LONGEST_MESSAGE])
