"""Proof that no dong was lost or made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mate_core.payments.books.ports import Auditor, Books
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.transactions import Transaction, transaction_of
from mate_core.payments.wallet import Wallet
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page


@dataclass(frozen=True, slots=True)
class LedgerReport:
    """`difference` is the sum of all postings: zero, or the books are broken.

    `findings` are sentences, one for each thing that does not add up.
    """

    books: Books
    findings: Sequence[str]

    @property
    def difference(self) -> int:
        return self.books.sum_of_postings

    @property
    def ok(self) -> bool:
        return self.difference == 0 and not self.findings


@dataclass(frozen=True, slots=True)
class LedgerService:
    open_read: Callable[[], PaymentsUow]
    auditor: Auditor

    async def verify(self) -> LedgerReport:
        """Everything that MONEY asks of the books, in one snapshot."""
        books = await self.auditor.books()
        findings = [
            *(f"entry {reference} does not sum to zero" for reference in books.unbalanced_entries),
            *books.wallet_differences,
            *books.escrow_differences,
            *books.capture_differences,
            *books.withdrawing_differences,
            *books.receivable_differences,
            *books.bank_differences,
        ]
        if books.suspense_difference:
            findings.append(
                f"suspense differs from its open rows by {books.suspense_difference} VND"
            )
        return LedgerReport(books, findings)

    async def statement(
        self, actor: Actor, person: UserId, *, after: Cursor | None, limit: int
    ) -> tuple[Wallet, Page[Transaction]]:
        """Anybody's balances and movements, newest first, for staff with `finance`."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            wallet = await uow.wallets.get(person)
            page = await uow.journal.of_person(person, after=after, limit=limit)
        items = [transaction_of(entry, person, None) for entry in page.items]
        return wallet, Page(items, page.next)
