"""The system's time, and the sandbox's: the same plus an offset that only grows."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Final

import psycopg
import structlog
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from mate_adapters.sandbox.schema import create_sandbox_schema
from mate_core.shared.ports import Clock
from mate_core.shared.time import require_utc

CHANNEL: Final = "mate_sandbox_clock"
POLL_SECONDS: Final = 0.5
_CONNECT_SECONDS: Final = 5
_ANSWER_SECONDS: Final = 5.0
_MICROSECOND: Final = timedelta(microseconds=1)

_READ: Final = "SELECT offset_microseconds FROM sandbox.clock WHERE id = 1"
_ADVANCE: Final = """
INSERT INTO sandbox.clock AS clock (offset_microseconds) VALUES (%(by)s)
ON CONFLICT (id) DO UPDATE
SET offset_microseconds = clock.offset_microseconds + excluded.offset_microseconds
RETURNING offset_microseconds
"""
_RAISE_TO: Final = """
INSERT INTO sandbox.clock AS clock (offset_microseconds) VALUES (%(by)s)
ON CONFLICT (id) DO UPDATE
SET offset_microseconds = greatest(clock.offset_microseconds, excluded.offset_microseconds)
RETURNING offset_microseconds
"""

_log = structlog.get_logger(__name__)


class ClockRunsForward(ValueError):
    """Somebody asked the sandbox clock to go back, which would undo promises already kept."""


class SystemClock:
    """The machine's clock in UTC; when it is set back, time stands still until it catches up."""

    def __init__(self) -> None:
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    def now(self) -> datetime:
        with self._lock:
            self._last = max(self._last, datetime.now(UTC))
            return self._last


class SandboxClock:
    """The system's time plus an offset kept in one database row, seen by every process.

    `now()` only adds the offset that this process knows. `run()` keeps that offset fresh (told at
    once by NOTIFY, asked for twice a second anyway) and outlives restarts of the database. `dsn` is
    a libpq URI or keyword string.
    """

    def __init__(
        self, dsn: str, *, system: Clock | None = None, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._dsn = dsn
        self._system = system or SystemClock()
        self._poll_seconds = poll_seconds
        self._offset = timedelta(0)
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = Lock()

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's, as far as this process knows."""
        return self._offset

    def now(self) -> datetime:
        with self._lock:
            self._last = max(self._last, self._system.now() + self._offset)
            return self._last

    async def start(self) -> None:
        """Make the table if needed and learn the offset; call it before the first `now()`."""
        async with await self._connect() as connection:
            await create_sandbox_schema(connection)
            await self._refresh(connection)

    async def advance(self, by: timedelta) -> datetime:
        """Move every process's clock on by `by`; answers the new instant.

        Raises ClockRunsForward when `by` is negative.
        """
        if by < timedelta(0):
            raise ClockRunsForward(f"the clock only moves forward; {by} would take it back")
        return await self._move(_ADVANCE, by)

    async def move_to(self, instant: datetime) -> datetime:
        """Move every process's clock to `instant` (aware, UTC), at least; answers the new instant.

        Raises ClockRunsForward when `instant` has passed already.
        """
        if require_utc(instant) < self.now():
            raise ClockRunsForward(f"{instant.isoformat()} has passed; it is {self.now()}")
        return await self._move(_RAISE_TO, instant - self._system.now())

    async def run(self) -> None:
        """Follow the row until cancelled; a lost connection is made again."""
        is_lost = False
        while True:
            try:
                async with await self._connect() as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    is_lost = False
                    await self._follow(connection)
            except (psycopg.Error, TimeoutError) as trouble:
                if not is_lost:  # once per outage is enough
                    _log.warning("sandbox_clock_lost", error=type(trouble).__name__)
                is_lost = True
                await asyncio.sleep(self._poll_seconds)

    async def _follow(self, connection: AsyncConnection[TupleRow]) -> None:
        while True:
            async with asyncio.timeout(_ANSWER_SECONDS):
                await self._refresh(connection)
            async for _ in connection.notifies(timeout=self._poll_seconds, stop_after=1):
                pass

    async def _refresh(self, connection: AsyncConnection[TupleRow]) -> None:
        row = await (await connection.execute(_READ)).fetchone()
        if row is not None:
            self._learn(row[0])

    async def _move(self, statement: str, by: timedelta) -> datetime:
        async with await self._connect() as connection, connection.transaction():
            cursor = await connection.execute(statement, {"by": by // _MICROSECOND})
            row = await cursor.fetchone()
            await connection.execute("SELECT pg_notify(%s, '')", (CHANNEL,))
        if row is not None:
            self._learn(row[0])
        return self.now()

    def _learn(self, offset_microseconds: int) -> None:
        with self._lock:
            self._offset = max(self._offset, offset_microseconds * _MICROSECOND)

    async def _connect(self) -> AsyncConnection[TupleRow]:
        return await AsyncConnection.connect(
            self._dsn, autocommit=True, connect_timeout=_CONNECT_SECONDS
        )
