"""The books of one day, as finance reads them every morning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mate_core.payments.books.reader import AccountMovement, BookReader, Standing
from mate_core.payments.intent import SuspenseItem
from mate_core.payments.ledger import AccountKind, Provider
from mate_core.payments.ledger_service import LedgerService
from mate_core.payments.ports import PaymentsUow
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.money import ZERO
from mate_core.shared.months import day_period
from mate_core.shared.ports import Clock

_ALWAYS_SHOWN = (
    AccountKind.REVENUE,
    AccountKind.TAX_PAYABLE,
    AccountKind.SUSPENSE,
    AccountKind.UNCLAIMED,
    AccountKind.FEES_PAID,
    AccountKind.LOSS,
    AccountKind.BANK,
)


@dataclass(frozen=True, slots=True)
class DailyReport:
    """`accounts` cover the day in Viet Nam; the rest is as of `made_at`.

    `findings` are what `ledger verify` finds, nothing when the books add up.
    """

    day: date
    made_at: datetime
    accounts: Sequence[AccountMovement]
    standing: Standing
    suspense: Sequence[SuspenseItem]
    difference: int
    findings: Sequence[str]

    @property
    def ok(self) -> bool:
        return self.difference == 0 and not self.findings and not self.standing.overdue.count


@dataclass(frozen=True, slots=True)
class ReportService:
    open_read: Callable[[], PaymentsUow]
    reader: BookReader
    ledger: LedgerService
    clock: Clock

    async def daily(self, actor: Actor, day: date) -> DailyReport:
        """Needs `finance`. Accounts that never moved are shown with zeros."""
        actor.require(Capability.FINANCE)
        now = self.clock.now()
        moved = {each.name: each for each in await self.reader.movements(day_period(day))}
        proof = await self.ledger.verify()
        async with self.open_read() as uow:
            suspense = await uow.suspense.open_items()
        return DailyReport(
            day=day,
            made_at=now,
            accounts=[moved.get(name) or _still(name) for name in _names(moved)],
            standing=await self.reader.standing(at=now),
            suspense=suspense,
            difference=proof.difference,
            findings=proof.findings,
        )


def _names(moved: dict[str, AccountMovement]) -> Sequence[str]:
    """Gateways last, each provider of ours among them."""
    always = [kind.value for kind in _ALWAYS_SHOWN]
    gateways = [f"{AccountKind.GATEWAY}:{provider}" for provider in Provider]
    return [*always, *gateways, *sorted(moved.keys() - {*always, *gateways})]


def _still(name: str) -> AccountMovement:
    return AccountMovement(name, ZERO, ZERO, ZERO)
