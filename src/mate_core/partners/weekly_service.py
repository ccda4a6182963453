"""Changing the hours that a partner keeps open every week; new ones come with the calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from mate_core.partners.edits import Edit, apply_edit, require_plan_possible
from mate_core.partners.errors import TooManyExceptions
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.ports import PartnersUow
from mate_core.partners.weekly_hours import WeeklyHours, WeeklyPlan
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import WeeklyHoursId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class WeeklyHoursService:
    open_uow: Callable[[], PartnersUow]
    open_read: Callable[[], PartnersUow]
    clock: Clock
    policy: PartnerPolicy

    async def mine(self, actor: Actor) -> Sequence[WeeklyHours]:
        """All rules of the actor, ended ones included, oldest first; raises NotFound."""
        async with self.open_read() as uow:
            await uow.partners.get(actor.user_id)
            return await uow.weekly_hours.of(actor.user_id)

    async def get(self, actor: Actor, rule_id: WeeklyHoursId) -> WeeklyHours:
        """Raises NotFound, also for others' rules."""
        async with self.open_read() as uow:
            return await _own(uow, actor, rule_id)

    @command
    async def change(self, actor: Actor, rule_id: WeeklyHoursId, plan: WeeklyPlan) -> WeeklyHours:
        """Another plan under the same id; raises NotFound, InvalidInput, SlotReserved."""
        require_plan_possible(plan, self.policy, at=self.clock.now())
        return await self._edit(actor, rule_id, lambda rule: rule.changed(plan))

    async def leave_out(self, actor: Actor, rule_id: WeeklyHoursId, day: date) -> WeeklyHours:
        """The rule does not begin on that day; a second call changes nothing.

        Raises NotFound, NotOneOfTheDays, TooManyExceptions, SlotReserved.
        """
        return await self._edit(actor, rule_id, lambda rule: self._without(rule, day))

    async def restore(self, actor: Actor, rule_id: WeeklyHoursId, day: date) -> WeeklyHours:
        """Open on that day again; raises NotFound when it was not left out."""
        return await self._edit(actor, rule_id, lambda rule: _with(rule, day))

    @command
    async def remove(self, actor: Actor, rule_id: WeeklyHoursId) -> None:
        """Raises NotFound, SlotReserved when a booking lies in its time."""
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])
            rule = await _own(uow, actor, rule_id)
            at = self.clock.now()
            await apply_edit(uow, Edit(actor.user_id, hours_out=[rule]), at=at)
            await uow.commit()

    @command
    async def _edit(
        self, actor: Actor, rule_id: WeeklyHoursId, make: Callable[[WeeklyHours], WeeklyHours]
    ) -> WeeklyHours:
        at = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])
            old = await _own(uow, actor, rule_id)
            new = make(old)
            if new == old:
                return old
            edit = Edit(actor.user_id, hours_out=[old], hours_in=[new])
            await apply_edit(uow, edit, at=at)
            await uow.commit()
        return replace(new, version=old.version + 1)

    def _without(self, rule: WeeklyHours, day: date) -> WeeklyHours:
        left_out = rule.without_day(day)
        if len(left_out.except_dates) > self.policy.exceptions_per_rule:
            raise TooManyExceptions(limit=self.policy.exceptions_per_rule)
        return left_out


def _with(rule: WeeklyHours, day: date) -> WeeklyHours:
    if day not in rule.except_dates:
        raise NotFound
    return rule.with_day(day)


async def _own(uow: PartnersUow, actor: Actor, rule_id: WeeklyHoursId) -> WeeklyHours:
    rule = await uow.weekly_hours.get(rule_id)
    if rule.partner_id != actor.user_id:
        raise NotFound
    return rule
