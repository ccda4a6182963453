"""Bookings and their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.repositories.booking_rows import (
    all_values,
    booking_of,
    changing_values,
    history_of,
    history_values,
)
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.bookings import booking_status_history, bookings
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS, UUIDS
from mate_core.bookings.model import Booking, CancellationCode, HistoryEntry, Standing
from mate_core.bookings.ports import BookingOrder
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.time import Period

_C, _H = bookings.c, booking_status_history.c
_CHANGING: Final = (
    _C.starts_at,
    _C.ends_at,
    _C.occupied_until,
    _C.status,
    _C.user_note,
    _C.partner_note,
    _C.updated_at,
    _C.confirmed_at,
    _C.payment_extended_until,
    _C.paid_at,
    _C.started_at,
    _C.user_completed_at,
    _C.partner_completed_at,
    _C.completed_at,
    _C.meeting_code,
    _C.meeting_codes_issued,
    _C.meeting_code_tries,
    _C.cancelled_by,
    _C.cancellation_code,
    _C.cancellation_reason,
    _C.cancelled_at,
    _C.refund_percent,
    _C.unproven_warnings,
    _C.no_show_due_at,
    _C.paused_until,
    _C.due_at,
    _C.added_half_hours,
    _C.added_subtotal,
    _C.added_service_fee,
)
_ADD: Final = Statement(insert_into(bookings))
_GET: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)))
_BY_CODE: Final = Statement(sa.select(*_C).where(_C.booking_code == of(_C.booking_code)))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_LOCK_ONLY: Final = Statement(
    sa.select(sa.literal_column("1"))
    .select_from(bookings)
    .where(_C.id == of(_C.id))
    .with_for_update(key_share=True)
)
_CODES: Final = Statement(
    sa.select(_C.id, _C.booking_code).where(_C.id == sa.any_(param("ids", UUIDS)))
)
_SAVE: Final = Statement(
    saved_once(
        bookings.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _CHANGING})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_PERSONS: Final = param("persons", UUIDS)
_PENDING_OVERLAPPING: Final = Statement(
    sa.select(*_C)
    .where(
        _C.status == constant(BookingStatus.PENDING),
        sa.or_(_C.user_id == sa.any_(_PERSONS), _C.partner_id == sa.any_(_PERSONS)),
        _C.starts_at < param("ends", INSTANT),
        _C.occupied_until > param("starts", INSTANT),
        _C.id != param("but", sa.Uuid()),
    )
    .order_by(_C.id)
    .with_for_update(key_share=True)
)
_ONE, _OTHER = param("one", sa.Uuid()), param("other", sa.Uuid())
_OPEN: Final = _C.status.in_([constant(BookingStatus.PENDING), constant(BookingStatus.CONFIRMED)])
_UNPAID_BETWEEN: Final = Statement(
    sa.select(*_C)
    .where(
        _OPEN,
        sa.or_(
            sa.and_(_C.user_id == _ONE, _C.partner_id == _OTHER),
            sa.and_(_C.user_id == _OTHER, _C.partner_id == _ONE),
        ),
    )
    .order_by(_C.id)
    .with_for_update(key_share=True)
)
_FUTURE: Final = sa.and_(
    _C.status.not_in(
        [
            constant(BookingStatus.CANCELLED),
            constant(BookingStatus.COMPLETED),
            constant(BookingStatus.DISPUTED),
        ]
    ),
    _C.starts_at > param("at", INSTANT),
)
_STANDING: Final = Statement(
    sa.select(
        sa.func.count().filter(_OPEN),
        sa.func.count().filter(_FUTURE, _C.partner_id == of(_C.partner_id)),
        sa.func.count().filter(_FUTURE),
    ).where(_C.user_id == of(_C.user_id))
)
_UNPAID_EXPIRIES: Final = Statement(
    sa.select(sa.func.count()).where(
        _C.user_id == of(_C.user_id),
        _C.cancellation_code == constant(CancellationCode.PAYMENT_EXPIRED),
        _C.cancelled_at >= param("since", INSTANT),
    )
)
_FREE_CANCELLATIONS: Final = Statement(
    sa.select(sa.func.count()).where(
        _C.user_id == of(_C.user_id),
        _C.cancelled_by == constant(Party.USER),
        _C.refund_percent == sa.literal_column("100"),
        _C.cancelled_at >= param("since", INSTANT),
    )
)
_ADD_HISTORY: Final = Statement(insert_into(booking_status_history))
_HISTORY: Final = Statement(
    sa.select(*_H).where(_H.booking_id == of(_H.booking_id)).order_by(_H.created_at, _H.id)
)


def _page_statement(
    role: Party | None, order: BookingOrder, *, anyone: bool, first: bool
) -> Statement:
    """One statement per shape of the question, so that each finds its index."""
    person = param("person", sa.Uuid())
    mine = {Party.USER: _C.user_id == person, Party.PARTNER: _C.partner_id == person}
    starts, ends = param("from", INSTANT), param("until", INSTANT)
    statuses = param("statuses", TEXTS)
    asked = sa.select(*_C).where(
        sa.or_(statuses.is_(None), _C.status == sa.any_(statuses)),
        sa.or_(starts.is_(None), _C.starts_at >= starts),
        sa.or_(ends.is_(None), _C.starts_at < ends),
    )
    if not anyone:
        asked = asked.where(sa.or_(*mine.values()) if role is None else mine[role])
    soonest = order is BookingOrder.START
    place = (_C.starts_at if soonest else _C.created_at, _C.id)
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(*place) > last if soonest else sa.tuple_(*place) < last)
    sorted_by = place if soonest else tuple(column.desc() for column in place)
    return Statement(asked.order_by(*sorted_by).limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (role, order, anyone, first): _page_statement(role, order, anyone=anyone, first=first)
    for order in BookingOrder
    for role in (None, Party.USER, Party.PARTNER)
    for anyone in (False, True)
    for first in (False, True)
}


_BY_PERSON: Final = param("person", sa.Uuid())
_FORGET_WORDS: Final = tuple(
    Statement(
        bookings.update()
        .where(whose == _BY_PERSON)
        .values(
            {
                **{column: sa.null() for column in words},
                _C.updated_at: of(_C.updated_at),
                _C.version: _C.version + sa.literal_column("1"),
            }
        )
    )
    for whose, words in (
        (_C.user_id, (_C.user_note, _C.meeting_location, _C.meeting_lat, _C.meeting_lng)),
        (_C.partner_id, (_C.partner_note,)),
    )
)


_FORGET_PLACES: Final = Statement(
    bookings.update()
    .where(
        _C.meeting_lat.is_not(None),
        _C.status.in_([constant(BookingStatus.CANCELLED), constant(BookingStatus.COMPLETED)]),
        _C.ends_at < param("before", INSTANT),
    )
    .values(
        {
            _C.meeting_lat: sa.null(),
            _C.meeting_lng: sa.null(),
            _C.version: _C.version + sa.literal_column("1"),
        }
    )
    .returning(sa.literal_column("1"))
)


class PostgresBookings(Repository):
    __slots__ = ()

    async def add(self, booking: Booking, *, due_at: datetime | None) -> None:
        self._session.write(_ADD, all_values(booking) | {"due_at": due_at})

    async def get(self, booking_id: BookingId) -> Booking:
        return booking_of(found(await self._session.row(_GET, {"id": booking_id})))

    async def by_code(self, code: str) -> Booking:
        return booking_of(found(await self._session.row(_BY_CODE, {"booking_code": code})))

    async def get_for_change(self, booking_id: BookingId) -> Booking:
        rows = await self._session.lock(_LOCK, {"id": booking_id})
        return booking_of(found(rows[0] if rows else None))

    async def save(self, booking: Booking, *, due_at: datetime | None) -> None:
        self._session.note_due(due_at)
        self._session.write(_SAVE, changing_values(booking) | {"due_at": due_at})

    async def pending_overlapping(
        self, persons: Sequence[UserId], period: Period, *, but: BookingId
    ) -> Sequence[Booking]:
        rows = await self._session.lock(
            _PENDING_OVERLAPPING,
            {"persons": persons, "starts": period.start, "ends": period.end, "but": but},
        )
        return [booking_of(row) for row in rows]

    async def unpaid_between(self, one: UserId, other: UserId) -> Sequence[Booking]:
        rows = await self._session.lock(_UNPAID_BETWEEN, {"one": one, "other": other})
        return [booking_of(row) for row in rows]

    async def standing(self, user_id: UserId, partner_id: UserId, *, at: datetime) -> Standing:
        values = {"user_id": user_id, "partner_id": partner_id, "at": at}
        open_requests, with_partner, future = found(await self._session.row(_STANDING, values))
        return Standing(open_requests, with_partner, future)

    async def unpaid_expiries(self, user_id: UserId, *, since: datetime) -> int:
        values = {"user_id": user_id, "since": since}
        return int(found(await self._session.row(_UNPAID_EXPIRIES, values))[0])

    async def free_cancellations(self, user_id: UserId, *, since: datetime) -> int:
        values = {"user_id": user_id, "since": since}
        return int(found(await self._session.row(_FREE_CANCELLATIONS, values))[0])

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
        statement = _PAGES[role, order, person is None, after is None]
        rows = await self._session.rows(
            statement,
            {
                "person": person,
                "statuses": None if status is None else list(status),
                "from": within[0],
                "until": within[1],
                "limit": limit + 1,
                **cursor_values(after),
            },
        )
        items = [booking_of(row) for row in rows]
        if order is BookingOrder.START:
            return page_of(items, limit, lambda booking: (booking.period.start, booking.id))
        return page_of(items, limit, lambda booking: (booking.created_at, booking.id))

    async def forget_words(self, person: UserId, *, at: datetime) -> None:
        for statement in _FORGET_WORDS:
            self._session.write(statement, {"person": person, "updated_at": at})

    async def forget_places(self, *, before: datetime) -> int:
        return len(await self._session.lock(_FORGET_PLACES, {"before": before}))

    async def add_history(self, entry: HistoryEntry) -> None:
        self._session.write(_ADD_HISTORY, history_values(entry))

    async def history(self, booking_id: BookingId) -> Sequence[HistoryEntry]:
        rows = await self._session.rows(_HISTORY, {"booking_id": booking_id})
        return [history_of(row) for row in rows]


class PostgresReferences(Repository):
    """What money is held for: a booking, known to payments by its id alone."""

    __slots__ = ()

    async def lock(self, reference: UUID) -> None:
        self._session.write(_LOCK_ONLY, {"id": reference})


class PostgresBookingCodes(Repository):
    """By what codes the owners of reservations know their bookings."""

    __slots__ = ()

    async def of(self, *booking_ids: UUID) -> Mapping[UUID, str]:
        rows = await self._session.rows(_CODES, {"ids": booking_ids})
        return {row[0]: row[1] for row in rows}
