"""What the books need of the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mate_core.payments.books.reconciliation import SettlementFile, SettlementRow
from mate_core.payments.books.taxes import ResidencyRecord
from mate_core.payments.ledger import Provider
from mate_core.payments.policies import Residency
from mate_core.shared.ids import (
    UserId,
)
from mate_core.shared.time import Period


class TaxResidencies(Protocol):
    async def add(self, record: ResidencyRecord) -> None:
        """Append; raises ConcurrencyConflict when that person has one since the same instant."""
        ...

    async def in_force(
        self, people: Sequence[UserId], *, at: datetime
    ) -> Mapping[UserId, Residency]:
        """By the newest record that is in force; people without one are left out."""
        ...


class SettlementFileStore(Protocol):
    """Imported settlement files: append-only, like the journal."""

    async def add(self, file: SettlementFile) -> None:
        """Raises ConcurrencyConflict when its digest or its batch is known already."""
        ...

    async def by_digest(self, provider: Provider, digest: str) -> SettlementFile | None: ...

    async def rows(self, provider: Provider, period: Period) -> Sequence[SettlementRow]:
        """Rows of all files for payments that happened in the period, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Books:
    """Aggregates of the whole ledger, read in one snapshot, for `ledger verify`.

    `accounts` holds (account name without person, sum in dong); each difference is a sentence.
    """

    entries: int
    postings: int
    escrows: int
    sum_of_postings: int
    accounts: Sequence[tuple[str, int]]
    unbalanced_entries: Sequence[str]
    wallet_differences: Sequence[str]
    escrow_differences: Sequence[str]
    suspense_difference: int
    capture_differences: Sequence[str] = ()
    withdrawing_differences: Sequence[str] = ()
    receivable_differences: Sequence[str] = ()
    bank_differences: Sequence[str] = ()


class Auditor(Protocol):
    async def books(self) -> Books: ...
