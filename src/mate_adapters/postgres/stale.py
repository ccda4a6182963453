"""Tells the other processes what a commit made untrue, and hears it from them.

A notification goes out with the commit itself: whoever hears it reads what was committed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import Final

import psycopg
import sqlalchemy as sa

from mate_adapters.memory.cache import LocalCache
from mate_adapters.postgres.statement import Statement, query
from mate_core.shared.caching import Tag

CHANNEL: Final = "mate_stale"
NOTIFY: Final = Statement(query(f"SELECT pg_notify('{CHANNEL}', :payload)", payload=sa.Text()))
LONGEST: Final = 7_900
"""Bytes of one notification; PostgreSQL takes 8,000."""
ALL: Final = "*"
_PAUSE_S: Final = 1.0
_CONNECT_SECONDS: Final = 5
_log = logging.getLogger(__name__)


def written(source: str, tags: Collection[Tag]) -> str:
    """What one commit tells; so much at once that it does not fit means everything."""
    payload = ",".join((source, *sorted(tags)))
    return payload if len(payload) <= LONGEST else f"{source},{ALL}"


def read(payload: str) -> tuple[str, list[Tag]]:
    """From whom, and which tags."""
    source, *tags = payload.split(",")
    return source, tags


class StaleListener:
    """Keeps a cache true while other processes write.

    As long as it cannot listen, the cache is suspended: every reader reads for himself.
    """

    def __init__(self, dsn: str, cache: LocalCache, source: str) -> None:
        self._dsn = dsn
        self._cache = cache
        self._source = source
        self.listens = asyncio.Event()

    async def run(self) -> None:
        """Until it is cancelled; survives every loss of its connection."""
        was_away = False
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                if not was_away:
                    _log.warning("the cache is off, the database is away: %s", error)
                was_away = True
            finally:
                self.listens.clear()
                self._cache.suspend()
            await asyncio.sleep(_PAUSE_S)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._dsn,
            autocommit=True,
            connect_timeout=_CONNECT_SECONDS,
            application_name="mate cache",
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            # What was committed before is read by whoever reads from now on.
            self._cache.resume()
            self.listens.set()
            async for heard in connection.notifies():
                self._hear(heard.payload)

    def _hear(self, payload: str) -> None:
        source, tags = read(payload)
        if source == self._source:
            return  # forgotten at the end of the commit
        if ALL in tags:
            self._cache.suspend()
            self._cache.resume()
        else:
            self._cache.forget(tags)
