"""When partners may be booked: single stretches, and hours of every week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from mate_adapters.simulation.commands.base import Command
from mate_adapters.simulation.world import Skipped, World
from mate_core.partners.calendar import SlotKind
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.weekly_hours import Weekday, WeeklyPlan
from mate_core.shared.time import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTime(Command):
    """Periods in which the partner may be booked, or with `blocked` may not."""

    periods: tuple[tuple[datetime, datetime], ...]
    blocked: bool = False

    async def run(self, world: World) -> Any:
        kind = SlotKind.BLOCKED if self.blocked else SlotKind.AVAILABLE
        wishes = [SlotWish(Period(start, end), kind) for start, end in self.periods]
        await world.app.calendars.add(world.person(self.actor), wishes)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepHours(Command):
    """The same hours on these days of every week, from `since` on."""

    weekdays: tuple[Weekday, ...]
    start_minute: int
    minutes: int
    since: date

    async def run(self, world: World) -> Any:
        weekdays = frozenset(self.weekdays)
        plan = WeeklyPlan(weekdays, self.start_minute, self.minutes, self.since)
        await world.app.calendars.add(world.person(self.actor), [], [plan])


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut(Command):
    """None of the partner's weekly hours begin on that day."""

    day: date

    async def run(self, world: World) -> Any:
        me, service = world.person(self.actor), world.app.weekly_hours
        rules = [rule for rule in await service.mine(me) if rule.plan.begins_on(self.day)]
        if not rules:
            raise Skipped
        for rule in rules:
            await service.leave_out(me, rule.id, self.day)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetHours(Command):
    """The partner deletes all weekly hours; refused while a booking lies in them."""

    async def run(self, world: World) -> Any:
        me, service = world.person(self.actor), world.app.weekly_hours
        for rule in await service.mine(me):
            await service.remove(me, rule.id)
