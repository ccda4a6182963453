"""A change of published time, and the one rule for all of them: no booking loses its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from mate_core.partners.calendar import Calendar, Reservation, Slot, SlotKind, cuts_reservation
from mate_core.partners.errors import SlotOverlap, SlotReserved
from mate_core.partners.events import CalendarChanged
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.ports import PartnersUow
from mate_core.partners.weekly_hours import WeeklyHours, WeeklyPlan
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period, hull, local_day

REACH: Final = timedelta(days=400)
"""Further ahead no booking lies: the horizon, the longest meeting and all its extensions."""
_INSTANT: Final = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Edit:
    """What a command takes out of a partner's published time, and what it puts in."""

    partner_id: UserId
    slots_out: Sequence[Slot] = ()
    slots_in: Sequence[Slot] = ()
    hours_out: Sequence[WeeklyHours] = ()
    hours_in: Sequence[WeeklyHours] = ()

    @property
    def takes_away(self) -> bool:
        """Whether time that was open can be closed by it at all."""
        blocks = any(slot.kind is SlotKind.BLOCKED for slot in self.slots_in)
        return bool(self.slots_out or self.hours_out) or blocks

    def touched(self, *, at: datetime) -> Period:
        """The stretch outside of which nothing changes, from `at` on where a rule changes."""
        periods = [slot.period for slot in (*self.slots_out, *self.slots_in)]
        if self.hours_out or self.hours_in:
            periods.append(Period(at, at + REACH))
        return hull(periods).extended(_INSTANT)

    def applied_to(
        self, slots: Sequence[Slot], rules: Sequence[WeeklyHours]
    ) -> tuple[Sequence[Slot], Sequence[WeeklyHours]]:
        """The slots and rules that there are afterwards."""
        gone = {slot.id for slot in self.slots_out}
        ended = {rule.id for rule in self.hours_out}
        return (
            [*(slot for slot in slots if slot.id not in gone), *self.slots_in],
            [*(rule for rule in rules if rule.id not in ended), *self.hours_in],
        )


def require_slot_possible(period: Period, policy: PartnerPolicy, *, at: datetime) -> None:
    """Raises InvalidInput for what is over, too far ahead or too long."""
    if period.end <= at:
        raise InvalidInput("date", "date.in_past", "Choose a time that is not over.")
    if period.start > at + policy.slot_horizon:
        raise InvalidInput(
            "date", "date.too_far", f"Slots can be opened {policy.slot_horizon.days} days ahead."
        )
    if period.duration > policy.longest_slot:
        raise InvalidInput("endTime", "slot.too_long", "A slot may last 14 days at most.")


def require_plan_possible(plan: WeeklyPlan, policy: PartnerPolicy, *, at: datetime) -> None:
    """Raises InvalidInput for what has ended, begins too far ahead, or has no day at all."""
    today = local_day(at)
    if plan.until is not None and plan.until < today:
        raise InvalidInput("until", "date.in_past", "Choose a last day that is not over.")
    if plan.since > today + policy.weekly_horizon:
        days = policy.weekly_horizon.days
        raise InvalidInput("from", "date.too_far", f"Weekly hours begin {days} days ahead at most.")
    if plan.first_day is None:
        raise InvalidInput(
            "weekdays", "weekly_hours.no_day", "None of these weekdays lies between the two days."
        )


async def apply_edit(uow: PartnersUow, edit: Edit, *, at: datetime) -> None:
    """Check an edit and write it; the caller holds the lock on the partner's person.

    What is taken out and put in under one id is changed in its place. Raises SlotOverlap,
    SlotReserved.
    """
    await require_disjoint(uow, edit)
    await require_uncut(uow, edit, at=at)
    slots, rules = {slot.id for slot in edit.slots_out}, {rule.id for rule in edit.hours_out}
    for slot in edit.slots_in:
        await (uow.slots.replace(slot) if slot.id in slots else uow.slots.add(slot))
    for rule in edit.hours_in:
        await (uow.weekly_hours.save(rule) if rule.id in rules else uow.weekly_hours.add(rule))
    for slot_id in slots - {slot.id for slot in edit.slots_in}:
        await uow.slots.remove(slot_id)
    for rule_id in rules - {rule.id for rule in edit.hours_in}:
        await uow.weekly_hours.remove(rule_id)
    await uow.publish(CalendarChanged(person_id=edit.partner_id, at=at))


async def require_uncut(uow: PartnersUow, edit: Edit, *, at: datetime) -> None:
    """No edit takes away time in which a meeting lies that is not over.

    The caller holds the lock on the partner's person. Raises SlotReserved, naming the booking.
    """
    if not edit.takes_away:
        return
    taken = await uow.reservations.of(edit.partner_id, edit.touched(at=at))
    ahead = [each for each in taken if each.period.end > at]
    if not ahead:
        return
    wide = hull([each.period for each in ahead])
    slots, rules = await uow.together(
        uow.slots.within(edit.partner_id, wide), uow.weekly_hours.within(edit.partner_id, wide)
    )
    before = Calendar.of(wide, slots, rules, ahead)
    cut = cuts_reservation(before, Calendar.of(wide, *edit.applied_to(slots, rules), ahead))
    if cut is not None:
        raise await _refusal(uow, cut)


async def _refusal(uow: PartnersUow, cut: Reservation) -> SlotReserved:
    codes = await uow.booking_codes.of(cut.booking_id)
    return SlotReserved(booking_id=cut.booking_id, booking_code=codes[cut.booking_id])


async def require_disjoint(uow: PartnersUow, edit: Edit) -> None:
    """Slots of a kind stand side by side; raises SlotOverlap."""
    if not edit.slots_in:
        return
    stretch = hull([slot.period for slot in edit.slots_in])
    gone = {slot.id for slot in edit.slots_out}
    there = await uow.slots.within(edit.partner_id, stretch)
    standing = [slot for slot in there if slot.id not in gone]
    for kind in SlotKind:
        periods = sorted(slot.period for slot in (*standing, *edit.slots_in) if slot.kind is kind)
        if any(one.overlaps(next_) for one, next_ in pairwise(periods)):
            raise SlotOverlap
