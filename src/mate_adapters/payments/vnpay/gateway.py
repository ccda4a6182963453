"""The PaymentGateway of VNPay."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from mate_adapters.payments.vnpay.notice import read_content
from mate_adapters.payments.vnpay.signature import (
    QueryUnreadable,
    is_signed,
    parsed_query,
    signed_query,
)
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

_TERMINAL: Final = re.compile(r"[A-Za-z0-9]{8}", re.ASCII)
_REFERENCE: Final = re.compile(r"[A-Za-z0-9]{1,100}", re.ASCII)

_ANSWERS: Final = MappingProxyType(
    {
        NoticeOutcome.RECORDED: ("00", "Confirm Success"),
        NoticeOutcome.ALREADY_RECORDED: ("02", "Order already confirmed"),
        NoticeOutcome.UNKNOWN_ORDER: ("01", "Order not found"),
        NoticeOutcome.WRONG_AMOUNT: ("04", "Invalid amount"),
        NoticeOutcome.FORGED: ("97", "Invalid signature"),
        NoticeOutcome.UNREADABLE: ("99", "Unknown error"),
        NoticeOutcome.TROUBLE: ("99", "Unknown error"),
    }
)


@dataclass(frozen=True, slots=True)
class VnpayConfig:
    """What the vendor gave us, and where the payer's browser goes.

    Raises ValueError when a value cannot work: `tmn_code` is 8 letters and digits, URLs are
    absolute, `return_url` has 10 to 255 signs.
    """

    tmn_code: str
    hash_secret: str = field(repr=False)
    pay_url: str
    return_url: str

    def __post_init__(self) -> None:
        if not _TERMINAL.fullmatch(self.tmn_code):
            raise ValueError("tmn_code must be 8 letters and digits")
        if not self.hash_secret:
            raise ValueError("hash_secret must not be empty")
        for name, url in (("pay_url", self.pay_url), ("return_url", self.return_url)):
            if not url.startswith(("https://", "http://")) or not 10 <= len(url) <= 255:
                raise ValueError(f"{name} must be an absolute URL of 10 to 255 signs")


class VnpayGateway:
    """PaymentGateway that sends the payer to VNPay with a signed URL.

    No request leaves here: an attempt exists at the vendor once the payer opens its page.
    """

    def __init__(self, config: VnpayConfig) -> None:
        self._config = config

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

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        code, message = _ANSWERS[outcome]
        body = json.dumps({"RspCode": code, "Message": message}).encode()
        return Acknowledgement(status=200, content_type="application/json", body=body)
