"""Sums over the books, in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from mate_adapters.memory.money import MoneyTables
from mate_core.payments.books.reader import (
    SOON,
    AccountMovement,
    Arrival,
    EscrowTally,
    PartnerTax,
    Standing,
)
from mate_core.payments.escrow import Escrow
from mate_core.payments.ledger import AccountKind, EntryKind, JournalEntry, Provider
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import ZERO, Vnd, total
from mate_core.shared.time import Period

_ARRIVAL_KINDS = (EntryKind.DEPOSIT, EntryKind.SUSPENSE)


class MemoryBookReader:
    def __init__(self, money: MoneyTables) -> None:
        self._money = money

    async def movements(self, period: Period) -> Sequence[AccountMovement]:
        opening: dict[str, int] = defaultdict(int)
        plus: dict[str, int] = defaultdict(int)
        minus: dict[str, int] = defaultdict(int)
        for entry in self._entries():
            for posting in entry.postings:
                if posting.account.owner is not None or entry.at >= period.end:
                    continue
                amount = posting.amount.amount
                column = opening if entry.at < period.start else plus if amount > 0 else minus
                column[posting.account.name] += amount
        names = sorted({*opening, *plus, *minus})
        return [
            AccountMovement(name, Vnd(opening[name]), Vnd(plus[name]), Vnd(minus[name]))
            for name in names
        ]

    async def standing(self, *, at: datetime) -> Standing:
        wallets = self._money.wallets.rows.values()
        open_ones = [each for each in self._money.escrows.rows.values() if each.is_open]
        frozen_ids = self._money.open_freezes.keys
        past = [each for each in open_ones if each.due_at is not None and each.due_at <= at]
        return Standing(
            available=total(wallet.available for wallet in wallets),
            held=total(wallet.held for wallet in wallets),
            withdrawing=total(wallet.withdrawing for wallet in wallets),
            receivable=total(wallet.receivable for wallet in wallets),
            open_escrows=_tally(open_ones),
            due_soon=_tally(
                each
                for each in open_ones
                if each.due_at is not None and at < each.due_at <= at + SOON
            ),
            overdue=_tally(each for each in past if each.id not in frozen_ids),
            frozen=_tally(each for each in past if each.id in frozen_ids),
        )

    async def taxes(self, period: Period) -> Sequence[PartnerTax]:
        sums: dict[UserId, list[int]] = {}
        for escrow in self._money.escrows.rows.values():
            shares, settled_at = escrow.settled, escrow.settled_at
            if shares is None or settled_at is None or not shares.tax:
                continue
            if period.start <= settled_at < period.end:
                of_payee = sums.setdefault(escrow.payee, [0, 0, 0, 0])
                values = (1, shares.gross.amount, shares.vat.amount, shares.pit.amount)
                for place, value in enumerate(values):
                    of_payee[place] += value
        return [
            PartnerTax(payee, count, Vnd(gross), Vnd(vat), Vnd(pit))
            for payee, (count, gross, vat, pit) in sorted(sums.items())
        ]

    async def taxes_posted(self, period: Period) -> Mapping[str, Vnd]:
        posted: dict[str, Vnd] = {}
        for entry in self._entries(period, EntryKind.SETTLEMENT):
            for posting in entry.postings:
                if posting.account.kind is AccountKind.TAX_PAYABLE:
                    posted[posting.memo] = posted.get(posting.memo, ZERO) + posting.amount
        return posted

    async def arrivals(self, provider: Provider, period: Period) -> Sequence[Arrival]:
        prefix = f"deposit:{provider}:"
        found = [
            Arrival(
                entry.reference.removeprefix(prefix),
                IntentId(entry.subject_id),
                -total(
                    posting.amount
                    for posting in entry.postings
                    if posting.account.kind is AccountKind.GATEWAY
                ),
                entry.at,
            )
            for entry in self._entries(period, *_ARRIVAL_KINDS)
            if entry.reference.startswith(prefix)
        ]
        return sorted(found, key=lambda each: (each.at, each.vendor_transaction))

    def _entries(self, period: Period | None = None, *kinds: EntryKind) -> Iterable[JournalEntry]:
        for entry in self._money.journal.rows.values():
            if kinds and entry.kind not in kinds:
                continue
            if period is None or period.start <= entry.at < period.end:
                yield entry


def _tally(escrows: Iterable[Escrow]) -> EscrowTally:
    amounts = [escrow.amount for escrow in escrows]
    return EscrowTally(len(amounts), total(amounts))
