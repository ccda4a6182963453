"""The PaymentGateway of VNPay."""

from __future__ import annotations

import json
import re
from types import MappingProxyType
from typing import Final

import httpx

from mate_adapters.payments.reading import QueryUnreadable, parsed_query
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.vnpay.notice import read_content
from mate_adapters.payments.vnpay.signature import is_signed, signed_query
from mate_adapters.payments.vnpay.transactions import VnpayTransactions
from mate_adapters.payments.vnpay.values import (
    LONGEST_AMOUNT_DIGITS,
    hundredths,
    payer_address,
    plain_text,
    vendor_date,
)
from mate_core.payments.errors import GatewayRefused, NoticeForged
from mate_core.payments.intent import (
    Acknowledgement,
    Checkout,
    NoticeOutcome,
    PaymentNotice,
    PaymentOrder,
)
from mate_core.payments.ledger import Provider
from mate_core.payments.vendor import PaymentQuestion, RefundAnswer, RefundOrder
from mate_core.shared.ports import Clock

_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,100}", re.ASCII)

_ANSWERS: Final = MappingProxyType(
    {
        NoticeOutcome.RECORDED: ("00", "Confirm Success"),
        NoticeOutcome.ALREADY_RECORDED: ("02", "Order already confirmed"),
        NoticeOutcome.UNKNOWN_ORDER: ("01", "Order not found"),
        NoticeOutcome.WRONG_AMOUNT: ("04", "Invalid amount"),
        NoticeOutcome.FORGED: ("97", "Invalid signature"),
        NoticeOutcome.UNREADABLE: ("99", "Unknown error"),
        NoticeOutcome.DEFERRED: ("99", "Unknown error"),
        NoticeOutcome.TROUBLE: ("99", "Unknown error"),
    }
)


class VnpayGateway:
    """PaymentGateway that sends the payer to VNPay with a signed URL.

    Opening a page sends no request: an attempt exists at the vendor once the payer looks at it.
    """

    def __init__(self, config: VnpayConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._transactions = VnpayTransactions(config, http, clock)

    @property
    def provider(self) -> Provider:
        return Provider.VNPAY

    async def create(self, order: PaymentOrder) -> Checkout:
        amount = hundredths(order.amount)
        if order.amount.amount <= 0 or len(amount) > LONGEST_AMOUNT_DIGITS:
            raise GatewayRefused
        if not _REFERENCE.fullmatch(order.merchant_reference):
            raise ValueError("a merchant reference for VNPay is 1 to 100 letters and digits")
        if order.expires_at <= order.created_at:
            raise ValueError("a payment page must close after it opens")
        parameters = {
            "vnp_Version": "2.1.0",
            "vnp_Command": "pay",
            "vnp_TmnCode": self._config.tmn_code,
            "vnp_Amount": amount,
            "vnp_CurrCode": "VND",
            "vnp_TxnRef": order.merchant_reference,
            "vnp_OrderInfo": plain_text(order.description),
            "vnp_OrderType": "other",
            "vnp_ReturnUrl": self._config.return_url,
            "vnp_IpAddr": payer_address(order.payer_ip),
            "vnp_Locale": "vn",
            "vnp_CreateDate": vendor_date(order.created_at),
            "vnp_ExpireDate": vendor_date(order.expires_at),
        }
        query = signed_query(parameters, self._config.hash_secret)
        return Checkout(pay_url=f"{self._config.pay_url}?{query}")

    def read_notice(self, raw: bytes) -> PaymentNotice:
        try:
            parameters = parsed_query(raw)
        except QueryUnreadable as unreadable:
            raise NoticeForged from unreadable
        if not is_signed(parameters, self._config.hash_secret):
            raise NoticeForged
        if parameters.get("vnp_TmnCode") != self._config.tmn_code:
            raise NoticeForged  # the hash fits another terminal of ours: still not this order
        return read_content(parameters)

    def read_return(self, query: bytes) -> str:
        return self.read_notice(query).merchant_reference

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        code, message = _ANSWERS[outcome]
        body = json.dumps({"RspCode": code, "Message": message}).encode()
        return Acknowledgement(status=200, content_type="application/json", body=body)

    async def query(self, question: PaymentQuestion) -> PaymentNotice | None:
        return await self._transactions.query(question)

    async def refund(self, order: RefundOrder) -> RefundAnswer:
        return await self._transactions.refund(order)

    async def query_refund(self, order: RefundOrder) -> RefundAnswer | None:
        return await self._transactions.query_refund(order)
