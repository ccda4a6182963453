"""A person's balances, always equal to the sums of his postings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.ledger import AccountKind, Posting
from mate_core.shared.ids import UserId
from mate_core.shared.money import ZERO, Vnd


@dataclass(frozen=True, slots=True)
class WalletChange:
    """What one entry does to one wallet."""

    user_id: UserId
    available: Vnd = ZERO
    held: Vnd = ZERO
    withdrawing: Vnd = ZERO
    receivable: Vnd = ZERO


@dataclass(frozen=True, slots=True)
class Wallet:
    """`receivable` is what the person owes us, zero or negative; the rest is zero or more."""

    user_id: UserId
    available: Vnd = ZERO
    held: Vnd = ZERO
    withdrawing: Vnd = ZERO
    receivable: Vnd = ZERO

    def changed(self, change: WalletChange) -> Wallet:
        """Raises InsufficientFunds when a balance would fall below zero."""
        after = Wallet(
            self.user_id,
            self.available + change.available,
            self.held + change.held,
            self.withdrawing + change.withdrawing,
            self.receivable + change.receivable,
        )
        if min(after.available, after.held, after.withdrawing) < ZERO or after.receivable > ZERO:
            raise InsufficientFunds(
                needed=-change.available.amount, available=self.available.amount
            )
        return after


def wallet_changes(postings: Iterable[Posting]) -> list[WalletChange]:
    """The change per person, sorted by id: the order in which wallets are locked."""
    sums: dict[UserId, dict[AccountKind, Vnd]] = {}
    for posting in postings:
        owner = posting.account.owner
        if owner is not None:
            of_owner = sums.setdefault(owner, {})
            kind = posting.account.kind
            of_owner[kind] = of_owner.get(kind, ZERO) + posting.amount
    return [
        WalletChange(
            owner,
            available=of_owner.get(AccountKind.AVAILABLE, ZERO),
            held=of_owner.get(AccountKind.HELD, ZERO),
            withdrawing=of_owner.get(AccountKind.WITHDRAWING, ZERO),
            receivable=of_owner.get(AccountKind.RECEIVABLE, ZERO),
        )
        for owner, of_owner in sorted(sums.items())
    ]
