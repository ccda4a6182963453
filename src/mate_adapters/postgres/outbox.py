"""Events on their way to the handlers after the commit."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres import codec
from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, of, param, query
from mate_adapters.postgres.tables.columns import BIGINTS, INSTANT
from mate_adapters.postgres.tables.housekeeping import outbox
from mate_core.shared.errors import StorageUnavailable
from mate_core.shared.ports import AfterCommit

ATTEMPTS: Final = 10
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
_ERROR_LENGTH: Final = 500

_log = logging.getLogger(__name__)
_C = outbox.c
_WAITING: Final = Statement(
    sa.select(_C.id, _C.type, _C.body, _C.attempts)
    .where(_C.due_at <= param("at", INSTANT))
    .order_by(_C.id)
    .limit(param("limit", sa.Integer()))
    .with_for_update(skip_locked=True)
)
_DONE: Final = Statement(
    query(
        "UPDATE outbox SET done_at = :at, due_at = NULL, attempts = attempts + 1"
        " WHERE id = ANY (:ids)",
        at=INSTANT,
        ids=BIGINTS,
    )
)
_FAILED: Final = Statement(
    outbox.update()
    .where(_C.id == of(_C.id))
    .values({column: of(column) for column in (_C.attempts, _C.due_at, _C.dead_at, _C.last_error)})
)


class PostgresOutbox:
    """A batch stays locked in a transaction of its own while its handlers run on others.

    A relay that dies lets go of its batch at once, whatever its handlers did: at least once.
    """

    def __init__(self, pool: ConnectionPool, after_commit: AfterCommit) -> None:
        self._pool = pool
        self._after_commit = after_commit

    async def relay(self, *, at: datetime, limit: int) -> int:
        session = Session(self._pool)
        await session.open()
        try:
            done: list[int] = []
            for row in await session.lock(_WAITING, {"at": at, "limit": limit}):
                failure = await self._hand_on(row)
                if failure is None:
                    done.append(row[0])
                else:
                    session.write(_FAILED, _after_failure(row, failure, at=at))
            if done:
                session.write(_DONE, {"ids": done, "at": at})
            await session.commit()
            return len(done)
        finally:
            await session.close()

    async def _hand_on(self, row: Row) -> Exception | None:
        id_, name, body, attempts = row
        try:
            event = codec.decode(name, body)
            for handler in self._after_commit.get(type(event), ()):
                await handler(event)
        except StorageUnavailable:
            raise  # not the event's fault: the batch goes back as it was
        except Exception as failure:
            _log.exception("event %s %s: attempt %s failed", name, id_, attempts + 1)
            return failure
        return None


def _after_failure(row: Row, failure: Exception, *, at: datetime) -> dict[str, Any]:
    attempts = row[3] + 1
    dead = attempts >= ATTEMPTS
    return {
        "id": row[0],
        "attempts": attempts,
        "due_at": None if dead else at + pause_after(attempts),
        "dead_at": at if dead else None,
        "last_error": f"{type(failure).__name__}: {failure}"[:_ERROR_LENGTH].replace("\0", ""),
    }


def pause_after(attempts: int) -> timedelta:
    """Doubling from one second: ten attempts take about a quarter of an hour."""
    doubled: int = 2 ** (attempts - 1)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
