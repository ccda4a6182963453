"""Partners, their slots and everybody's reservations in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol, TypeVar
from uuid import UUID

from mate_adapters.memory.tables import Index, K, Table, View
from mate_adapters.memory.transaction import Transaction
from mate_core.partners.calendar import Reservation, ReservationRole, Slot
from mate_core.partners.errors import AlreadyPartner, PeriodTaken, SlotOverlap
from mate_core.partners.feeds import CalendarFeed
from mate_core.partners.model import Partner
from mate_core.partners.reliability import Reliability
from mate_core.partners.weekly_hours import WeeklyHours, days_reaching
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import SlotId, UserId, WeeklyHoursId
from mate_core.shared.time import Period

_PersonWeek = tuple[UserId, int]


def _weeks(person_id: UserId, period: Period) -> list[_PersonWeek]:
    """Under what a stretch of somebody's time is found, however long his past has become."""
    first, last = period.start.toordinal() // 7, period.end.toordinal() // 7
    return [(person_id, week) for week in range(first, last + 1)]


class _Timed(Protocol):
    @property
    def period(self) -> Period: ...


R = TypeVar("R", bound=_Timed)


def _meeting(
    view: View[K, R], index: Index[K, R], person_id: UserId, period: Period
) -> Sequence[R]:
    """Rows of that person that overlap `period`, each once."""
    found: dict[int, R] = {}
    for week in _weeks(person_id, period):
        for row in view.where(index, week):
            if row.period.overlaps(period):
                found[id(row)] = row
    return list(found.values())


class PartnerTables:
    def __init__(self) -> None:
        self.partners = Table[UserId, Partner]()
        self.slots = Table[SlotId, Slot]()
        self.slots_by_partner = self.slots.index(lambda slot: (slot.partner_id,))
        self.slots_by_week = self.slots.index(lambda slot: _weeks(slot.partner_id, slot.period))
        self.weekly_hours = Table[WeeklyHoursId, WeeklyHours]()
        self.weekly_hours_by_partner = self.weekly_hours.index(lambda rule: (rule.partner_id,))
        self.calendar_feeds = Table[UserId, CalendarFeed]()
        self.calendar_feeds_by_token = self.calendar_feeds.index(lambda feed: (feed.token_hash,))
        self.reservations = Table[tuple[UUID, ReservationRole], Reservation]()
        self.reservations_by_week = self.reservations.index(
            lambda taken: _weeks(taken.person_id, taken.period)
        )


