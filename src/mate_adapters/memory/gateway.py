"""A payment gateway that does what its script says."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from types import MappingProxyType
from typing import Final

from mate_core.payments.errors import (
    GatewayRefused,
    GatewayUnavailable,
    NoticeForged,
    NoticeUnreadable,
)
from mate_core.payments.intent import (
    Acknowledgement,
    Checkout,
    NoticeOutcome,
    NoticeResult,
    PaymentNotice,
    PaymentOrder,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder, RefundState
from mate_core.shared.money import ZERO, Vnd


class GatewayCall(StrEnum):
    """What we ask of a vendor."""

    CREATE = "create"
    QUERY = "query"
    REFUND = "refund"
    QUERY_REFUND = "query_refund"


class GatewayTrouble(StrEnum):
    """What may happen to one call.

    A lost request never arrived; a lost reply took effect. PENDING is a refund whose end is told
    when it is asked about, PENDING_THEN_REFUSED one that ends badly. UNKNOWN is a question to
    which the vendor says that it has never heard of that.
    """

    REFUSED = "refused"
    REQUEST_LOST = "request_lost"
    REPLY_LOST = "reply_lost"
    PENDING = "pending"
    PENDING_THEN_REFUSED = "pending_then_refused"
    UNKNOWN = "unknown"


_T = GatewayTrouble
_LOSSES: Final = frozenset({_T.REQUEST_LOST, _T.REPLY_LOST})
_POSSIBLE: Final = MappingProxyType(
    {
        GatewayCall.CREATE: _LOSSES | {_T.REFUSED},
        GatewayCall.QUERY: _LOSSES | {_T.UNKNOWN},
        GatewayCall.REFUND: _LOSSES | {_T.REFUSED, _T.PENDING, _T.PENDING_THEN_REFUSED},
        GatewayCall.QUERY_REFUND: _LOSSES | {_T.UNKNOWN},
    }
)
_AT_ONCE: Final = MappingProxyType(
    {
        _T.REFUSED: RefundState.REFUSED,
        _T.PENDING: RefundState.PENDING,
        _T.PENDING_THEN_REFUSED: RefundState.PENDING,
    }
)


@dataclass(frozen=True, slots=True)
class ScriptedRefund:
    """A refund as the vendor knows it; `end` is the state that a pending one comes to."""

    order: RefundOrder
    answer: RefundAnswer
    end: RefundState


class ScriptedGateway:
    """PaymentGateway that keeps the port's promises; troubles are met in order, one a call.

    `orders` holds every order that the vendor knows of, by merchant reference; `outcomes` what
    became of them; `refunds` every refund that arrived, by refund reference. `notice(...)` makes
    the bytes that the vendor would send, signed with `secret`. `troubles` are those of `create`;
    `meets` adds to the script of any call.
    """

    def __init__(
        self,
        *troubles: GatewayTrouble | None,
        provider: Provider = Provider.VNPAY,
        secret: str = "scripted",  # noqa: S107  a fake has nothing to hide
    ) -> None:
        self.orders: dict[str, PaymentOrder] = {}
        self.outcomes: dict[str, PaymentNotice] = {}
        self.refunds: dict[str, ScriptedRefund] = {}
        self._sent_back: defaultdict[str, Vnd] = defaultdict(lambda: ZERO)
        self._provider = provider
        self._secret = secret
        self._script: defaultdict[GatewayCall, deque[GatewayTrouble | None]] = defaultdict(deque)
        self._script[GatewayCall.CREATE].extend(troubles)
        self._transactions = count(1)
        self._refund_numbers = count(1)

    @property
    def provider(self) -> Provider:
        return self._provider

    def meets(
        self, *troubles: GatewayTrouble | None, call: GatewayCall = GatewayCall.CREATE
    ) -> None:
        """The next calls of that kind go wrong so; None is one that goes well.

        Raises ValueError for what cannot happen to such a call.
        """
        for trouble in troubles:
            if trouble is not None and trouble not in _POSSIBLE[call]:
                raise ValueError(f"{call} does not meet {trouble}")
        self._script[call].extend(troubles)

    def _next(self, call: GatewayCall) -> GatewayTrouble | None:
        script = self._script[call]
        return script.popleft() if script else None

    async def create(self, order: PaymentOrder) -> Checkout:
        trouble = self._next(GatewayCall.CREATE)
        if trouble is GatewayTrouble.REFUSED:
            raise GatewayRefused
        if trouble is GatewayTrouble.REQUEST_LOST:
            raise GatewayUnavailable(order.merchant_reference)
        self.orders.setdefault(order.merchant_reference, order)
        if trouble is GatewayTrouble.REPLY_LOST:  # the vendor knows of it, we were not told
            raise GatewayUnavailable(order.merchant_reference)
        return Checkout(pay_url=f"https://gateway.test/pay/{order.merchant_reference}")

    def read_notice(self, raw: bytes) -> PaymentNotice:
        body, _, checksum = raw.rpartition(b".")
        if checksum.decode("ascii", "replace") != self._checksum(body):
            raise NoticeForged
        try:
            content = json.loads(body)
            return PaymentNotice(
                merchant_reference=content["reference"],
                vendor_transaction=content["transaction"],
                amount=Vnd(content["amount"]),
                result=NoticeResult(content["result"]),
                vendor_code=content["code"],
            )
        except (ValueError, KeyError, TypeError) as senseless:
            raise NoticeUnreadable from senseless

    def read_return(self, query: bytes) -> str:
        return self.read_notice(query).merchant_reference

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        body = json.dumps({"outcome": outcome}).encode()
        return Acknowledgement(status=200, content_type="application/json", body=body)

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        trouble = self._next(GatewayCall.QUERY)
        if trouble in _LOSSES:
            raise GatewayUnavailable(question.merchant_reference)
        if trouble is GatewayTrouble.UNKNOWN:
            return None
        return self.outcomes.get(question.merchant_reference)

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        """Also raises ValueError for another order under a reference that was used."""
        trouble = self._next(GatewayCall.REFUND)
        if trouble is GatewayTrouble.REQUEST_LOST:
            raise GatewayUnavailable(order.refund_reference)
        known = self.refunds.get(order.refund_reference)
        if known is None:
            known = self._received(order, trouble)
        elif known.order != order:
            raise ValueError(f"{order.refund_reference} was asked for otherwise: {known.order}")
        if trouble is GatewayTrouble.REPLY_LOST:
            raise GatewayUnavailable(order.refund_reference)
        return known.answer

    def _received(self, order: RefundOrder, trouble: GatewayTrouble | None) -> ScriptedRefund:
        sent_back = self._sent_back[order.vendor_transaction] + order.amount
        if order.amount <= ZERO or sent_back > order.captured:
            trouble = GatewayTrouble.REFUSED
        state = RefundState.DONE if trouble is None else _AT_ONCE.get(trouble, RefundState.DONE)
        end = RefundState.DONE if state is RefundState.PENDING else state
        if trouble is GatewayTrouble.PENDING_THEN_REFUSED:
            end = RefundState.REFUSED
        if end is not RefundState.REFUSED:
            self._sent_back[order.vendor_transaction] = sent_back
        answer = RefundAnswer(state, f"refund-{next(self._refund_numbers)}", state.value)
        received = ScriptedRefund(order=order, answer=answer, end=end)
        self.refunds[order.refund_reference] = received
        return received

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        trouble = self._next(GatewayCall.QUERY_REFUND)
        if trouble in _LOSSES:
            raise GatewayUnavailable(order.refund_reference)
        known = self.refunds.get(order.refund_reference)
        if trouble is GatewayTrouble.UNKNOWN or known is None:
            return None
        answer = replace(known.answer, state=known.end, vendor_code=known.end.value)
        self.refunds[order.refund_reference] = replace(known, answer=answer)
        return answer

    def notice(
        self,
        reference: str,
        amount: Vnd,
        result: NoticeResult = NoticeResult.SUCCEEDED,
        *,
        transaction: str | None = None,
    ) -> bytes:
        """A signed notice; without `transaction` each one is a new transaction of the vendor.

        What it says is what `query` answers from now on, delivered or not: a success is never
        taken back by a failure that is told later.
        """
        raw = self.signed(
            {
                "reference": reference,
                "transaction": transaction or f"scripted-{next(self._transactions)}",
                "amount": amount.amount,
                "result": result,
                "code": "00" if result is NoticeResult.SUCCEEDED else "99",
            }
        )
        before = self.outcomes.get(reference)
        if before is None or before.result is NoticeResult.FAILED:
            self.outcomes[reference] = self.read_notice(raw)
        return raw

    def signed(self, content: object) -> bytes:
        """Any content at all, signed: for what the vendor should never send."""
        body = json.dumps(content, sort_keys=True).encode()
        return body + b"." + self._checksum(body).encode()

    def _checksum(self, body: bytes) -> str:
        return hashlib.sha256(self._secret.encode() + b"." + body).hexdigest()
