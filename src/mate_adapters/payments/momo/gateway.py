"""The PaymentGateway of MoMo.

Our reference is both `orderId` and `requestId` of the first call: the same order again carries
the same `requestId`, for which MoMo keeps its answer for 31 days. A refund is an order of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

import httpx

from mate_adapters.payments.calls import post_json, request_id
from mate_adapters.payments.momo import codes
from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.payments.momo.notice import read_content, read_reference, require_signed
from mate_adapters.payments.momo.signature import CREATE, QUERY, REFUND, signature
from mate_adapters.payments.reading import (
    ObjectUnreadable,
    QueryUnreadable,
    number_of,
    parsed_object,
    parsed_query,
    text_of,
)
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
    PaymentNotice,
    PaymentOrder,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder, RefundState
from mate_core.shared.money import Vnd
from mate_core.shared.ports import Clock

_REFERENCE: Final = re.compile(r"[0-9A-Za-z]{1,50}", re.ASCII)
_LONGEST_TEXT: Final = 255
_API: Final = "/v2/gateway/api"

_STATUSES: Final[Mapping[NoticeOutcome, int]] = {
    NoticeOutcome.FORGED: 400,
    NoticeOutcome.TROUBLE: 500,
}
"""Every stored notice with a good signature is 204, whatever becomes of it."""


class MomoGateway:
    """PaymentGateway over `http`, whose connections are shared and closed by whoever gave it."""

    def __init__(self, config: MomoConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock

    @property
    def provider(self) -> Provider:
        return Provider.MOMO

    async def create(self, order: PaymentOrder) -> Checkout:
        if not _within_limits(order.amount):
            raise GatewayRefused
        if not _REFERENCE.fullmatch(order.merchant_reference):
            raise ValueError("a merchant reference for MoMo is 1 to 50 letters and digits")
        answer = await self._post(
            "/create",
            CREATE,
            {
                "requestId": order.merchant_reference,
                "orderId": order.merchant_reference,
                "amount": order.amount.amount,
                "orderInfo": order.description[:_LONGEST_TEXT],
                "redirectUrl": self._config.return_url,
                "ipnUrl": self._config.ipn_url,
                "requestType": "captureWallet",
                "extraData": "",
            },
        )
        code = _code(answer)
        if code in codes.UNDER_WAY or code == codes.MAINTENANCE:
            raise GatewayUnavailable(f"create answered {code}")
        if code != codes.DONE:
            raise GatewayRefused
        pay_url = answer.get("payUrl")
        if not isinstance(pay_url, str) or not pay_url.startswith(("https://", "http://")):
            raise GatewayUnavailable("create answered without a page")
        self._require_about(answer, order.merchant_reference, order.amount)
        return Checkout(pay_url=pay_url)

    def read_notice(self, raw: bytes) -> PaymentNotice:
        try:
            fields = parsed_object(raw)
        except ObjectUnreadable as unreadable:
            raise NoticeForged from unreadable
        require_signed(fields, self._config)
        notice = read_content(fields)
        if notice is None:
            raise NoticeUnreadable("the payment is still under way")
        return notice

    def read_return(self, query: bytes) -> str:
        try:
            fields = parsed_query(query)
        except QueryUnreadable as unreadable:
            raise NoticeForged from unreadable
        require_signed(fields, self._config)
        return read_reference(fields)

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        return Acknowledgement(
            status=_STATUSES.get(outcome, 204), content_type="application/json", body=b""
        )

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        answer = await self._ask("/query", question.merchant_reference)
        code = _code(answer)
        if code == codes.UNKNOWN_ORDER or code in codes.UNDER_WAY:
            return None
        if code in codes.FAULTY_CALL:
            raise GatewayUnavailable(f"query answered {code}")
        self._require_about(answer, question.merchant_reference)
        try:
            return read_content(answer)
        except NoticeUnreadable as senseless:
            raise GatewayUnavailable(str(senseless)) from senseless

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        if not (_within_limits(order.amount) and order.amount <= order.captured):
            return RefundAnswer(RefundState.REFUSED, "", "amount")
        answer = await self._post(
            "/refund",
            REFUND,
            {
                "requestId": order.refund_reference,
                "orderId": order.refund_reference,
                "amount": order.amount.amount,
                "transId": int(order.vendor_transaction),
                "description": order.reason[:_LONGEST_TEXT],
            },
        )
        if _code(answer) in codes.REPEATED:  # an earlier call of ours, whose answer was not final
            return await self.query_refund(order) or _unknown("refund repeated")
        return _refund_answer(answer)

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        answer = await self._ask("/refund/query", order.refund_reference)
        if _code(answer) == codes.UNKNOWN_ORDER:
            return None
        self._require_about(answer, order.refund_reference)
        return _refund_answer(answer)

    async def _ask(self, path: str, reference: str) -> dict[str, object]:
        now = self._clock.now().isoformat()
        fields = {"requestId": request_id(path, reference, now), "orderId": reference}
        return await self._post(path, QUERY, fields)

    async def _post(
        self, path: str, signed: Sequence[str], fields: Mapping[str, object]
    ) -> dict[str, object]:
        config = self._config
        body = {"partnerCode": config.partner_code, **fields}
        body["signature"] = signature(
            {**body, "accessKey": config.access_key}, signed, config.secret_key
        )
        body["lang"] = "vi"
        url = f"{config.api_url}{_API}{path}"
        return await post_json(self._http, url, body, patience=config.timeout)

    def _require_about(
        self, answer: Mapping[str, object], reference: str, amount: Vnd | None = None
    ) -> None:
        """The vendor does not sign its answers: at least they must be about what was asked."""
        fits = (
            answer.get("partnerCode") == self._config.partner_code
            and answer.get("orderId") == reference
            and (amount is None or answer.get("amount") == amount.amount)
        )
        if not fits:
            raise GatewayUnavailable("the answer is about something else")


def _within_limits(amount: Vnd) -> bool:
    return codes.LEAST_DONG <= amount.amount <= codes.MOST_DONG


def _code(answer: Mapping[str, object]) -> int:
    try:
        return number_of(answer, "resultCode")
    except ValueError as wrong:
        raise GatewayUnavailable(str(wrong)) from wrong


def _refund_answer(answer: Mapping[str, object]) -> RefundAnswer:
    code = _code(answer)
    try:
        number = text_of(answer, "transId")
    except ValueError as wrong:
        raise GatewayUnavailable(str(wrong)) from wrong
    if code == codes.DONE:
        return RefundAnswer(RefundState.DONE, number, str(code))
    if code in codes.UNDER_WAY:
        return RefundAnswer(RefundState.PENDING, number, str(code))
    open_ends = {*codes.FAULTY_CALL, codes.UNKNOWN_ORDER, codes.UNCERTAIN} - codes.BAD_AMOUNT
    if code in open_ends:
        raise GatewayUnavailable(f"refund answered {code}")
    return RefundAnswer(RefundState.REFUSED, "", str(code))


def _unknown(trouble: str) -> RefundAnswer:
    raise GatewayUnavailable(trouble)
