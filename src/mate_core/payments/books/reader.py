"""Sums over the whole books, as reports need them; nothing here locks or changes anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from mate_core.payments.ledger import Provider
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period

SOON: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AccountMovement:
    """A platform account over a period, signs as in the journal: plus grew, minus shrank."""

    name: str
    opening: Vnd
    plus: Vnd
    minus: Vnd

    @property
    def closing(self) -> Vnd:
        return self.opening + self.plus + self.minus


@dataclass(frozen=True, slots=True)
class EscrowTally:
    """So many escrows, holding so much together."""

    count: int
    amount: Vnd


@dataclass(frozen=True, slots=True)
class Standing:
    """What people have with us, and what waits, now.

    `due_soon` falls due within a day, `overdue` should be settled already, `frozen` would be due
    if nobody had frozen it.
    """

    available: Vnd
    held: Vnd
    withdrawing: Vnd
    receivable: Vnd
    open_escrows: EscrowTally
    due_soon: EscrowTally
    overdue: EscrowTally
    frozen: EscrowTally


@dataclass(frozen=True, slots=True)
class PartnerTax:
    """What one payee earned in settlements of a period, before tax, and what was withheld."""

    payee: UserId
    settlements: int
    gross: Vnd
    vat: Vnd
    pit: Vnd

    @property
    def net(self) -> Vnd:
        return self.gross - self.vat - self.pit


@dataclass(frozen=True, slots=True)
class Arrival:
    """Money that our journal says came through a gateway; `vendor_transaction` names it there."""

    vendor_transaction: str
    intent_id: IntentId
    amount: Vnd
    at: datetime


class BookReader(Protocol):
    async def movements(self, period: Period) -> Sequence[AccountMovement]:
        """Every platform account that ever moved before the period's end, by name."""
        ...

    async def standing(self, *, at: datetime) -> Standing:
        """As things stand now; `at` tells what is due."""
        ...

    async def taxes(self, period: Period) -> Sequence[PartnerTax]:
        """From the escrows: payees from whose settlements tax was withheld, by id."""
        ...

    async def taxes_posted(self, period: Period) -> Mapping[str, Vnd]:
        """From the journal: what settlements of the period put on `tax_payable`, by memo."""
        ...

    async def arrivals(self, provider: Provider, period: Period) -> Sequence[Arrival]:
        """Deposits and suspended money booked in the period, oldest first."""
        ...
