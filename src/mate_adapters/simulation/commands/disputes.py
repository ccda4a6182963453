"""When a meeting goes wrong: no-shows, disputes, decisions, appeals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.commands.staff import AWAITED
from mate_adapters.simulation.world import World
from mate_core.bookings.disputes.model import DisputeReason, Outcome, Verdict
from mate_core.bookings.no_shows.model import NoShowClaim
from mate_core.shared.money import ZERO, Vnd

_WORDS: Final = "This is what happened, as I remember it."


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNoShow(Command):
    """The other one did not come, or keeps the code to himself."""

    repeatable: ClassVar[bool] = True

    booking: int
    claim: NoShowClaim | None = None

    async def run(self, world: World) -> Any:
        await world.app.no_shows.report(
            world.person(self.actor), world.booking_id(self.booking), self.claim, _WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBack(ReportNoShow):
    """A report against a report; it opens a dispute, so the second one is refused."""

    repeatable: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.no_shows.contest(
            world.person(self.actor), world.booking_id(self.booking), _WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDispute(Command):
    repeatable: ClassVar[bool] = True

    booking: int
    reason: DisputeReason

    async def run(self, world: World) -> Any:
        await world.app.disputes.open(
            world.person(self.actor), world.booking_id(self.booking), self.reason, _WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDispute(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.disputes.answer(
            world.person(self.actor), world.booking_id(self.booking), _WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptDecision(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.disputes.accept(world.person(self.actor), world.booking_id(self.booking))


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealDecision(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.disputes.appeal(
            world.person(self.actor), world.booking_id(self.booking), _WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawDispute(Command):
    booking: int

    async def run(self, world: World) -> Any:
        await world.app.disputes.withdraw(world.person(self.actor), world.booking_id(self.booking))


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyCancel(Command):
    """Out of the meeting at once, whatever the state."""

    booking: int
    reason: DisputeReason = DisputeReason.SAFETY

    async def run(self, world: World) -> Any:
        await world.app.safety.cancel(
            world.person(self.actor), world.booking_id(self.booking), self.reason, _WORDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Command):
    """Staff decide; a split gives the partner `partner_percent` of the subtotal, before tax."""

    booking: int
    outcome: Outcome
    partner_percent: int = 0

    async def run(self, world: World) -> Any:
        subtotal = world.booking(self.booking).terms.subtotal
        is_split = self.outcome is Outcome.SPLIT
        part = Vnd(subtotal.amount * self.partner_percent // 100) if is_split else ZERO
        resolution = await world.app.staff_disputes.resolve(
            world.person(self.actor),
            world.booking_id(self.booking),
            Verdict(self.outcome, part),
            note=_WORDS,
        )
        return AWAITED if resolution.waits_for_second_person else None
