"""Money out: bank accounts, withdrawals, orders to the bank and its answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.people import PASSWORD
from mate_adapters.simulation.commands.staff import AWAITED
from mate_adapters.simulation.papers import name_of
from mate_adapters.simulation.world import Skipped, World
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.withdrawal import PayoutResult, Withdrawal
from mate_core.shared.ids import WithdrawalId
from mate_core.shared.money import Vnd

_REASON: Final = "the daily round of payouts"


def _details(number: int) -> AccountDetails:
    return AccountDetails.parse("ACB", f"9704{number:06}", name_of(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterBank(Command):
    """The account in the verified name, or with `stolen` in somebody else's."""

    stolen: bool = False

    async def run(self, world: World) -> Any:
        owner = self.actor + 1 if self.stolen else self.actor
        await world.app.bank_accounts.change(
            world.person(self.actor), _details(owner), password=PASSWORD
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    """`withdrawal` becomes the name of it."""

    repeatable: ClassVar[bool] = True

    withdrawal: int
    amount: int

    async def run(self, world: World) -> Any:
        asked = await world.app.withdrawals.request(
            world.person(self.actor),
            Vnd(self.amount),
            _details(self.actor),
            password=PASSWORD,
            key=world.key(self.actor, "withdraw", self.withdrawal),
        )
        world.name(self.withdrawal, asked.id)
        return asked.id


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWithdrawal(Command):
    withdrawal: int

    async def run(self, world: World) -> Any:
        await world.app.withdrawals.cancel(
            world.person(self.actor), _withdrawal(world, self.withdrawal).id
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveWithdrawal(Command):
    withdrawal: int

    async def run(self, world: World) -> Any:
        ruling = await world.app.payout_desk.approve(
            world.person(self.actor), _withdrawal(world, self.withdrawal).id, reason=_REASON
        )
        return AWAITED if ruling.waits_for_second_person else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportPayouts(Command):
    """Everything approved goes to the bank as one order."""

    async def run(self, world: World) -> Any:
        await world.app.payout_exchange.export(world.person(self.actor), reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankAnswers(Command):
    """The bank's word on one withdrawal; a failure counts once two people brought it."""

    withdrawal: int
    paid: bool = True

    async def run(self, world: World) -> Any:
        asked = _withdrawal(world, self.withdrawal)
        result = PayoutResult(asked.id, asked.amount, self.paid, f"FT{self.withdrawal:08}")
        raw = world.bank.answer([result])
        await world.app.payout_exchange.take_results(world.person(self.actor), raw, reason=_REASON)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReturns(Command):
    """A payment that was made comes back."""

    withdrawal: int

    async def run(self, world: World) -> Any:
        ruling = await world.app.payout_desk.returned(
            world.person(self.actor),
            _withdrawal(world, self.withdrawal).id,
            bank_reference=f"RT{self.withdrawal:08}",
            reason=_REASON,
        )
        return AWAITED if ruling.waits_for_second_person else None


def _withdrawal(world: World, label: int) -> Withdrawal:
    rows = world.tables.payouts.withdrawals.rows
    found = rows.get(WithdrawalId(world.thing(label)))
    if found is None:
        raise Skipped
    return found
