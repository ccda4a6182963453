"""Every dong: entries, wallets, suspense, and the vendors' own books."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from mate_adapters.memory.unit_of_work import MemoryTables
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.vendors import VendorBooks
from mate_core.payments.intent import SuspenseItem
from mate_core.payments.ledger import AccountKind, EntryKind, JournalEntry
from mate_core.payments.wallet import Wallet

_ARRIVALS = frozenset({EntryKind.DEPOSIT, EntryKind.SUSPENSE})
_PERSONAL = (
    AccountKind.AVAILABLE,
    AccountKind.HELD,
    AccountKind.WITHDRAWING,
    AccountKind.RECEIVABLE,
)


class BooksWatch:
    """Keeps the sums of all postings beside the application, and compares what was touched."""

    def __init__(self, tables: MemoryTables, vendors: VendorBooks) -> None:
        self._tables = tables
        self._vendors = vendors
        self.balances: defaultdict[tuple[AccountKind, object], int] = defaultdict(int)
        """Sum of postings by (kind, owner or provider)."""
        self.references: dict[str, int] = {}
        """What each entry brought in from outside or moved, by its reference."""
        self._open_suspense = 0
        self._suspense: dict[UUID, int] = {}
        self._touched: dict[UUID, None] = {}

    def entries(self, changes: Mapping[Any, JournalEntry | None]) -> None:
        for entry_id, entry in changes.items():
            if entry is None:
                raise Violated("journal is append-only", "an entry was removed", entry_id)
            self._entry(entry)

    def _entry(self, entry: JournalEntry) -> None:
        if entry.reference in self.references:
            raise Violated(
                "every reference is booked once", f"{entry.reference} again", entry.subject_id
            )
        balance = size = 0
        for posting in entry.postings:
            account, amount = posting.account, posting.amount.amount
            balance += amount
            size += abs(amount)
            self.balances[account.kind, account.owner or account.provider] += amount
            if account.owner is not None:
                self._touched[account.owner] = None
        if balance:
            raise Violated(
                "postings sum to zero", f"{entry.reference} is off by {balance}", entry.subject_id
            )
        self.references[entry.reference] = size // 2
        if entry.kind in _ARRIVALS:
            self._arrival(entry)

    def _arrival(self, entry: JournalEntry) -> None:
        """Money comes from nowhere but a vendor's charge of just that sum."""
        charge = self._vendors.charges.get(entry.reference)
        if charge is None or charge.amount != self.references[entry.reference]:
            told = "no charge" if charge is None else f"a charge of {charge.amount} VND"
            raise Violated(
                "money comes only from a vendor",
                f"{entry.reference} books {self.references[entry.reference]} VND for {told}",
                entry.subject_id,
            )

    def wallets(self, changes: Mapping[UUID, Wallet | None]) -> None:
        self._touched.update(dict.fromkeys(changes))

    def suspense(self, changes: Mapping[UUID, SuspenseItem | None]) -> None:
        for item_id, item in changes.items():
            standing = 0 if item is None or item.closed_at else item.amount.amount
            self._open_suspense += standing - self._suspense.get(item_id, 0)
            self._suspense[item_id] = standing

    def settle_accounts(self) -> None:
        """After a command: whoever was touched has what his postings say, and no less than zero."""
        rows, balances = self._tables.money.wallets.rows, self.balances
        for person in self._touched:
            wallet = rows.get(person)  # type: ignore[call-overload]  # a UserId is a UUID
            posted = tuple(balances.get((kind, person), 0) for kind in _PERSONAL)
            shown = (
                (0, 0, 0, 0)
                if wallet is None
                else (
                    wallet.available.amount,
                    wallet.held.amount,
                    wallet.withdrawing.amount,
                    wallet.receivable.amount,
                )
            )
            if shown != posted:
                raise Violated(
                    "wallets equal their postings",
                    f"shown {shown}, posted {posted} (available, held, withdrawing, receivable)",
                    person,
                )
            if min(shown[:3]) < 0 or shown[3] > 0:
                raise Violated("no balance leaves its bounds", f"shown {shown}", person)
        self._touched.clear()
        posted_suspense = balances.get((AccountKind.SUSPENSE, None), 0)
        if posted_suspense != self._open_suspense:
            raise Violated(
                "suspense equals its open rows",
                f"{posted_suspense} VND posted, {self._open_suspense} VND open",
            )

    def no_money_is_lost(self) -> None:
        """At the end: whatever a vendor took is in our journal."""
        for reference, charge in self._vendors.charges.items():
            if reference not in self.references:
                raise Violated(
                    "no charge is forgotten", f"{reference} of {charge.amount} VND is not booked"
                )
