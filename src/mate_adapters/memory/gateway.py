"""A payment gateway that does what its script says."""

from __future__ import annotations

import hashlib
import json
from collections import deque
from enum import StrEnum
from itertools import count

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
from mate_core.shared.money import Vnd


class GatewayTrouble(StrEnum):
    """What may happen to one call of `create`."""

    REFUSED = "refused"
    REQUEST_LOST = "request_lost"
    REPLY_LOST = "reply_lost"


class ScriptedGateway:
    """PaymentGateway that keeps the port's promises; `troubles` are met in order, one a call.

    `orders` holds every order that the vendor knows of, by merchant reference. `notice(...)` makes
    the bytes that the vendor would send, signed with `secret`.
    """

    def __init__(
        self,
        *troubles: GatewayTrouble | None,
        provider: Provider = Provider.VNPAY,
        secret: str = "scripted",  # noqa: S107  a fake has nothing to hide
    ) -> None:
        self.orders: dict[str, PaymentOrder] = {}
        self._provider = provider
        self._secret = secret
        self._troubles = deque(troubles)
        self._transactions = count(1)

    @property
    def provider(self) -> Provider:
        return self._provider

    async def create(self, order: PaymentOrder) -> Checkout:
        trouble = self._troubles.popleft() if self._troubles else None
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

    def acknowledge(self, outcome: NoticeOutcome) -> Acknowledgement:
        body = json.dumps({"outcome": outcome}).encode()
        return Acknowledgement(status=200, content_type="application/json", body=body)

    def notice(
        self,
        reference: str,
        amount: Vnd,
        result: NoticeResult = NoticeResult.SUCCEEDED,
        *,
        transaction: str | None = None,
    ) -> bytes:
        """A signed notice; without `transaction` each one is a new transaction of the vendor."""
        return self.signed(
            {
                "reference": reference,
                "transaction": transaction or f"scripted-{next(self._transactions)}",
                "amount": amount.amount,
                "result": result,
                "code": "00" if result is NoticeResult.SUCCEEDED else "99",
            }
        )

    def signed(self, content: object) -> bytes:
        """Any content at all, signed: for what the vendor should never send."""
        body = json.dumps(content, sort_keys=True).encode()
        return body + b"." + self._checksum(body).encode()

    def _checksum(self, body: bytes) -> str:
        return hashlib.sha256(self._secret.encode() + b"." + body).hexdigest()
