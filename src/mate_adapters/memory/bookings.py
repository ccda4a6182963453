"""Bookings and their history in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from mate_adapters.memory.pages import newest_first, soonest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.bookings.model import Booking, CancellationCode, HistoryEntry, Standing
from mate_core.bookings.ports import BookingOrder
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.time import Period

_REQUESTS: Final = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED})
_ENDED: Final = frozenset(
    {BookingStatus.CANCELLED, BookingStatus.COMPLETED, BookingStatus.DISPUTED}
)


@dataclass(frozen=True, slots=True)
class BookingRow:
    booking: Booking
    due_at: datetime | None


def _persons(row: BookingRow) -> tuple[UserId, UserId]:
    return row.booking.user_id, row.booking.partner_id


class BookingTables:
    def __init__(self) -> None:
        self.bookings = Table[BookingId, BookingRow]()
        index = self.bookings.index
        self.by_code = index(lambda row: (row.booking.code,))
        self.by_person = index(_persons)
        self.pending_by_person = index(
            lambda row: _persons(row) if row.booking.status is BookingStatus.PENDING else ()
        )
        self.running_by_user = index(
            lambda row: () if row.booking.status in _ENDED else (row.booking.user_id,)
        )
        self.cancelled_by_user = index(
            lambda row: (row.booking.user_id,) if row.booking.cancellation else ()
        )
        self.due = self.bookings.due_index(lambda row: row.due_at, lambda key: key)
        self.history = Table[UUID, HistoryEntry]()
        self.history_by_booking = self.history.index(lambda entry: (entry.booking_id,))


class MemoryBookings:
    def __init__(self, tables: BookingTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._bookings = transaction.view(tables.bookings)
        self._history = transaction.view(tables.history)

    async def add(self, booking: Booking, *, due_at: datetime | None) -> None:
        await self._transaction.lock()
        if self._bookings.first(self._tables.by_code, booking.code) is not None:
            raise ConcurrencyConflict  # run again, the command draws another code
        self._bookings.put(booking.id, BookingRow(booking, due_at))

    async def get(self, booking_id: BookingId) -> Booking:
        row = self._bookings.get(booking_id)
        if row is None:
            raise NotFound
        return row.booking

    async def by_code(self, code: str) -> Booking:
        row = self._bookings.first(self._tables.by_code, code)
        if row is None:
            raise NotFound
        return row.booking

    async def get_for_change(self, booking_id: BookingId) -> Booking:
        await self._transaction.lock()
        return await self.get(booking_id)

    async def save(self, booking: Booking, *, due_at: datetime | None) -> None:
        await self._transaction.lock()
        stored = self._bookings.get(booking.id)
        if stored is None or stored.booking.version != booking.version:
            raise ConcurrencyConflict
        successor = replace(booking, version=booking.version + 1)
        self._bookings.put(booking.id, BookingRow(successor, due_at))

    async def pending_overlapping(
        self, persons: Sequence[UserId], period: Period, *, but: BookingId
    ) -> Sequence[Booking]:
        await self._transaction.lock()
        found = {
            row.booking.id: row.booking
            for person in persons
            for row in self._bookings.where(self._tables.pending_by_person, person)
            if row.booking.id != but and row.booking.occupied.overlaps(period)
        }
        return [found[booking_id] for booking_id in sorted(found)]

    async def unpaid_between(self, one: UserId, other: UserId) -> Sequence[Booking]:
        await self._transaction.lock()
        found = {
            row.booking.id: row.booking
            for row in self._bookings.where(self._tables.by_person, one)
            if row.booking.status in _REQUESTS and other in _persons(row)
        }
        return [found[booking_id] for booking_id in sorted(found)]

    async def standing(self, user_id: UserId, partner_id: UserId, *, at: datetime) -> Standing:
        running = [
            row.booking for row in self._bookings.where(self._tables.running_by_user, user_id)
        ]
        future = [booking for booking in running if booking.period.start > at]
        return Standing(
            open_requests=sum(booking.status in _REQUESTS for booking in running),
            future_with_partner=sum(booking.partner_id == partner_id for booking in future),
            future_total=len(future),
        )

    async def unpaid_expiries(self, user_id: UserId, *, since: datetime) -> int:
        return sum(
            row.booking.cancellation is not None
            and row.booking.cancellation.code is CancellationCode.PAYMENT_EXPIRED
            and row.booking.cancellation.at >= since
            for row in self._bookings.where(self._tables.cancelled_by_user, user_id)
        )

    async def free_cancellations(self, user_id: UserId, *, since: datetime) -> int:
        return sum(
            row.booking.cancellation is not None
            and row.booking.cancellation.by is Party.USER
            and row.booking.cancellation.refund_percent == 100
            and row.booking.cancellation.at >= since
            for row in self._bookings.where(self._tables.cancelled_by_user, user_id)
        )

    async def page(
        self,
        person: UserId | None,
        *,
        role: Party | None,
        status: Collection[BookingStatus] | None,
        within: tuple[datetime | None, datetime | None],
        after: Cursor | None,
        limit: int,
        order: BookingOrder = BookingOrder.NEWEST,
    ) -> Page[Booking]:
        rows = (
            self._bookings.all()
            if person is None
            else self._bookings.where(self._tables.by_person, person)
        )
        earliest, latest = within
        wanted = (
            row.booking
            for row in rows
            if (role is None or person is None or row.booking.party_of(person) is role)
            and (status is None or row.booking.status in status)
            and (earliest is None or row.booking.period.start >= earliest)
            and (latest is None or row.booking.period.start < latest)
        )
        if order is BookingOrder.START:
            return soonest_first(
                wanted,
                lambda booking: (booking.period.start, booking.id),
                after=after,
                limit=limit,
            )
        return newest_first(
            wanted, lambda booking: (booking.created_at, booking.id), after=after, limit=limit
        )

    async def forget_words(self, person: UserId, *, at: datetime) -> None:
        await self._transaction.lock()
        for row in self._bookings.where(self._tables.by_person, person):
            booking = row.booking
            if booking.user_id == person:
                place = replace(booking.place, location=None, coordinates=None)
                booking = replace(booking, user_note=None, place=place)
            else:
                booking = replace(booking, partner_note=None)
            booking = replace(booking, updated_at=at, version=booking.version + 1)
            self._bookings.put(booking.id, BookingRow(booking, row.due_at))

    async def forget_places(self, *, before: datetime) -> int:
        await self._transaction.lock()
        known = [
            row
            for row in self._bookings.all()
            if row.booking.place.coordinates is not None
            and row.booking.status in (BookingStatus.COMPLETED, BookingStatus.CANCELLED)
            and row.booking.period.end < before
        ]
        for row in known:
            booking = row.booking
            emptied = replace(
                booking,
                place=replace(booking.place, coordinates=None),
                version=booking.version + 1,
            )
            self._bookings.put(booking.id, BookingRow(emptied, row.due_at))
        return len(known)

    async def add_history(self, entry: HistoryEntry) -> None:
        await self._transaction.lock()
        self._history.put(entry.id, entry)

    async def history(self, booking_id: BookingId) -> Sequence[HistoryEntry]:
        entries = self._history.where(self._tables.history_by_booking, booking_id)
        return sorted(entries, key=lambda entry: (entry.at, entry.id))


class MemoryBookingCodes:
    """By what codes the owners of reservations know their bookings."""

    def __init__(self, tables: BookingTables, transaction: Transaction) -> None:
        self._bookings = transaction.view(tables.bookings)

    async def of(self, *booking_ids: UUID) -> Mapping[UUID, str]:
        rows = {id_: self._bookings.get(BookingId(id_)) for id_ in booking_ids}
        return {id_: row.booking.code for id_, row in rows.items() if row is not None}
