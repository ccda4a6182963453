"""Counters of guesses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.repositories.base import Repository
from mate_adapters.postgres.statement import Statement, of, param, query
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS
from mate_adapters.postgres.tables.identity import tries
from mate_core.identity.tries import Tries

_C = tries.c
# Updating a row to what it is locks it as well: new counters and known ones in one statement.
_LOCK: Final = Statement(
    query(
        """
        INSERT INTO tries AS kept (key, count, since, last_at)
        SELECT key, 0, :at, :at FROM unnest(:keys) AS key
        ON CONFLICT (key) DO UPDATE SET key = kept.key
        RETURNING key, count, since, last_at
        """,
        keys=TEXTS,
        at=INSTANT,
    )
)
_SAVE: Final = Statement(
    tries.update()
    .where(_C.key == of(_C.key))
    .values({each: of(each) for each in (_C.count, _C.since, _C.last_at)})
)
_PURGE: Final = Statement(
    tries.delete().where(_C.last_at < param("before", INSTANT)).returning(sa.literal_column("1"))
)


class PostgresTryCounters(Repository):
    __slots__ = ()

    async def for_change(self, keys: Sequence[str], *, at: datetime) -> Sequence[Tries]:
        rows = await self._session.lock(_LOCK, {"keys": keys, "at": at})
        found = {row[0]: Tries(*row) for row in rows}
        return [found[key] for key in keys]

    async def save(self, tries: Tries) -> None:
        self._session.write(
            _SAVE,
            {
                "key": tries.key,
                "count": tries.count,
                "since": tries.since,
                "last_at": tries.last_at,
            },
        )

    async def purge(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE, {"before": before}))
