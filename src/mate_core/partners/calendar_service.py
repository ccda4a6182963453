"""A partner's published time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mate_core.identity.model import UserStatus
from mate_core.moderation.steps import require_unblocked
from mate_core.partners.calendar import Calendar, Reservation, Slot, SlotKind, cuts_reservation
from mate_core.partners.errors import SlotOverlap, SlotReserved, TooManySlots
from mate_core.partners.events import CalendarChanged
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.ports import PartnersUow
from mate_core.partners.steps import read_calendar
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import IdGenerator, SlotId, UserId
from mate_core.shared.ports import Clock
from mate_core.shared.time import Period, clipped


@dataclass(frozen=True, slots=True)
class SlotWish:
    """A stretch to open or to block, in UTC."""

    period: Period
    kind: SlotKind = SlotKind.AVAILABLE


@dataclass(frozen=True, slots=True)
class CalendarService:
    open_uow: Callable[[], PartnersUow]
    open_read: Callable[[], PartnersUow]
    clock: Clock
    ids: IdGenerator
    policy: PartnerPolicy

    async def mine(self, actor: Actor, within: Period) -> Calendar:
        """The actor's slots and reservations that meet `within`; raises NotFound."""
        _require_readable(within)
        async with self.open_read() as uow:
            await uow.partners.get(actor.user_id)
            return await read_calendar(uow, actor.user_id, within)

    async def free(self, actor: Actor, partner_id: UserId, within: Period) -> Sequence[Period]:
        """Free periods of a verified partner from now on; no reason why others are not free.

        Raises NotFound, also across a block.
        """
        _require_readable(within)
        async with self.open_read() as uow:
            await require_unblocked(uow, actor.user_id, partner_id)
            partner = await uow.partners.get(partner_id)
            user = await uow.users.get(partner_id)
            if not partner.is_verified or user.status is not UserStatus.ACTIVE:
                raise NotFound
            if not partner.is_available or within.end <= self.clock.now():
                return ()
            ahead = Period(max(within.start, self.clock.now()), within.end)
            return clipped((await read_calendar(uow, partner_id, ahead)).free(), ahead)

    @command
    async def add(self, actor: Actor, wishes: Sequence[SlotWish]) -> Sequence[Slot]:
        """All or nothing; raises InvalidInput, SlotOverlap, SlotReserved, TooManySlots."""
        for wish in wishes:
            self._check(wish.period)
        now = self.clock.now()
        slots = [
            Slot(SlotId(self.ids.uuid()), actor.user_id, wish.period, wish.kind, now)
            for wish in wishes
        ]
        async with self.open_uow() as uow:
            await uow.partners.get(actor.user_id)
            await uow.users.lock_persons([actor.user_id])
            if await uow.slots.count(actor.user_id) + len(slots) > self.policy.slots_per_partner:
                raise TooManySlots(limit=self.policy.slots_per_partner)
            for slot in slots:
                await self._require_uncut(uow, slot, remove=None)
            await uow.slots.add(*slots)
            await self._changed(uow, actor.user_id)
            await uow.commit()
        return slots

    @command
    async def change(self, actor: Actor, slot_id: SlotId, wish: SlotWish) -> Slot:
        """Raises NotFound (also for others' slots), InvalidInput, SlotOverlap, SlotReserved."""
        self._check(wish.period)
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])
            old = await self._own(uow, actor, slot_id)
            new = replace(old, period=wish.period, kind=wish.kind)
            await self._require_uncut(uow, new, remove=old)
            await uow.slots.replace(new)
            await self._changed(uow, actor.user_id)
            await uow.commit()
        return new

    @command
    async def remove(self, actor: Actor, slot_id: SlotId) -> None:
        """Raises NotFound, SlotReserved when a booking lies in it."""
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])
            old = await self._own(uow, actor, slot_id)
            await self._require_uncut(uow, None, remove=old)
            await uow.slots.remove(slot_id)
            await self._changed(uow, actor.user_id)
            await uow.commit()

    async def _own(self, uow: PartnersUow, actor: Actor, slot_id: SlotId) -> Slot:
        slot = await uow.slots.get(slot_id)
        if slot.partner_id != actor.user_id:
            raise NotFound
        return slot

    async def _require_uncut(
        self, uow: PartnersUow, new: Slot | None, *, remove: Slot | None
    ) -> None:
        """No edit may take away time in which a booking lies."""
        touched = [slot for slot in (new, remove) if slot is not None]
        partner_id = touched[0].partner_id
        around = Period(
            min(slot.period.start for slot in touched), max(slot.period.end for slot in touched)
        ).extended(timedelta(microseconds=1))
        reservations = await uow.reservations.of(partner_id, around)
        if new is not None:
            await self._require_disjoint(uow, new, remove)
        if not reservations:
            return
        wide = _hull(around, reservations)
        before = await uow.slots.within(partner_id, wide)
        after = [slot for slot in before if remove is None or slot.id != remove.id]
        cut = cuts_reservation(before, [*after, new] if new else after, reservations)
        if cut is not None:
            raise SlotReserved(booking_id=cut.booking_id)

    async def _require_disjoint(self, uow: PartnersUow, new: Slot, old: Slot | None) -> None:
        for other in await uow.slots.within(new.partner_id, new.period):
            if other.kind is new.kind and (old is None or other.id != old.id):
                raise SlotOverlap

    async def _changed(self, uow: PartnersUow, person_id: UserId) -> None:
        await uow.publish(CalendarChanged(person_id=person_id, at=self.clock.now()))

    def _check(self, period: Period) -> None:
        now = self.clock.now()
        if period.end <= now:
            raise InvalidInput("date", "date.in_past", "Choose a time that is not over.")
        if period.start > now + self.policy.slot_horizon:
            raise InvalidInput(
                "date",
                "date.too_far",
                f"Slots can be opened {self.policy.slot_horizon.days} days ahead.",
            )
        if period.duration > self.policy.longest_slot:
            raise InvalidInput("endTime", "slot.too_long", "A slot may last 14 days at most.")


def _hull(period: Period, reservations: Sequence[Reservation]) -> Period:
    return Period(
        min(period.start, *(each.period.start for each in reservations)),
        max(period.end, *(each.period.end for each in reservations)),
    )


def _require_readable(within: Period) -> None:
    if within.duration > timedelta(days=92):
        raise InvalidInput("to", "period.too_long", "Ask for at most 92 days at a time.")
