"""The journal: entries whose postings sum to zero (MONEY, "Journal entries").

Signs: what we owe or have earned is plus when it grows; what we own (`gateway`, `bank`,
`receivable`) and what we spend (`fees_paid`, `loss`) is minus when it grows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from mate_core.shared.ids import EntryId, UserId
from mate_core.shared.money import Vnd, total


class Provider(StrEnum):
    """Payment gateways."""

    VNPAY = "vnpay"
    MOMO = "momo"
    ZALOPAY = "zalopay"


class AccountKind(StrEnum):
    AVAILABLE = "available"
    HELD = "held"
    WITHDRAWING = "withdrawing"
    RECEIVABLE = "receivable"
    REVENUE = "revenue"
    TAX_PAYABLE = "tax_payable"
    SUSPENSE = "suspense"
    UNCLAIMED = "unclaimed"
    FEES_PAID = "fees_paid"
    LOSS = "loss"
    BANK = "bank"
    GATEWAY = "gateway"


PERSONAL: Final = frozenset(
    {AccountKind.AVAILABLE, AccountKind.HELD, AccountKind.WITHDRAWING, AccountKind.RECEIVABLE}
)


@dataclass(frozen=True, slots=True)
class Account:
    """One account: personal kinds have an owner, `gateway` has a provider, the rest neither."""

    kind: AccountKind
    owner: UserId | None = None
    provider: Provider | None = None

    def __post_init__(self) -> None:
        if (self.owner is not None) is not (self.kind in PERSONAL):
            raise ValueError(f"{self.kind} and an owner do not go together: {self.owner}")
        if (self.provider is not None) is not (self.kind is AccountKind.GATEWAY):
            raise ValueError(f"{self.kind} and a provider do not go together: {self.provider}")

    @property
    def name(self) -> str:
        """`revenue`, `gateway:vnpay`, `available:<user id>`."""
        suffix = self.owner or self.provider
        return f"{self.kind}:{suffix}" if suffix else str(self.kind)


REVENUE: Final = Account(AccountKind.REVENUE)
TAX_PAYABLE: Final = Account(AccountKind.TAX_PAYABLE)
SUSPENSE: Final = Account(AccountKind.SUSPENSE)
BANK: Final = Account(AccountKind.BANK)
LOSS: Final = Account(AccountKind.LOSS)
UNCLAIMED: Final = Account(AccountKind.UNCLAIMED)


def available(owner: UserId) -> Account:
    return Account(AccountKind.AVAILABLE, owner)


def held(owner: UserId) -> Account:
    return Account(AccountKind.HELD, owner)


def withdrawing(owner: UserId) -> Account:
    return Account(AccountKind.WITHDRAWING, owner)


def receivable(owner: UserId) -> Account:
    return Account(AccountKind.RECEIVABLE, owner)


def gateway(provider: Provider) -> Account:
    return Account(AccountKind.GATEWAY, provider=provider)


@dataclass(frozen=True, slots=True)
class Posting:
    """One signed line of an entry; `memo` tells the two taxes apart."""

    account: Account
    amount: Vnd
    memo: str = ""


class EntryKind(StrEnum):
    DEPOSIT = "deposit"
    SUSPENSE = "suspense"
    HOLD = "hold"
    SETTLEMENT = "settlement"
    WITHDRAWAL = "withdrawal"
    WITHDRAWAL_PAID = "withdrawal_paid"
    WITHDRAWAL_UNDONE = "withdrawal_undone"
    WITHDRAWAL_RETURNED = "withdrawal_returned"
    TAX = "tax"
    VENDOR_SETTLEMENT = "vendor_settlement"
    REFUND = "refund"
    REFUND_DONE = "refund_done"
    REFUND_REFUSED = "refund_refused"
    REFUND_PAYOUT = "refund_payout"
    REFUND_PAYOUT_PAID = "refund_payout_paid"
    REFUND_PAYOUT_UNDONE = "refund_payout_undone"
    REFUND_PAYOUT_RETURNED = "refund_payout_returned"
    SUSPENSE_CLEARED = "suspense_cleared"
    SUSPENSE_RETURNED = "suspense_returned"
    CHARGEBACK = "chargeback"
    WRITE_OFF = "write_off"
    UNCLAIMED = "unclaimed"


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Postings that happened together and sum to zero; append-only.

    `reference` is unique over the whole journal: the same effect cannot be booked twice.
    `subject_id` is the escrow, payment intent or withdrawal that the entry belongs to.
    """

    id: EntryId
    code: str
    reference: str
    kind: EntryKind
    at: datetime
    postings: tuple[Posting, ...]
    subject_id: UUID

    def __post_init__(self) -> None:
        if len(self.postings) < 2 or not all(posting.amount for posting in self.postings):
            raise ValueError(f"{self.reference}: an entry needs two postings, none of them zero")
        if total(posting.amount for posting in self.postings):
            raise ValueError(f"{self.reference}: the postings do not sum to zero")


def without_zeros(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The postings that move something: a free outcome leaves no empty lines."""
    return tuple(posting for posting in postings if posting.amount)


def deposit_reference(provider: Provider, vendor_transaction: str) -> str:
    """The unique name of one arrival of money, whoever reports it and how often."""
    return f"deposit:{provider}:{vendor_transaction}"


def deposit_postings(provider: Provider, owner: UserId, amount: Vnd) -> tuple[Posting, ...]:
    """Money that came for `owner` through a gateway."""
    return Posting(gateway(provider), -amount), Posting(available(owner), amount)


def suspense_postings(provider: Provider, amount: Vnd) -> tuple[Posting, ...]:
    """Money that came and cannot be credited yet."""
    return Posting(gateway(provider), -amount), Posting(SUSPENSE, amount)


def hold_postings(payer: UserId, amount: Vnd) -> tuple[Posting, ...]:
    """From what the payer may spend to what is held for a reference."""
    return Posting(available(payer), -amount), Posting(held(payer), amount)
