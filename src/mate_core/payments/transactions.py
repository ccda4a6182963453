"""Journal entries as one person reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.payments.ledger import AccountKind, EntryKind, JournalEntry
from mate_core.shared.ids import EntryId, UserId
from mate_core.shared.money import ZERO, Vnd, total


class TransactionType(StrEnum):
    DEPOSIT = "DEPOSIT"
    ESCROW_HOLD = "ESCROW_HOLD"
    ESCROW_RELEASE = "ESCROW_RELEASE"
    ESCROW_REFUND = "ESCROW_REFUND"
    WITHDRAWAL = "WITHDRAWAL"
    WITHDRAWAL_PAID = "WITHDRAWAL_PAID"
    WITHDRAWAL_UNDONE = "WITHDRAWAL_UNDONE"
    WITHDRAWAL_RETURNED = "WITHDRAWAL_RETURNED"
    REFUND = "REFUND"
    REFUND_DONE = "REFUND_DONE"
    REFUND_REFUSED = "REFUND_REFUSED"
    REFUND_PAYOUT = "REFUND_PAYOUT"
    REFUND_PAYOUT_PAID = "REFUND_PAYOUT_PAID"
    REFUND_PAYOUT_UNDONE = "REFUND_PAYOUT_UNDONE"
    REFUND_PAYOUT_RETURNED = "REFUND_PAYOUT_RETURNED"
    CHARGEBACK = "CHARGEBACK"
    WRITE_OFF = "WRITE_OFF"
    UNCLAIMED = "UNCLAIMED"


@dataclass(frozen=True, slots=True)
class Transaction:
    """What one entry did to one person; `amount` is the change of what he can spend.

    `held` is the change of what is set aside for a reference, `withdrawing` of what is on its way
    out. `reference` is what the money was held or paid for.
    """

    id: EntryId
    code: str
    type: TransactionType
    amount: Vnd
    held: Vnd
    at: datetime
    reference: UUID | None
    withdrawing: Vnd = ZERO


def transaction_of(entry: JournalEntry, owner: UserId, reference: UUID | None) -> Transaction:
    """The side of `entry` that belongs to `owner`; nothing of anybody else's accounts."""

    def change(kind: AccountKind) -> Vnd:
        return total(
            posting.amount
            for posting in entry.postings
            if posting.account.kind is kind and posting.account.owner == owner
        )

    available, held = change(AccountKind.AVAILABLE), change(AccountKind.HELD)
    return Transaction(
        id=entry.id,
        code=entry.code,
        type=_type_of(entry.kind, available=available, held=held),
        amount=available,
        held=held,
        at=entry.at,
        reference=reference,
        withdrawing=change(AccountKind.WITHDRAWING),
    )


OF_INTENT: Final = frozenset(
    {
        EntryKind.REFUND,
        EntryKind.REFUND_DONE,
        EntryKind.REFUND_REFUSED,
        EntryKind.CHARGEBACK,
        EntryKind.WRITE_OFF,
    }
)
"""Kinds whose subject is the payment that they undo."""
_BY_KIND: Final[Mapping[EntryKind, TransactionType]] = MappingProxyType(
    {
        EntryKind.DEPOSIT: TransactionType.DEPOSIT,
        EntryKind.SUSPENSE: TransactionType.DEPOSIT,
        EntryKind.SUSPENSE_CLEARED: TransactionType.DEPOSIT,
        EntryKind.HOLD: TransactionType.ESCROW_HOLD,
        EntryKind.REFUND: TransactionType.REFUND,
        EntryKind.REFUND_DONE: TransactionType.REFUND_DONE,
        EntryKind.REFUND_REFUSED: TransactionType.REFUND_REFUSED,
        EntryKind.REFUND_PAYOUT: TransactionType.REFUND_PAYOUT,
        EntryKind.REFUND_PAYOUT_PAID: TransactionType.REFUND_PAYOUT_PAID,
        EntryKind.REFUND_PAYOUT_UNDONE: TransactionType.REFUND_PAYOUT_UNDONE,
        EntryKind.REFUND_PAYOUT_RETURNED: TransactionType.REFUND_PAYOUT_RETURNED,
        EntryKind.CHARGEBACK: TransactionType.CHARGEBACK,
        EntryKind.WRITE_OFF: TransactionType.WRITE_OFF,
        EntryKind.UNCLAIMED: TransactionType.UNCLAIMED,
        EntryKind.WITHDRAWAL: TransactionType.WITHDRAWAL,
        EntryKind.WITHDRAWAL_PAID: TransactionType.WITHDRAWAL_PAID,
        EntryKind.WITHDRAWAL_UNDONE: TransactionType.WITHDRAWAL_UNDONE,
        EntryKind.WITHDRAWAL_RETURNED: TransactionType.WITHDRAWAL_RETURNED,
    }
)
"""A settlement is read by its postings; what returns from suspense touches no person."""


def _type_of(kind: EntryKind, *, available: Vnd, held: Vnd) -> TransactionType:
    if kind is EntryKind.SETTLEMENT:
        refunded = held < ZERO and available > ZERO
        return TransactionType.ESCROW_REFUND if refunded else TransactionType.ESCROW_RELEASE
    return _BY_KIND[kind]
