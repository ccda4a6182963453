"""VNPay's protocol as the vendor sees it."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.sandbox.gateways import vnpay_protocol as protocol
from mate_adapters.sandbox.gateways.answers import merchant_said
from mate_adapters.sandbox.gateways.model import (
    Call,
    Charge,
    Delivery,
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
_SIGNED: Final = {Call.QUERY: (_QUERY, _QUERY_ANSWER), Call.REFUND: (_REFUND, _REFUND_ANSWER)}

_REFUND_STATUS: Final = {
    RefundEnd.PENDING: "05",
    RefundEnd.DONE: "00",
    RefundEnd.REFUSED: "09",
}
_REFUND_CODES: Final = {
    RefundVerdict.REPEATED: "94",
    RefundVerdict.NOT_PAID: "95",
    RefundVerdict.TOO_MUCH: "95",
}


class VnpayWire:
    """Reads our pay URLs strictly, calls our IPN by GET, and serves querydr and refund."""

    provider: Final = Provider.VNPAY
    title: Final = "VNPay"
    outcomes: Final = tuple(PayOutcome)
    final_answers: Final = frozenset({"00", "02"})

    def __init__(
        self,
        config: VnpayConfig,
        *,
        ipn_url: str,
        store: GatewayStore,
        refunds: RefundDesk,
        clock: Clock,
    ) -> None:
        self._config = config
        self._ipn_url = ipn_url
        self._store = store
        self._refunds = refunds
        self._clock = clock

    @property
    def return_url(self) -> str:
        return self._config.return_url

    async def examine(self, pay_url: str) -> PayPage:
        return protocol.read_pay_request(
            urlsplit(pay_url).query,
            tmn_code=self._config.tmn_code,
            secret=self._config.hash_secret,
            at=self._clock.now(),
        )

    def notice(self, order: Order, charge: Charge) -> str:
        return protocol.notice_query(
            order, charge, tmn_code=self._config.tmn_code, secret=self._config.hash_secret
        )

    def with_amount_changed(self, notice: str) -> str:
        return protocol.with_amount_changed(notice)

    def with_signature_changed(self, notice: str) -> str:
        return notice[:-1] + ("0" if notice[-1] != "0" else "1")

    def errand(self, notice: str) -> Errand:
        return Errand("GET", f"{self._ipn_url}?{notice}")

    def read_answer(self, answer: httpx.Response) -> Delivery:
        return merchant_said(answer, code="RspCode", message="Message")

    def return_query(self, order: Order, charge: Charge) -> str:
        return self.notice(order, charge)

    async def answer(
        self, call: Call, fields: Mapping[str, object], trouble: Trouble | None
    ) -> Reply:
        """querydr and refund; signed in both directions."""
        texts = {name: str(value) for name, value in fields.items()}
        asked, answered = _SIGNED[call]
        fits = hmac.compare_digest(
            texts.get("vnp_SecureHash", "").encode(),
            protocol.joined_hash(texts, asked, self._config.hash_secret).encode(),
        )
        if not fits:
            return Reply(200, {"vnp_ResponseCode": "97", "vnp_Message": "Invalid checksum"})
        if texts["vnp_TmnCode"] != self._config.tmn_code:
            return Reply(200, {"vnp_ResponseCode": "02", "vnp_Message": "Invalid terminal"})
        order = await self._store.order(Provider.VNPAY, texts["vnp_TxnRef"])
        is_known = order is not None and (
            protocol.wall_time(order.opened_at) == texts["vnp_TransactionDate"]
        )
        if order is None or not is_known or trouble is Trouble.UNKNOWN:
            return Reply(200, {"vnp_ResponseCode": "91", "vnp_Message": "Not found"})
        found = await (
            self._queried(order, texts)
            if call is Call.QUERY
            else self._refunded(order, texts, trouble)
        )
        content = {
            "vnp_ResponseId": texts["vnp_RequestId"],
            "vnp_Command": texts["vnp_Command"],
            "vnp_Message": "The sandbox says so",
            "vnp_TmnCode": self._config.tmn_code,
            "vnp_TxnRef": order.reference,
            "vnp_BankCode": "NCB",
            **found,
        }
        secret = "another" if trouble is Trouble.STRANGE else self._config.hash_secret
        content["vnp_SecureHash"] = protocol.joined_hash(content, answered, secret)
        return Reply(200, content)

    async def _queried(self, order: Order, texts: Mapping[str, str]) -> dict[str, str]:
        """The payment where it is named by its number, else the last thing that happened to it."""
        charge = await self._store.charge_of(Provider.VNPAY, order.reference)
        if charge is None:
            return _not_paid(order)
        refund = await self._refunds.last_of(charge.transaction)
        if refund is not None and texts.get("vnp_TransactionNo") != str(charge.transaction):
            asked = await self._refunds.asked(Provider.VNPAY, refund.name)
            return _refund_fields(asked or refund, charge)
        return {
            "vnp_ResponseCode": "00",
            "vnp_Amount": str(charge.amount * 100),
            "vnp_PayDate": protocol.wall_time(charge.at),
            "vnp_TransactionNo": str(charge.transaction),
            "vnp_TransactionType": "01",
            "vnp_TransactionStatus": protocol.transaction_status(charge.end),
            "vnp_OrderInfo": order.info,
        }

    async def _refunded(
        self, order: Order, texts: Mapping[str, str], trouble: Trouble | None
    ) -> dict[str, str]:
        charge = await self._store.charge_of(Provider.VNPAY, order.reference)
        transaction = texts["vnp_TransactionNo"]
        if charge is None or not transaction.isdigit():
            return {"vnp_ResponseCode": "95", "vnp_OrderInfo": order.info}
        verdict, refund = await self._refunds.take(
            Provider.VNPAY,
            texts["vnp_RequestId"],
            transaction=int(transaction),
            amount=int(texts["vnp_Amount"]) // 100,
            info=texts["vnp_OrderInfo"],
            trouble=trouble,
            at=self._clock.now(),
        )
        if refund is None or verdict is not RefundVerdict.TAKEN:
            return {"vnp_ResponseCode": _REFUND_CODES[verdict], "vnp_OrderInfo": order.info}
        return _refund_fields(refund, charge)


def _not_paid(order: Order) -> dict[str, str]:
    return {
        "vnp_ResponseCode": "00",
        "vnp_Amount": str(order.amount * 100),
        "vnp_TransactionNo": "0",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": "01",
        "vnp_OrderInfo": order.info,
    }


def _refund_fields(refund: Refund, charge: Charge) -> dict[str, str]:
    return {
        "vnp_ResponseCode": "00",
        "vnp_Amount": str(refund.amount * 100),
        "vnp_PayDate": protocol.wall_time(refund.at),
        "vnp_TransactionNo": str(refund.number),
        "vnp_TransactionType": "02" if refund.amount == charge.amount else "03",
        "vnp_TransactionStatus": _REFUND_STATUS[refund.state],
        "vnp_OrderInfo": refund.info,
    }
