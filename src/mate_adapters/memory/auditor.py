"""The books recomputed from the postings, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

from mate_adapters.memory.attempts import AttemptTables
from mate_adapters.memory.money import MoneyTables
from mate_adapters.memory.payouts import PayoutTables, open_withdrawals, paid_withdrawals
from mate_adapters.memory.refunds import ReturnTables
from mate_adapters.memory.returns_audit import (
    capture_differences,
    open_refunds,
    owed_chargebacks,
)
from mate_core.payments.books.ports import Books
from mate_core.payments.ledger import PERSONAL, Account, AccountKind, EntryKind
from mate_core.shared.ids import UserId

_AT_BANK: Final = frozenset(
    {
        EntryKind.WITHDRAWAL_PAID,
        EntryKind.WITHDRAWAL_RETURNED,
        EntryKind.REFUND_PAYOUT_PAID,
        EntryKind.REFUND_PAYOUT_RETURNED,
    }
)


@dataclass(slots=True)
class _EscrowSums:
    """What the journal says of one escrow: dong in, dong out, and how often it was closed."""

    held: int = 0
    settled: int = 0
    settlements: int = 0


def _group(account: Account) -> str:
    return account.kind.value if account.owner else account.name


class MemoryAuditor:
    def __init__(
        self,
        money: MoneyTables,
        attempts: AttemptTables,
        payouts: PayoutTables,
        returns: ReturnTables,
    ) -> None:
        self._money = money
        self._attempts = attempts
        self._payouts = payouts
        self._returns = returns

    async def books(self) -> Books:
        postings = [
            posting for entry in self._money.journal.rows.values() for posting in entry.postings
        ]
        accounts: Counter[str] = Counter()
        personal: Counter[tuple[UserId, AccountKind]] = Counter()
        for posting in postings:
            accounts[_group(posting.account)] += posting.amount.amount
            if posting.account.owner is not None:
                personal[posting.account.owner, posting.account.kind] += posting.amount.amount
        return Books(
            entries=len(self._money.journal.rows),
            postings=len(postings),
            escrows=len(self._money.escrows.rows),
            sum_of_postings=sum(posting.amount.amount for posting in postings),
            accounts=sorted(accounts.items()),
            unbalanced_entries=list(self._unbalanced()),
            wallet_differences=list(self._wallet_differences(personal)),
            escrow_differences=list(self._escrow_differences()),
            suspense_difference=accounts[AccountKind.SUSPENSE.value] - self._open_suspense(),
            capture_differences=capture_differences(self._money, self._returns),
            withdrawing_differences=list(
                self._claim_differences(
                    AccountKind.WITHDRAWING,
                    open_refunds(self._returns),
                    open_withdrawals(self._payouts),
                )
            ),
            receivable_differences=list(
                self._claim_differences(AccountKind.RECEIVABLE, owed_chargebacks(self._returns))
            ),
            bank_differences=list(self._bank_differences()),
        )

    def _claim_differences(
        self, kind: AccountKind, *claims: Iterator[tuple[UserId, int]]
    ) -> Iterator[str]:
        """Each wallet's `kind` beside the sum of all rows that stand behind it, in dong."""
        sums: Counter[UserId] = Counter()
        for owner, amount in chain(*claims):
            sums[owner] += amount
        for wallet in self._money.wallets.rows.values():
            shown = wallet.withdrawing if kind is AccountKind.WITHDRAWING else wallet.receivable
            if shown.amount != sums[wallet.user_id]:
                yield (
                    f"{kind}:{wallet.user_id} shows {shown.amount} VND, "
                    f"the rows behind it sum to {sums[wallet.user_id]} VND"
                )

    def _bank_differences(self) -> Iterator[str]:
        """What withdrawals did to the bank's account, beside those that stand as paid."""
        posted = sum(
            posting.amount.amount
            for entry in self._money.journal.rows.values()
            if entry.kind in _AT_BANK
            for posting in entry.postings
            if posting.account.kind is AccountKind.BANK
        )
        paid = paid_withdrawals(self._payouts)
        if posted != paid:
            yield f"withdrawals moved {posted} VND at the bank, those paid sum to {paid} VND"

    def _unbalanced(self) -> Iterator[str]:
        for entry in self._money.journal.rows.values():
            balance = sum(posting.amount.amount for posting in entry.postings)
            if balance:
                yield f"{entry.reference} is off by {balance} VND"

    def _wallet_differences(self, personal: Counter[tuple[UserId, AccountKind]]) -> Iterator[str]:
        for wallet in self._money.wallets.rows.values():
            shown = {
                AccountKind.AVAILABLE: wallet.available,
                AccountKind.HELD: wallet.held,
                AccountKind.WITHDRAWING: wallet.withdrawing,
                AccountKind.RECEIVABLE: wallet.receivable,
            }
            for kind in sorted(PERSONAL):
                posted = personal.pop((wallet.user_id, kind), 0)
                if shown[kind].amount != posted:
                    yield (
                        f"{kind}:{wallet.user_id} shows {shown[kind].amount} VND, "
                        f"its postings sum to {posted} VND"
                    )
        for (owner, kind), posted in personal.items():
            yield f"{kind}:{owner} has postings of {posted} VND and no wallet"

    def _escrow_differences(self) -> Iterator[str]:
        sums = self._escrow_sums()
        for escrow in self._money.escrows.rows.values():
            seen = sums.pop(escrow.id, _EscrowSums())
            wanted = (0, 0) if escrow.is_open else (escrow.amount.amount, 1)
            if seen.held != escrow.amount.amount or (seen.settled, seen.settlements) != wanted:
                yield (
                    f"escrow {escrow.id} of {escrow.amount.amount} VND is {escrow.status}: "
                    f"{seen.held} VND held, {seen.settled} VND settled in {seen.settlements}"
                )
        for subject_id, seen in sums.items():
            yield f"{seen.held} VND held, {seen.settled} VND settled for no escrow ({subject_id})"

    def _escrow_sums(self) -> dict[UUID, _EscrowSums]:
        sums: dict[UUID, _EscrowSums] = {}
        for entry in self._money.journal.rows.values():
            if entry.kind not in (EntryKind.HOLD, EntryKind.SETTLEMENT):
                continue
            moved = sum(
                posting.amount.amount
                for posting in entry.postings
                if posting.account.kind is AccountKind.HELD
            )
            of_escrow = sums.setdefault(entry.subject_id, _EscrowSums())
            if entry.kind is EntryKind.HOLD:
                of_escrow.held += moved
            else:
                of_escrow.settled -= moved
                of_escrow.settlements += 1
        return sums

    def _open_suspense(self) -> int:
        items = self._attempts.suspense.rows.values()
        return sum(item.amount.amount for item in items if item.closed_at is None)
