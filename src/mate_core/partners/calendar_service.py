"""A partner's published time: slots, weekly hours, and what is free of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from mate_core.identity.model import UserStatus
from mate_core.moderation.hidden import HiddenPeople
from mate_core.partners.calendar import Calendar, Slot, SlotKind
from mate_core.partners.edits import (
    Edit,
    apply_edit,
    require_plan_possible,
    require_slot_possible,
)
from mate_core.partners.errors import TooManySlots, TooManyWeeklyHours
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.ports import PartnersUow
from mate_core.partners.steps import read_calendar
from mate_core.partners.weekly_hours import WeeklyHours, WeeklyPlan
from mate_core.shared.actor import Actor
from mate_core.shared.caching import Cache, CachePolicy, calendar_of, person
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import IdGenerator, SlotId, UserId, WeeklyHoursId
from mate_core.shared.ports import Clock
from mate_core.shared.time import Period, clipped, hull


@dataclass(frozen=True, slots=True)
class SlotWish:
    """A stretch to open or to block, in UTC."""

    period: Period
    kind: SlotKind = SlotKind.AVAILABLE


@dataclass(frozen=True, slots=True)
class Publication:
    """What a command has put into a calendar."""

    slots: Sequence[Slot]
    weekly_hours: Sequence[WeeklyHours] = ()


@dataclass(frozen=True, slots=True)
class OwnCalendar:
    """A partner's calendar around `within`, with the codes of the bookings that lie in it.

    Slots and days of weekly hours are whole, and so is what is taken of them; what is free is
    known for `within` only.
    """

    calendar: Calendar
    booking_codes: Mapping[UUID, str]
    within: Period

    def free(self) -> Sequence[Period]:
        return clipped(self.calendar.free(), self.within)


@dataclass(frozen=True, slots=True)
class CalendarService:
    open_uow: Callable[[], PartnersUow]
    open_read: Callable[[], PartnersUow]
    clock: Clock
    ids: IdGenerator
    policy: PartnerPolicy
    hidden: HiddenPeople
    cache: Cache
    caching: CachePolicy

    async def mine(self, actor: Actor, within: Period) -> OwnCalendar:
        """The actor's published time and reservations that meet `within`.

        Raises NotFound, InvalidInput.
        """
        return await self._whole(actor.user_id, within)

    async def of_partner(self, actor: Actor, partner_id: UserId, within: Period) -> OwnCalendar:
        """The same for staff; raises Forbidden, NotFound, InvalidInput."""
        actor.require_staff()
        return await self._whole(partner_id, within)

    async def _whole(self, partner_id: UserId, within: Period) -> OwnCalendar:
        _require_readable(within)
        async with self.open_read() as uow:
            await uow.partners.get(partner_id)
            calendar = await read_calendar(uow, partner_id, within)
            days = (each.period for each in calendar.occurrences)
            whole = hull([within, *(slot.period for slot in calendar.slots), *days])
            if whole != within:  # what begins or ends outside is still shown with its bookings
                taken = await uow.reservations.of(partner_id, whole)
                calendar = replace(calendar, reservations=taken)
            booked = {each.booking_id for each in calendar.reservations}
            codes = await uow.booking_codes.of(*booked) if booked else {}
            return OwnCalendar(calendar, codes, within)

    async def free(self, actor: Actor, partner_id: UserId, within: Period) -> Sequence[Period]:
        """Free periods of a verified partner from now on; no reason why others are not free.

        Raises NotFound, also across a block.
        """
        _require_readable(within)
        await self.hidden.require_visible(actor.user_id, partner_id)
        free = await self.cache.get(
            ("free", partner_id, within),
            lambda: self._free(partner_id, within),
            lasts=self.caching.free_periods,
            tags=(person(partner_id), calendar_of(partner_id)),
            size=lambda periods: 1 + len(periods) // 10,
        )
        now = self.clock.now()
        if within.end <= now:
            return ()
        return clipped(free, Period(max(within.start, now), within.end))

    async def _free(self, partner_id: UserId, within: Period) -> Sequence[Period]:
        """What everybody sees alike, what is over already included."""
        async with self.open_read() as uow:
            partner, user = await uow.together(
                uow.partners.get(partner_id), uow.users.get(partner_id)
            )
            if not partner.is_listed or user.status is not UserStatus.ACTIVE:
                raise NotFound
            if not partner.is_available:
                return ()
            return tuple(clipped((await read_calendar(uow, partner_id, within)).free(), within))

    @command
    async def add(
        self, actor: Actor, wishes: Sequence[SlotWish], plans: Sequence[WeeklyPlan] = ()
    ) -> Publication:
        """All or nothing; raises InvalidInput, NotFound, SlotOverlap, SlotReserved, TooManySlots,
        TooManyWeeklyHours."""
        at = self.clock.now()
        for wish in wishes:
            require_slot_possible(wish.period, self.policy, at=at)
        for plan in plans:
            require_plan_possible(plan, self.policy, at=at)
        new = self._new(actor, wishes, plans, at=at)
        async with self.open_uow() as uow:
            await uow.partners.get(actor.user_id)
            await uow.users.lock_persons([actor.user_id])
            await self._require_space(uow, actor, new)
            edit = Edit(actor.user_id, slots_in=new.slots, hours_in=new.weekly_hours)
            await apply_edit(uow, edit, at=at)
            await uow.commit()
        return new

    def _new(
        self,
        actor: Actor,
        wishes: Sequence[SlotWish],
        plans: Sequence[WeeklyPlan],
        *,
        at: datetime,
    ) -> Publication:
        me = actor.user_id
        return Publication(
            [Slot(SlotId(self.ids.uuid()), me, wish.period, wish.kind, at) for wish in wishes],
            [WeeklyHours(WeeklyHoursId(self.ids.uuid()), me, plan, at) for plan in plans],
        )

    async def _require_space(self, uow: PartnersUow, actor: Actor, new: Publication) -> None:
        slots, rules = await uow.together(
            uow.slots.count(actor.user_id), uow.weekly_hours.of(actor.user_id)
        )
        if new.slots and slots + len(new.slots) > self.policy.slots_per_partner:
            raise TooManySlots(limit=self.policy.slots_per_partner)
        most = self.policy.weekly_hours_per_partner
        if new.weekly_hours and len(rules) + len(new.weekly_hours) > most:
            raise TooManyWeeklyHours(limit=most)

    @command
    async def change(self, actor: Actor, slot_id: SlotId, wish: SlotWish) -> Slot:
        """Raises NotFound (also for others' slots), InvalidInput, SlotOverlap, SlotReserved."""
        at = self.clock.now()
        require_slot_possible(wish.period, self.policy, at=at)
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])
            old = await self._own(uow, actor, slot_id)
            new = replace(old, period=wish.period, kind=wish.kind)
            await apply_edit(uow, Edit(actor.user_id, slots_out=[old], slots_in=[new]), at=at)
            await uow.commit()
        return new

    @command
    async def remove(self, actor: Actor, slot_id: SlotId) -> None:
        """Raises NotFound, SlotReserved when a booking lies in it."""
        at = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])
            old = await self._own(uow, actor, slot_id)
            await apply_edit(uow, Edit(actor.user_id, slots_out=[old]), at=at)
            await uow.commit()

    async def _own(self, uow: PartnersUow, actor: Actor, slot_id: SlotId) -> Slot:
        slot = await uow.slots.get(slot_id)
        if slot.partner_id != actor.user_id:
            raise NotFound
        return slot


def _require_readable(within: Period) -> None:
    if within.duration > timedelta(days=92):
        raise InvalidInput("to", "period.too_long", "Ask for at most 92 days at a time.")
