"""Bodies of refunds to the source, and of money in suspense."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from mate_core.payments.intent import SuspenseCause, SuspenseOwner
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.model import RefundCause, RefundStatus
from mate_http.schemas.admin import AuditEntry
from mate_http.schemas.base import Input, Money, Output, Reason
from mate_http.schemas.payouts import AccountName, AccountNumber, BankCode, StaffWithdrawal


class RefundBody(Input, frozen=True):
    """Without `amount`: as much of that payment as can go back and your wallet holds."""

    payment_intent_id: UUID
    amount: Money | None = None


class Refund(Output, frozen=True, kw_only=True):
    """DONE is final. What the payment service REFUSED is in your wallet again; BY_BANK means that
    it was refused and that we pay it to a bank account in your name.

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


class StaffRefund(Output, frozen=True, kw_only=True):
    """`nextAt` is when the payment service is called next; with `needsStaff` a person must act."""

    refund_id: UUID
    payment_intent_id: UUID
    payer_id: UUID
    method: Provider
    status: RefundStatus
    cause: RefundCause
    amount: int
    currency: Literal["VND"] = "VND"
    needs_staff: bool
    attempts: int
    vendor_refund: str | None
    vendor_code: str | None
    requested_at: dt.datetime
    next_at: dt.datetime | None
    ended_at: dt.datetime | None


class StaffRefunds(Output, frozen=True):
    items: list[StaffRefund]
    next_cursor: str | None


class RefundDossier(Output, frozen=True):
    """One refund with what staff did to it."""

    refund: StaffRefund
    audit: list[AuditEntry]


class RefundPayoutBody(Input, frozen=True):
    """An account in the payer's name, and how staff know that it is his."""

    bank_code: BankCode
    account_number: AccountNumber
    account_name: AccountName
    reason: Reason


class RefundPayout(Output, frozen=True):
    """The refund, and the withdrawal that pays it out once it is approved."""

    refund: StaffRefund
    withdrawal: StaffWithdrawal


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
