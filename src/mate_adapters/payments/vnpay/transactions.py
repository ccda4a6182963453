"""What our server asks of VNPay's: querydr and refund.

The vendor has no question about one refund: querydr shows the last thing that happened to a
payment. Our name for the refund travels in `vnp_OrderInfo`, and is how we know ours again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import httpx

from mate_adapters.payments.calls import post_json, request_id
from mate_adapters.payments.reading import text_of
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.vnpay.notice import read_transaction
from mate_adapters.payments.vnpay.signature import (
    HASH_NAME,
    is_joined_signed,
    joined_signature,
)
from mate_adapters.payments.vnpay.values import hundredths, plain_text, vendor_date
from mate_core.payments.errors import GatewayUnavailable, NoticeUnreadable
from mate_core.payments.intent import PaymentNotice
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder, RefundState
from mate_core.shared.ports import Clock

_QUERY: Final = (
    "vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TxnRef",
    "vnp_TransactionDate", "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
)  # fmt: skip
_REFUND: Final = (
    "vnp_RequestId", "vnp_Version", "vnp_Command", "vnp_TmnCode", "vnp_TransactionType",
    "vnp_TxnRef", "vnp_Amount", "vnp_TransactionNo", "vnp_TransactionDate", "vnp_CreateBy",
    "vnp_CreateDate", "vnp_IpAddr", "vnp_OrderInfo",
)  # fmt: skip
_REFUND_ANSWER: Final = (
    "vnp_ResponseId", "vnp_Command", "vnp_ResponseCode", "vnp_Message", "vnp_TmnCode",
    "vnp_TxnRef", "vnp_Amount", "vnp_BankCode", "vnp_PayDate", "vnp_TransactionNo",
    "vnp_TransactionType", "vnp_TransactionStatus", "vnp_OrderInfo",
)  # fmt: skip
_QUERY_ANSWER: Final = (*_REFUND_ANSWER, "vnp_PromotionCode", "vnp_PromotionAmount")

_DONE: Final = "00"
_NOT_FOUND: Final = "91"
_ASKED_BEFORE: Final = "94"
_REFUSALS: Final = frozenset({"91", "95"})
"""Nothing to refund there; every other code leaves the outcome open."""

_PAYMENT, _WHOLE, _PART = "01", "02", "03"
_REFUND_STATES: Final[Mapping[str, RefundState]] = {
    "00": RefundState.DONE,
    "05": RefundState.PENDING,
    "06": RefundState.PENDING,
    "09": RefundState.REFUSED,
}
_SERVER_ADDRESS: Final = "127.0.0.1"
"""The vendor wants one and checks nothing of it; ours is known to it from the connection."""
_CREATED_BY: Final = "mate"


class VnpayTransactions:
    """Signed both ways; an answer whose signature does not fit is no answer."""

    def __init__(self, config: VnpayConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        answer = await self._ask(
            question.merchant_reference,
            vendor_date(question.created_at),
            question.vendor_transaction,
        )
        if answer is None or answer["vnp_TransactionType"] != _PAYMENT:
            return None
        try:
            return read_transaction(answer)
        except NoticeUnreadable as senseless:
            raise GatewayUnavailable(str(senseless)) from senseless

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        if not 0 < order.amount.amount <= order.captured.amount:
            return RefundAnswer(RefundState.REFUSED, "", "amount")
        fields = self._common("refund", order.refund_reference) | {
            "vnp_TransactionType": _WHOLE if order.amount == order.captured else _PART,
            "vnp_TxnRef": order.merchant_reference,
            "vnp_Amount": hundredths(order.amount),
            "vnp_TransactionNo": order.vendor_transaction,
            "vnp_TransactionDate": vendor_date(order.created_at),
            "vnp_CreateBy": _CREATED_BY,
            "vnp_OrderInfo": _refund_text(order),
        }
        answer = await self._post(fields, _REFUND, _REFUND_ANSWER)
        code = answer["vnp_ResponseCode"]
        if code == _ASKED_BEFORE:
            known = await self.query_refund(order)
            return known or RefundAnswer(RefundState.PENDING, "", code)
        if code in _REFUSALS:
            return RefundAnswer(RefundState.REFUSED, "", code)
        if code != _DONE:
            raise GatewayUnavailable(f"refund answered {code}")
        return _refund_answer(answer)

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        answer = await self._ask(order.merchant_reference, vendor_date(order.created_at), None)
        if answer is None or answer["vnp_TransactionType"] == _PAYMENT:
            return None
        if answer["vnp_OrderInfo"] != _refund_text(order):
            # Another refund of the same payment hides ours: whether that one arrived, nobody says.
            raise GatewayUnavailable("the vendor shows another refund of this payment")
        return _refund_answer(answer)

    async def _ask(
        self, reference: str, paid_on: str, transaction: str | None
    ) -> dict[str, str] | None:
        """What querydr says of that payment; None for one that is unknown there."""
        now = self._clock.now().isoformat()
        fields = self._common("querydr", request_id("querydr", reference, now)) | {
            "vnp_TxnRef": reference,
            "vnp_TransactionDate": paid_on,
            "vnp_OrderInfo": f"Truy van {reference}",
        }
        unsigned = {"vnp_TransactionNo": transaction} if transaction else {}
        answer = await self._post(fields, _QUERY, _QUERY_ANSWER, unsigned)
        code = answer["vnp_ResponseCode"]
        if code == _NOT_FOUND:
            return None
        if code != _DONE:
            raise GatewayUnavailable(f"querydr answered {code}")
        return answer

    def _common(self, command: str, request: str) -> dict[str, str]:
        return {
            "vnp_RequestId": request,
            "vnp_Version": "2.1.0",
            "vnp_Command": command,
            "vnp_TmnCode": self._config.tmn_code,
            "vnp_CreateDate": vendor_date(self._clock.now()),
            "vnp_IpAddr": _SERVER_ADDRESS,
        }

    async def _post(
        self,
        fields: Mapping[str, str],
        signed: tuple[str, ...],
        answer_signed: tuple[str, ...],
        unsigned: Mapping[str, str] | None = None,
    ) -> dict[str, str]:
        """The vendor's answer as text, every signed name in it; errors may come without a hash."""
        secret = self._config.hash_secret
        body = {**fields, **(unsigned or {}), HASH_NAME: joined_signature(fields, signed, secret)}
        answer = await post_json(
            self._http, self._config.api_url, body, patience=self._config.timeout
        )
        try:
            texts = {name: text_of(answer, name) for name in (*answer_signed, HASH_NAME)}
        except ValueError as wrong:
            raise GatewayUnavailable(str(wrong)) from wrong
        must_be_signed = texts["vnp_ResponseCode"] == _DONE or texts[HASH_NAME] != ""
        if must_be_signed and not is_joined_signed(texts, answer_signed, secret):
            raise GatewayUnavailable("the answer's signature does not fit")
        names_us = texts["vnp_TmnCode"] == fields["vnp_TmnCode"]
        if texts["vnp_ResponseCode"] == _DONE and not (
            names_us and texts["vnp_TxnRef"] == fields["vnp_TxnRef"]
        ):
            raise GatewayUnavailable("the answer is about something else")
        return texts


def _refund_text(order: RefundOrder) -> str:
    return plain_text(f"Hoan tien {order.refund_reference}: {order.reason}")


def _refund_answer(answer: Mapping[str, str]) -> RefundAnswer:
    status = answer["vnp_TransactionStatus"]
    state = _REFUND_STATES.get(status)
    if state is None:
        raise GatewayUnavailable(f"a refund in state {status}")
    return RefundAnswer(state, answer["vnp_TransactionNo"], status)
