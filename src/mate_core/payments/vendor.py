"""What we ask a gateway after the page was opened: what became of a payment, and money back.

A vendor's answer to these questions moves money only through the same doors as a callback does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class PaymentQuestion:
    """Asks about one attempt, by the names and the day under which the vendor knows it.

    `created_at` is that of the attempt, `asked_at` is now; `vendor_transaction` is the vendor's
    number where we know it already.
    """

    merchant_reference: str
    amount: Vnd
    created_at: datetime
    asked_at: datetime
    vendor_transaction: str | None


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """Part or all of a captured payment, back to where it came from.

    `refund_reference` is our name for it: up to 32 letters and digits. `created_at` is when the
    attempt to pay was made (VNPay knows a payment by it), `captured_at` when its money came.
    `asked_at` is when this refund was first asked for, and stays the same however often the order
    is repeated: its day is part of the refund's name at ZaloPay.
    """

    refund_reference: str
    merchant_reference: str
    vendor_transaction: str
    captured: Vnd
    amount: Vnd
    created_at: datetime
    captured_at: datetime
    asked_at: datetime
    reason: str


class RefundState(StrEnum):
    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    """DONE and REFUSED are final. `vendor_refund` is the vendor's number, empty without one."""

    state: RefundState
    vendor_refund: str
    vendor_code: str
