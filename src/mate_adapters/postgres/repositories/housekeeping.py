"""Idempotency keys."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.housekeeping import idempotency_keys
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.idempotency import IdempotencyKeyReused
from mate_core.shared.ports import IdempotencyKey

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
