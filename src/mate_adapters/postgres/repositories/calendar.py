"""Published time, and everyone's reservations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import Statement, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.partners import availability_slots, reservations
from mate_core.partners.calendar import Reservation, ReservationRole, Slot, SlotKind
from mate_core.shared.ids import SlotId, UserId
from mate_core.shared.time import Period

_GIVEN: Final = sa.func.tstzrange(
    param("starts", INSTANT), param("ends", INSTANT), sa.literal_column("'[)'")
)


def _meets(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    return column.op("&&", is_comparison=True)(_GIVEN)


def _bounds(column: sa.Column[Any]) -> tuple[sa.ColumnElement[Any], sa.ColumnElement[Any]]:
    return sa.func.lower(column), sa.func.upper(column)


_S = availability_slots.c
_SLOT: Final = (_S.id, _S.partner_id, *_bounds(_S.period), _S.status, _S.created_at)
_ADD_SLOT: Final = Statement(
    availability_slots.insert().values(
        {
            _S.id: of(_S.id),
            _S.partner_id: of(_S.partner_id),
            _S.period: _GIVEN,
            _S.status: of(_S.status),
            _S.created_at: of(_S.created_at),
        }
    )
)
_GET_SLOT: Final = Statement(sa.select(*_SLOT).where(_S.id == of(_S.id)))
_REPLACE_SLOT: Final = Statement(
    availability_slots.update()
    .where(_S.id == of(_S.id))
    .values({_S.period: _GIVEN, _S.status: of(_S.status)})
)
_REMOVE_SLOT: Final = Statement(availability_slots.delete().where(_S.id == of(_S.id)))
_SLOTS_WITHIN: Final = Statement(
    sa.select(*_SLOT)
    .where(_S.partner_id == of(_S.partner_id), _meets(_S.period))
    .order_by(sa.func.lower(_S.period), _S.id)
)
_COUNT_SLOTS: Final = Statement(
    sa.select(sa.func.count())
    .select_from(availability_slots)
    .where(_S.partner_id == of(_S.partner_id))
)

_R = reservations.c
_ADD_RESERVATION: Final = Statement(
    reservations.insert().values(
        {
            _R.person_id: of(_R.person_id),
            _R.period: _GIVEN,
            _R.booking_id: of(_R.booking_id),
            _R.role: of(_R.role),
        }
    )
)
_MOVE_RESERVATION: Final = Statement(
    reservations.update()
    .where(_R.booking_id == of(_R.booking_id), _R.role == of(_R.role))
    .values({_R.period: _GIVEN})
)
_REMOVE_RESERVATIONS: Final = Statement(
    reservations.delete().where(_R.booking_id == of(_R.booking_id))
)
_RESERVATIONS_OF: Final = Statement(
    sa.select(_R.person_id, *_bounds(_R.period), _R.booking_id, _R.role)
    .where(_R.person_id == of(_R.person_id), _meets(_R.period))
    .order_by(sa.func.lower(_R.period))
)


def _slot_of(row: Row) -> Slot:
    id_, partner_id, start, end, status, created_at = row
    return Slot(id_, partner_id, Period(start, end), SlotKind(status), created_at)


def _slot_values(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "partner_id": slot.partner_id,
        "starts": slot.period.start,
        "ends": slot.period.end,
        "status": slot.kind,
        "created_at": slot.created_at,
    }


class PostgresSlots(Repository):
    __slots__ = ()

    async def add(self, *slots: Slot) -> None:
        for slot in slots:
            self._session.write(_ADD_SLOT, _slot_values(slot))

    async def get(self, slot_id: SlotId) -> Slot:
        return _slot_of(found(await self._session.row(_GET_SLOT, {"id": slot_id})))

    async def replace(self, slot: Slot) -> None:
        self._session.write(_REPLACE_SLOT, _slot_values(slot))

    async def remove(self, slot_id: SlotId) -> None:
        self._session.write(_REMOVE_SLOT, {"id": slot_id})

    async def within(self, partner_id: UserId, period: Period) -> Sequence[Slot]:
        values = {"partner_id": partner_id, "starts": period.start, "ends": period.end}
        return [_slot_of(row) for row in await self._session.rows(_SLOTS_WITHIN, values)]

    async def count(self, partner_id: UserId) -> int:
        row = found(await self._session.row(_COUNT_SLOTS, {"partner_id": partner_id}))
        return int(row[0])


class PostgresReservations(Repository):
    __slots__ = ()

    async def add(self, *reservations: Reservation) -> None:
        for reservation in reservations:
            self._session.write(
                _ADD_RESERVATION,
                {
                    "person_id": reservation.person_id,
                    "starts": reservation.period.start,
                    "ends": reservation.period.end,
                    "booking_id": reservation.booking_id,
                    "role": reservation.role,
                },
            )

    async def move(self, *reservations: Reservation) -> None:
        for reservation in reservations:
            self._session.write(
                _MOVE_RESERVATION,
                {
                    "starts": reservation.period.start,
                    "ends": reservation.period.end,
                    "booking_id": reservation.booking_id,
                    "role": reservation.role,
                },
            )

    async def remove(self, booking_id: UUID) -> None:
        self._session.write(_REMOVE_RESERVATIONS, {"booking_id": booking_id})

    async def of(self, person_id: UserId, period: Period) -> Sequence[Reservation]:
        rows = await self._session.rows(
            _RESERVATIONS_OF,
            {"person_id": person_id, "starts": period.start, "ends": period.end},
        )
        return [
            Reservation(person, Period(start, end), booking_id, ReservationRole(role))
            for person, start, end, booking_id, role in rows
        ]