class MemoryPartners:
    def __init__(self, tables: PartnerTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._partners = transaction.view(tables.partners)

    async def add(self, partner: Partner) -> None:
        await self._transaction.lock()
        if self._partners.get(partner.id) is not None:
            raise AlreadyPartner
        self._partners.put(partner.id, partner)

    async def get(self, partner_id: UserId) -> Partner:
        partner = self._partners.get(partner_id)
        if partner is None:
            raise NotFound
        return partner

    async def get_for_change(self, partner_id: UserId) -> Partner:
        await self._transaction.lock()
        return await self.get(partner_id)

    async def save(self, partner: Partner) -> None:
        await self._transaction.lock()
        stored = self._partners.get(partner.id)
        if stored is None or stored.version != partner.version:
            raise ConcurrencyConflict
        self._partners.put(
            partner.id,
            replace(
                partner,
                # counted by `count_…` alone, which does not move the version
                total_bookings=stored.total_bookings,
                completed_bookings=stored.completed_bookings,
                total_reviews=stored.total_reviews,
                rating_sum=stored.rating_sum,
                reliability=stored.reliability,
                version=partner.version + 1,
            ),
        )

    async def count_booking(self, partner_id: UserId, *, booked: int, completed: int) -> None:
        await self._transaction.lock()
        stored = self._partners.get(partner_id)
        if stored is not None:
            counted = replace(
                stored,
                total_bookings=stored.total_bookings + booked,
                completed_bookings=stored.completed_bookings + completed,
            )
            self._partners.put(partner_id, counted)

    async def count_review(self, partner_id: UserId, *, stars: int, reviews: int) -> None:
        await self._transaction.lock()
        stored = self._partners.get(partner_id)
        if stored is not None:
            counted = replace(
                stored,
                total_reviews=stored.total_reviews + reviews,
                rating_sum=stored.rating_sum + stars,
            )
            self._partners.put(partner_id, counted)

    async def count_reliability(self, partner_id: UserId, more: Reliability) -> None:
        await self._transaction.lock()
        stored = self._partners.get(partner_id)
        if stored is not None:
            self._partners.put(partner_id, replace(stored, reliability=stored.reliability + more))


class MemorySlots:
    def __init__(self, tables: PartnerTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._slots = transaction.view(tables.slots)

    async def add(self, *slots: Slot) -> None:
        await self._transaction.lock()
        for slot in slots:
            self._put(slot)

    def _put(self, slot: Slot) -> None:
        for other in self._within(slot.partner_id, slot.period):
            if other.kind is slot.kind and other.id != slot.id:
                raise SlotOverlap
        self._slots.put(slot.id, slot)

    async def get(self, slot_id: SlotId) -> Slot:
        slot = self._slots.get(slot_id)
        if slot is None:
            raise NotFound
        return slot

    async def replace(self, slot: Slot) -> None:
        await self._transaction.lock()
        if self._slots.get(slot.id) is None:
            raise NotFound
        self._put(slot)

    async def remove(self, slot_id: SlotId) -> None:
        await self._transaction.lock()
        self._slots.remove(slot_id)

    async def within(self, partner_id: UserId, period: Period) -> Sequence[Slot]:
        slots = self._within(partner_id, period)
        return sorted(slots, key=lambda slot: (slot.period.start, slot.id))

    def _within(self, partner_id: UserId, period: Period) -> Sequence[Slot]:
        return _meeting(self._slots, self._tables.slots_by_week, partner_id, period)

    async def count(self, partner_id: UserId) -> int:
        return len(self._slots.where(self._tables.slots_by_partner, partner_id))


class MemoryWeeklyHours:
    def __init__(self, tables: PartnerTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._rules = transaction.view(tables.weekly_hours)

    async def add(self, *rules: WeeklyHours) -> None:
        await self._transaction.lock()
        for rule in rules:
            self._rules.put(rule.id, rule)

    async def get(self, rule_id: WeeklyHoursId) -> WeeklyHours:
        rule = self._rules.get(rule_id)
        if rule is None:
            raise NotFound
        return rule

    async def save(self, rule: WeeklyHours) -> None:
        await self._transaction.lock()
        stored = self._rules.get(rule.id)
        if stored is None or stored.version != rule.version:
            raise ConcurrencyConflict
        self._rules.put(rule.id, replace(rule, version=rule.version + 1))

    async def remove(self, rule_id: WeeklyHoursId) -> None:
        await self._transaction.lock()
        if self._rules.get(rule_id) is not None:
            self._rules.remove(rule_id)

    async def within(self, partner_id: UserId, period: Period) -> Sequence[WeeklyHours]:
        first, last = days_reaching(period)
        return [
            rule
            for rule in await self.of(partner_id)
            if rule.plan.since <= last and (rule.plan.until is None or rule.plan.until >= first)
        ]

    async def of(self, partner_id: UserId) -> Sequence[WeeklyHours]:
        rules = self._rules.where(self._tables.weekly_hours_by_partner, partner_id)
        return sorted(rules, key=lambda rule: (rule.created_at, rule.id))


class MemoryCalendarFeeds:
    def __init__(self, tables: PartnerTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._feeds = transaction.view(tables.calendar_feeds)

    async def put(self, feed: CalendarFeed) -> None:
        await self._transaction.lock()
        self._feeds.put(feed.user_id, feed)

    async def of(self, user_id: UserId) -> CalendarFeed | None:
        return self._feeds.get(user_id)

    async def by_token(self, token_hash: str) -> CalendarFeed | None:
        found = self._feeds.where(self._tables.calendar_feeds_by_token, token_hash)
        return next(iter(found), None)

    async def remove(self, user_id: UserId) -> None:
        await self._transaction.lock()
        if self._feeds.get(user_id) is not None:
            self._feeds.remove(user_id)


class MemoryReservations:
    def __init__(self, tables: PartnerTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._reservations = transaction.view(tables.reservations)

    async def add(self, *reservations: Reservation) -> None:
        await self._transaction.lock()
        for reservation in reservations:
            if self._of(reservation.person_id, reservation.period):
                raise PeriodTaken
            self._reservations.put((reservation.booking_id, reservation.role), reservation)

    def _of(self, person_id: UserId, period: Period) -> Sequence[Reservation]:
        index = self._tables.reservations_by_week
        return _meeting(self._reservations, index, person_id, period)

    async def move(self, *reservations: Reservation) -> None:
        await self._transaction.lock()
        for reservation in reservations:
            key = (reservation.booking_id, reservation.role)
            if self._reservations.get(key) is None:
                continue
            meeting = self._of(reservation.person_id, reservation.period)
            if any((each.booking_id, each.role) != key for each in meeting):
                raise PeriodTaken
            self._reservations.put(key, reservation)

    async def remove(self, booking_id: UUID) -> None:
        await self._transaction.lock()
        for role in ReservationRole:
            if self._reservations.get((booking_id, role)) is not None:
                self._reservations.remove((booking_id, role))

    async def of(self, person_id: UserId, period: Period) -> Sequence[Reservation]:
        return sorted(self._of(person_id, period), key=lambda taken: taken.period)
