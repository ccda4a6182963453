"""Bodies of bank accounts and withdrawals."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mate_core.payments.payouts.withdrawal import WithdrawalStatus
from mate_http.schemas.admin import AuditEntry
from mate_http.schemas.base import Input, Money, Output, Reason, Secret

BankCode = Annotated[
    str,
    msgspec.Meta(max_length=20, description="VietQR code or NAPAS BIN.", examples=["VCB"]),
]
AccountNumber = Annotated[str, msgspec.Meta(max_length=40, examples=["0123456789"])]
AccountName = Annotated[str, msgspec.Meta(max_length=200, examples=["NGUYEN VAN AN"])]
BankReference = Annotated[
    str, msgspec.Meta(max_length=64, description="The bank's own name for it.")
]
MaskedNumber = Annotated[
    str, msgspec.Meta(description="The last four digits.", examples=["•••• 6789"])
]


class BankAccountBody(Input, frozen=True):
    bank_code: BankCode
    account_number: AccountNumber
    account_name: AccountName
    password: Secret


class BankAccount(Output, frozen=True):
    """Withdrawals are possible from `withdrawalsFrom` on, a day after the last change."""

    bank_code: str
    bank_name: str
    account_number: MaskedNumber
    account_name: str
    since: dt.datetime
    withdrawals_from: dt.datetime


class WithdrawBody(Input, frozen=True):
    """`password` is needed above 10 million VND at once or 20 million a day."""

    amount: Money
    bank_code: BankCode
    account_number: AccountNumber
    account_name: AccountName
    password: Secret | None = None


class Withdrawal(Output, frozen=True, kw_only=True):
    id: UUID
    amount: int
    currency: Literal["VND"] = "VND"
    status: WithdrawalStatus
    bank_code: str
    account_number: MaskedNumber
    account_name: str
    requested_at: dt.datetime
    ended_at: dt.datetime | None


class Withdrawals(Output, frozen=True):
    """`withdrawable` is what of the wallet is earnings and may leave now."""

    items: list[Withdrawal]
    withdrawable: int
    next_cursor: str | None


class StaffWithdrawal(Output, frozen=True, kw_only=True):
    """With `waitsForSecondPerson` nothing has moved: another person must repeat the command.

    With `refundId` it pays out a refund that its vendor refused, and no earnings.
    """

    id: UUID
    owner_id: UUID
    refund_id: UUID | None
    amount: int
    status: WithdrawalStatus
    bank_code: str
    account_number: MaskedNumber
    account_name: str
    requested_at: dt.datetime
    approved_at: dt.datetime | None
    file_id: UUID | None
    bank_reference: str | None
    return_reference: str | None
    ended_at: dt.datetime | None
    waits_for_second_person: bool = False


class StaffWithdrawals(Output, frozen=True):
    items: list[StaffWithdrawal]
    next_cursor: str | None


class WithdrawalDossier(Output, frozen=True):
    """One withdrawal with what staff did to it."""

    withdrawal: StaffWithdrawal
    audit: list[AuditEntry]


class BankWordBody(Input, frozen=True):
    """What the bank said, and where staff read it."""

    bank_reference: BankReference
    reason: Reason


class PayoutFile(Output, frozen=True):
    """An order to the bank; `digest` is the SHA-256 of its bytes, which never change."""

    id: UUID
    name: str
    count: int
    total: int
    digest: str
    created_at: dt.datetime
    created_by: UUID


class PayoutFiles(Output, frozen=True):
    items: list[PayoutFile]
    next_cursor: str | None
