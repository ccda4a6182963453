"""Extensions of bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import Statement, constant, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.extensions import booking_extensions
from mate_core.bookings.extensions.model import OPEN, Extension, ExtensionStatus
from mate_core.bookings.policies import Price
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import BookingId, ExtensionId
from mate_core.shared.money import Vnd

_C = booking_extensions.c
_CHANGING: Final = (_C.status, _C.expires_at, _C.accepted_at, _C.closed_at)
_ADD: Final = Statement(insert_into(booking_extensions))
_GET: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)))
_OPEN_OF: Final = Statement(
    sa.select(*_C).where(
        _C.booking_id == of(_C.booking_id),
        _C.status.in_([constant(status) for status in sorted(OPEN)]),
    )
)
_OF_BOOKING: Final = Statement(
    sa.select(*_C).where(_C.booking_id == of(_C.booking_id)).order_by(_C.proposed_at, _C.id)
)
_FORGET_ADDRESSES: Final = Statement(
    booking_extensions.update()
    .where(_C.payer_ip != constant(""), _C.proposed_at < param("before", INSTANT))
    .values({_C.payer_ip: constant(""), _C.version: _C.version + sa.literal_column("1")})
    .returning(sa.literal_column("1"))
)
_SAVE: Final = Statement(
    saved_once(
        booking_extensions.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _CHANGING})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)


def _extension_of(row: Row) -> Extension:
    (
        id_,
        booking_id,
        half_hours,
        subtotal,
        service_fee,
        provider,
        payer_ip,
        status,
        proposed_at,
        expires_at,
        accepted_at,
        closed_at,
        version,
    ) = row
    return Extension(
        id=id_,
        booking_id=booking_id,
        half_hours=half_hours,
        price=Price(Vnd(subtotal), Vnd(service_fee)),
        provider=Provider(provider) if provider else None,
        payer_ip=payer_ip,
        proposed_at=proposed_at,
        expires_at=expires_at,
        status=ExtensionStatus(status),
        accepted_at=accepted_at,
        closed_at=closed_at,
        version=version,
    )


def _values(extension: Extension) -> dict[str, Any]:
    return {
        "id": extension.id,
        "booking_id": extension.booking_id,
        "half_hours": extension.half_hours,
        "subtotal": extension.price.subtotal.amount,
        "service_fee": extension.price.service_fee.amount,
        "provider": extension.provider,
        "payer_ip": extension.payer_ip,
        "status": extension.status,
        "proposed_at": extension.proposed_at,
        "expires_at": extension.expires_at,
        "accepted_at": extension.accepted_at,
        "closed_at": extension.closed_at,
        "version": extension.version,
    }


class PostgresExtensions(Repository):
    __slots__ = ()

    async def add(self, extension: Extension) -> None:
        self._session.write(_ADD, _values(extension))

    async def get(self, extension_id: ExtensionId) -> Extension:
        return _extension_of(found(await self._session.row(_GET, {"id": extension_id})))

    async def forget_addresses(self, *, before: datetime) -> int:
        return len(await self._session.lock(_FORGET_ADDRESSES, {"before": before}))

    async def open_of(self, booking_id: BookingId) -> Extension | None:
        row = await self._session.row(_OPEN_OF, {"booking_id": booking_id})
        return None if row is None else _extension_of(row)

    async def of_booking(self, booking_id: BookingId) -> Sequence[Extension]:
        rows = await self._session.rows(_OF_BOOKING, {"booking_id": booking_id})
        return [_extension_of(row) for row in rows]

    async def save(self, extension: Extension) -> None:
        self._session.write(_SAVE, _values(extension))
