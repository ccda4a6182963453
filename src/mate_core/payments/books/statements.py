"""One person's account statement: every row with the balance before and after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mate_core.payments.transactions import Transaction, TransactionType
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.months import Month
from mate_core.shared.pages import Cursor

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class StatementWish:
    """Which movements: of these types (none named: all), from `since` (UTC) until before `until`.

    Balances never leave anything out, whatever types are shown.
    """

    types: frozenset[TransactionType] = frozenset()
    since: datetime = EARLIEST
    until: datetime = LATEST

    def wants(self, movement: Transaction) -> bool:
        return not self.types or movement.type in self.types


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A movement between two balances of what can be spent."""

    movement: Transaction
    opening: Vnd
    closing: Vnd


@dataclass(frozen=True, slots=True)
class StatementPage:
    """Newest first. The balances are those before the oldest and after the newest row shown."""

    items: Sequence[StatementLine]
    opening: Vnd
    closing: Vnd
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Turnover:
    """What can be spent, over a period: before it, what came in, what went out (negative)."""

    opening: Vnd = ZERO
    credits: Vnd = ZERO
    debits: Vnd = ZERO

    @property
    def closing(self) -> Vnd:
        return self.opening + self.credits + self.debits


@dataclass(frozen=True, slots=True)
class MonthStatement:
    month: Month
    turnover: Turnover
    page: StatementPage


def lines_down_from(closing: Vnd, movements: Sequence[Transaction]) -> list[StatementLine]:
    """Lines of movements, newest first; `closing` is the balance after the first of them."""
    lines = []
    for movement in movements:
        opening = closing - movement.amount
        lines.append(StatementLine(movement, opening, closing))
        closing = opening
    return lines
