"""MoMo's protocol as the vendor sees it, written apart from our adapter."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx

from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.sandbox.gateways.model import (
    Call,
    Charge,
    Delivery,
    End,
    Fault,
    Order,
    PayOutcome,
    PayPage,
    Refund,
    RefundEnd,
    RefundVerdict,
    Reply,
    Trouble,
)
from mate_adapters.sandbox.gateways.refunds import RefundDesk
from mate_adapters.sandbox.gateways.store import GatewayStore
from mate_adapters.sandbox.gateways.wire import Errand
from mate_core.payments.ledger import Provider
from mate_core.shared.ports import Clock

_PAGE_LIFE: Final = timedelta(minutes=100)
_CREATE: Final = (
    "accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode",
    "redirectUrl", "requestId", "requestType",
)  # fmt: skip
_ASK: Final = ["accessKey", "orderId", "partnerCode", "requestId"]
_REFUND: Final = (
    "accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId",
)  # fmt: skip
_NOTICE: Final = (
    "accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType",
    "partnerCode", "payType", "requestId", "responseTime", "resultCode", "transId",
)  # fmt: skip
_SIGNED: Final = {
    Call.CREATE: _CREATE,
    Call.QUERY: _ASK,
    Call.REFUND: _REFUND,
    Call.QUERY_REFUND: _ASK,
}
_ENDS: Final[Mapping[End, int]] = {End.PAID: 0, End.NO_FUNDS: 1001, End.CANCELLED: 1006}
_REFUND_ENDS: Final = {RefundEnd.DONE: 0, RefundEnd.PENDING: 7002, RefundEnd.REFUSED: 1088}
_ORDER_ID: Final = re.compile(r"[0-9a-zA-Z]([-_.]*[0-9a-zA-Z]+)*", re.ASCII)


class MomoWire:
    """Signs named raw values in alphabetical order, and posts notices as JSON."""

    provider: Final = Provider.MOMO
    title: Final = "MoMo"
    outcomes: Final = tuple(each for each in PayOutcome if each is not PayOutcome.SUSPECTED)
    final_answers: Final = frozenset({"204"})

    def __init__(
        self,
        config: MomoConfig,
        *,
        public_url: str,
        store: GatewayStore,
        refunds: RefundDesk,
        clock: Clock,
    ) -> None:
        self._config = config
        self._public_url = public_url
        self._store = store
        self._refunds = refunds
        self._clock = clock

    @property
    def return_url(self) -> str:
        return self._config.return_url

    async def examine(self, pay_url: str) -> PayPage:
        reference = urlsplit(pay_url).path.rpartition("/")[2]
        order = await self._store.order(Provider.MOMO, reference)
        if order is None:
            return PayPage(None, {}, (Fault("orderId", "is not an order of this sandbox"),))
        if order.expires_at <= self._clock.now():
            fault = Fault("orderId", "has passed its time: this page has closed")
            return PayPage(None, order.fields, (fault,))
        return PayPage(order, order.fields)

    def notice(self, order: Order, charge: Charge) -> str:
        return json.dumps(self._notice_fields(order, charge), ensure_ascii=False)

    def _notice_fields(self, order: Order, charge: Charge) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "partnerCode": self._config.partner_code,
            "orderId": order.reference,
            "requestId": order.request,
            "amount": charge.amount,
            "orderInfo": order.info,
            "orderType": "momo_wallet",
            "transId": charge.transaction,
            "resultCode": _ENDS[charge.end],
            "message": "Successful." if charge.end is End.PAID else "Failed.",
            "payType": "qr",
            "responseTime": _epoch_ms(charge.at),
            "extraData": "",
        }
        return fields | {"signature": self._signature(fields, _NOTICE)}

    def with_amount_changed(self, notice: str) -> str:
        return re.sub(r'("amount": [0-9]+)', r"\g<1>0", notice, count=1)

    def with_signature_changed(self, notice: str) -> str:
        fields = json.loads(notice)
        return json.dumps(fields | {"signature": "0" * 64}, ensure_ascii=False)

    def errand(self, notice: str) -> Errand:
        return Errand("POST", self._config.ipn_url, notice.encode())

    def read_answer(self, answer: httpx.Response) -> Delivery:
        """Only the status counts; 204 without a body is what the vendor asks for."""
        said = str(answer.status_code)
        if answer.status_code == httpx.codes.NO_CONTENT and not answer.content:
            return Delivery(answer.status_code, said, "acknowledged")
        return Delivery(answer.status_code, said, "not what the vendor asks for: 204, no body")

    def return_query(self, order: Order, charge: Charge) -> str:
        return urlencode(self._notice_fields(order, charge))

    async def answer(
        self, call: Call, fields: Mapping[str, object], trouble: Trouble | None
    ) -> Reply:
        values: dict[str, Any] = {name: fields.get(name, "") for name in _SIGNED[call]}
        received = str(fields.get("signature", "")).encode()
        expected = self._signature(values, _SIGNED[call]).encode()
        about: dict[str, Any] = {
            "partnerCode": self._config.partner_code,
            "orderId": "A1" if trouble is Trouble.STRANGE else str(values["orderId"]),
            "requestId": str(values["requestId"]),
            "responseTime": _epoch_ms(self._clock.now()),
        }
        if not hmac.compare_digest(received, expected):
            return _result(about, 11, status=400)
        if fault := self._fault(values):
            return _result(about, fault, status=400)
        if trouble is Trouble.UNKNOWN:
            return _result(about, 42)
        return await self._served(call, about, values, trouble)

    def _fault(self, values: Mapping[str, Any]) -> int:
        """The result code of what is wrong about every call alike; 0 for nothing."""
        if values["partnerCode"] != self._config.partner_code:
            return 13
        has_names = _ORDER_ID.fullmatch(str(values["orderId"])) and values["requestId"]
        return 0 if has_names and len(str(values["requestId"])) <= 50 else 20

    async def _served(
        self,
        call: Call,
        about: Mapping[str, Any],
        values: Mapping[str, Any],
        trouble: Trouble | None,
    ) -> Reply:
        if call is Call.CREATE:
            return await self._created(about, values)
        if call is Call.QUERY:
            return await self._queried(about, str(values["orderId"]))
        if call is Call.REFUND:
            return await self._refunded(about, values, trouble)
        refund = await self._refunds.asked(Provider.MOMO, str(values["orderId"]))
        return _result(about, 42) if refund is None else _refund_result(about, refund)

    async def _created(self, about: Mapping[str, Any], values: Mapping[str, Any]) -> Reply:
        amount = values["amount"]
        if type(amount) is not int or not 1_000 <= amount <= 50_000_000:
            return _result(about, 22, status=400)
        now = self._clock.now()
        wanted = Order(
            provider=Provider.MOMO,
            reference=values["orderId"],
            amount=amount,
            info=values["orderInfo"],
            return_url=values["redirectUrl"],
            opened_at=now,
            expires_at=now + _PAGE_LIFE,
            request=values["requestId"],
            fields={name: str(value) for name, value in values.items() if name != "accessKey"},
        )
        order = await self._store.add_order(wanted)
        if order.request != wanted.request:
            return _result(about, 41, status=400)
        if order.fields != wanted.fields:
            return _result(about, 40, status=400)
        page = f"{self._public_url}/sandbox/momo/pay/{order.reference}"
        return _result(about, 0, amount=order.amount, payUrl=page, deeplink=page, qrCodeUrl=page)

    async def _queried(self, about: Mapping[str, Any], reference: str) -> Reply:
        order = await self._store.order(Provider.MOMO, reference)
        if order is None:
            return _result(about, 42)
        charge = await self._store.charge_of(Provider.MOMO, reference)
        if charge is None:
            return _result(about, 1000, amount=order.amount, transId=0, refundTrans=[])
        return _result(
            about,
            _ENDS[charge.end],
            amount=charge.amount,
            transId=charge.transaction,
            payType="qr",
            extraData="",
            refundTrans=[],
        )

    async def _refunded(
        self, about: Mapping[str, Any], values: Mapping[str, Any], trouble: Trouble | None
    ) -> Reply:
        if type(values["amount"]) is not int or not 1_000 <= values["amount"] <= 50_000_000:
            return _result(about, 22, status=400)
        if await self._store.order(Provider.MOMO, values["orderId"]) is not None:
            return _result(about, 41, status=400)  # a refund is an order of its own
        verdict, refund = await self._refunds.take(
            Provider.MOMO,
            values["orderId"],
            transaction=int(values["transId"]),
            amount=values["amount"],
            info=values["description"],
            trouble=trouble,
            at=self._clock.now(),
        )
        if refund is not None:
            return _refund_result(about, refund)
        return _result(about, 1081 if verdict is RefundVerdict.TOO_MUCH else 1088)

    def _signature(self, values: Mapping[str, Any], names: Sequence[str]) -> str:
        keyed = {**values, "accessKey": self._config.access_key}
        text = "&".join(f"{name}={keyed[name]}" for name in sorted(names))
        key = self._config.secret_key.encode()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def _result(about: Mapping[str, Any], code: int, *, status: int = 200, **more: object) -> Reply:
    return Reply(status, {**about, "resultCode": code, "message": "The sandbox says so", **more})


def _refund_result(about: Mapping[str, Any], refund: Refund) -> Reply:
    return _result(about, _REFUND_ENDS[refund.state], amount=refund.amount, transId=refund.number)


def _epoch_ms(instant: datetime) -> int:
    return round(instant.timestamp() * 1000)
