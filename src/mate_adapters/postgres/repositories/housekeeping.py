"""Audit log and idempotency keys."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.housekeeping import audit_log, idempotency_keys
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.idempotency import IdempotencyKeyReused
from mate_core.shared.ports import AuditRecord, IdempotencyKey

_A = audit_log.c
_ADD_RECORD: Final = Statement(insert_into(audit_log))
_ABOUT: Final = Statement(
    sa.select(*_A).where(_A.subject_id == of(_A.subject_id)).order_by(_A.at, _A.id)
)

_K = idempotency_keys.c
_THIS: Final = (
    _K.actor_id == of(_K.actor_id),
    _K.operation == of(_K.operation),
    _K.key == of(_K.key),
)
_CLAIM: Final = Statement(
    insert(idempotency_keys)
    .values({column: of(column) for column in _K if column is not _K.result})
    .on_conflict_do_nothing(index_elements=[_K.actor_id, _K.operation, _K.key])
    .returning(sa.literal_column("1"))
)
_TWIN: Final = Statement(sa.select(_K.fingerprint, _K.result).where(*_THIS))
_STORE: Final = Statement(
    idempotency_keys.update().where(*_THIS).values({_K.result: of(_K.result)})
)
_PURGE: Final = Statement(
    idempotency_keys.delete()
    .where(_K.created_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)


class PostgresAuditLog(Repository):
    __slots__ = ()

    async def add(self, record: AuditRecord) -> None:
        self._session.write(
            _ADD_RECORD,
            {
                "id": record.id,
                "at": record.at,
                "actor_id": record.actor_id,
                "action": record.action,
                "subject_type": record.subject_type,
                "subject_id": record.subject_id,
                "reason": record.reason,
                "facts": json.dumps(dict(record.facts)),
            },
        )

    async def about(self, subject_id: UUID) -> Sequence[AuditRecord]:
        rows = await self._session.rows(_ABOUT, {"subject_id": subject_id})
        return [AuditRecord(*row) for row in rows]


class PostgresIdempotencyKeys(Repository):
    __slots__ = ()

    async def claim(self, key: IdempotencyKey, *, at: datetime) -> str | None:
        values = {**_named(key), "fingerprint": key.fingerprint, "created_at": at}
        # Meets the unique index: while a twin runs, this waits for its end.
        if await self._session.lock(_CLAIM, values):
            return None
        row = await self._session.row(_TWIN, values)
        if row is None:  # purged between the two statements
            raise ConcurrencyConflict
        fingerprint, result = row
        if fingerprint != key.fingerprint:
            raise IdempotencyKeyReused
        return result or ""

    async def store(self, key: IdempotencyKey, result: str) -> None:
        self._session.write(_STORE, {**_named(key), "result": result})

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE, {"before": before}))


def _named(key: IdempotencyKey) -> dict[str, object]:
    return {"actor_id": key.actor_id, "operation": key.operation, "key": key.key}
