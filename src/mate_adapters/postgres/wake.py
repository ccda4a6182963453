"""Hears at once that something is due: one connection that listens."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

import psycopg

from mate_adapters.postgres.unit_of_work import WAKE_CHANNEL

_CONNECT_SECONDS: Final = 5
_log = logging.getLogger(__name__)


class PostgresWake:
    """Waits for the notification that units of work send when they commit something due.

    It connects at the first wait, and again after every loss; while it cannot, waiting takes the
    whole time allowed. Not for several tasks at once.
    """

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._connection: psycopg.AsyncConnection | None = None

    async def wait(self, timeout_s: float) -> bool:
        """Whether a notification came within `timeout_s` seconds; several count as one."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        try:
            connection = await self._listening()
            async for _ in connection.notifies(timeout=timeout_s, stop_after=1):
                return True
            return False
        except psycopg.Error as error:
            _log.warning("cannot listen to the database now: %s", error)
            await self.close()
            await asyncio.sleep(max(0.0, deadline - asyncio.get_running_loop().time()))
            return False

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _listening(self) -> psycopg.AsyncConnection:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                self._dsn,
                autocommit=True,
                connect_timeout=_CONNECT_SECONDS,
                application_name="mate wake",
            )
            await self._connection.execute(f"LISTEN {WAKE_CHANNEL}")
        return self._connection
