"""Bodies of refunds to the source, and of money in suspense."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from mate_core.payments.intent import SuspenseCause, SuspenseOwner
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.model import RefundCause, RefundStatus
from mate_http.schemas.admin import AuditEntry
from mate_http.schemas.base import Input, Money, Output


class RefundBody(Input, frozen=True):
    """Without `amount`: as much of that payment as can go back and your wallet holds."""

    payment_intent_id: UUID
    amount: Money | None = None


class Refund(Output, frozen=True, kw_only=True):
    """DONE and REFUSED are final; refused money is in your wallet again.

    UNKNOWN means that the payment service has not answered yet and is asked again by itself.
    """

    refund_id: UUID
    payment_intent_id: UUID
    method: Provider
    status: RefundStatus
    cause: RefundCause
    amount: int
    currency: Literal["VND"] = "VND"
    requested_at: dt.datetime
    ended_at: dt.datetime | None


class SuspendedPayment(Output, frozen=True, kw_only=True):
    """Money that came and has no place yet; `dueAt` is when its owner must have acted."""

    id: UUID
    payment_intent_id: UUID
    payer_id: UUID
    method: Provider
    vendor_transaction: str
    amount: int
    currency: Literal["VND"] = "VND"
    cause: SuspenseCause
    owner: SuspenseOwner
    opened_at: dt.datetime
    due_at: dt.datetime
    closed_at: dt.datetime | None


class SuspendedPayments(Output, frozen=True):
    items: list[SuspendedPayment]


class SuspenseFile(Output, frozen=True):
    """`refund` is how it goes back, once that was asked for."""

    item: SuspendedPayment
    refund: Refund | None
    audit: list[AuditEntry]
