"""Attempts at messages, and addresses that are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.messages import message_attempts, message_suppressions
from mate_core.messages.attempt import (
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    MessageVendor,
    Suppression,
    SuppressionCause,
)

_A = message_attempts.c
_ADD: Final = Statement(insert_into(message_attempts))
_OF_MESSAGE: Final = Statement(
    sa.select(*_A).where(_A.message_id == of(_A.message_id)).order_by(_A.number)
)
_TO_ADDRESS: Final = Statement(
    sa.select(*_A)
    .where(_A.address_hash == of(_A.address_hash))
    .order_by(_A.started_at.desc(), _A.id.desc())
    .limit(param("limit", sa.BigInteger()))
)
_LOCK: Final = Statement(sa.select(*_A).where(_A.id == of(_A.id)).with_for_update(key_share=True))
_SAVE: Final = Statement(
    message_attempts.update()
    .where(_A.id == of(_A.id))
    .values({each: of(each) for each in (_A.status, _A.vendor_id, _A.error, _A.updated_at)})
)
_PURGE: Final = Statement(
    message_attempts.delete()
    .where(_A.started_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)

_S = message_suppressions.c
_THIS: Final = (_S.channel == of(_S.channel), _S.address_hash == of(_S.address_hash))
_SUPPRESS: Final = Statement(
    insert(message_suppressions)
    .values({column: of(column) for column in _S})
    .on_conflict_do_nothing(index_elements=[_S.channel, _S.address_hash])
)
_FIND: Final = Statement(sa.select(*_S).where(*_THIS))
_LIFT: Final = Statement(message_suppressions.delete().where(*_THIS))
_PURGE_SUPPRESSIONS: Final = Statement(
    message_suppressions.delete()
    .where(_S.at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


def _attempt_of(row: Row) -> MessageAttempt:
    (
        id_,
        message_id,
        number,
        channel,
        vendor,
        template,
        address_hash,
        started_at,
        updated_at,
        status,
        vendor_id,
        error,
    ) = row
    return MessageAttempt(
        id=id_,
        message_id=message_id,
        number=number,
        channel=MessageChannel(channel),
        vendor=MessageVendor(vendor),
        template=template,
        address_hash=address_hash,
        started_at=started_at,
        updated_at=updated_at,
        status=AttemptStatus(status),
        vendor_id=vendor_id,
        error=error,
    )


def _values(attempt: MessageAttempt) -> dict[str, Any]:
    return {name: getattr(attempt, name) for name in MessageAttempt.__dataclass_fields__}


class PostgresMessageAttempts(Repository):
    __slots__ = ()

    async def add(self, attempt: MessageAttempt) -> None:
        self._session.write(_ADD, _values(attempt))

    async def of_message(self, message_id: UUID) -> Sequence[MessageAttempt]:
        rows = await self._session.rows(_OF_MESSAGE, {"message_id": message_id})
        return [_attempt_of(row) for row in rows]

    async def to_address(self, address_hash: str, *, limit: int) -> Sequence[MessageAttempt]:
        values = {"address_hash": address_hash, "limit": limit}
        return [_attempt_of(row) for row in await self._session.rows(_TO_ADDRESS, values)]

    async def get_for_change(self, attempt_id: UUID) -> MessageAttempt | None:
        rows = await self._session.lock(_LOCK, {"id": attempt_id})
        return _attempt_of(rows[0]) if rows else None

    async def save(self, attempt: MessageAttempt) -> None:
        self._session.write(_SAVE, _values(attempt))

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE, {"before": before}))


class PostgresSuppressions(Repository):
    __slots__ = ()

    async def add(self, suppression: Suppression) -> None:
        self._session.write(
            _SUPPRESS,
            {
                "channel": suppression.channel,
                "address_hash": suppression.address_hash,
                "cause": suppression.cause,
                "at": suppression.at,
            },
        )

    async def find(self, channel: MessageChannel, address_hash: str) -> Suppression | None:
        row = await self._session.row(_FIND, {"channel": channel, "address_hash": address_hash})
        if row is None:
            return None
        channel_, hash_, cause, at = row
        return Suppression(MessageChannel(channel_), hash_, SuppressionCause(cause), at)

    async def remove(self, channel: MessageChannel, address_hash: str) -> None:
        self._session.write(_LIFT, {"channel": channel, "address_hash": address_hash})

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE_SUPPRESSIONS, {"before": before}))
