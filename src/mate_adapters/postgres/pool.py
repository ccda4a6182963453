"""Connections that are shared, checked and replaced."""

from __future__ import annotations

import time
from typing import Final

import psycopg
from psycopg import conninfo
from psycopg_pool import AsyncConnectionPool, PoolClosed, PoolTimeout, TooManyRequests

from mate_adapters.postgres.connection import BatchConnection
from mate_core.shared.errors import StorageUnavailable

_OPTIONS: Final = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "timezone": "UTC",
        "statement_timeout": "30s",
        "lock_timeout": "15s",
        "idle_in_transaction_session_timeout": "5min",  # a claimant that hangs lets go
        "jit": "off",  # our statements are short
        # Arrays look cheaper with their values known, so those statements were planned every time.
        "plan_cache_mode": "force_generic_plan",
        "random_page_cost": "1.1",  # what is asked for often is in memory
    }.items()
)


class ConnectionPool:
    """At most `max_size` connections to `dsn`; whoever waits longer than `timeout_s` is told.

    Connections that died (the server was restarted, the network changed) are noticed when they
    are handed out, and replaced.
    """

    def __init__(
        self, dsn: str, *, min_size: int = 2, max_size: int = 20, timeout_s: float = 5.0
    ) -> None:
        self.dsn: Final = dsn
        given = conninfo.conninfo_to_dict(dsn).get("options")
        self._pool = AsyncConnectionPool(
            dsn,
            connection_class=BatchConnection,
            kwargs={
                "autocommit": True,
                "options": f"{given} {_OPTIONS}" if given else _OPTIONS,
                "connect_timeout": 5,
                "application_name": "mate",
                "keepalives_idle": 30,
            },
            min_size=min(min_size, max_size),
            max_size=max_size,
            timeout=timeout_s,
            open=False,
        )

    async def open(self) -> None:
        """Connect; raises StorageUnavailable when the server does not answer in time."""
        try:
            await self._pool.open(wait=True, timeout=self._pool.timeout * 2)
        except PoolTimeout as error:
            await self._pool.close()
            raise StorageUnavailable(str(error)) from error

    async def close(self) -> None:
        await self._pool.close()

    async def acquire(self) -> BatchConnection:
        """Raises StorageUnavailable when none is free, or the server away, for too long.

        Dead connections are passed over at once. The pool's own check pauses longer after each
        one that it finds, which a full pool after a restart of the server does not survive.
        """
        deadline = time.monotonic() + self._pool.timeout
        try:
            while True:
                left_s = max(0.0, deadline - time.monotonic())
                connection = await self._pool.getconn(timeout=left_s)
                if connection.looks_alive():
                    return connection
                await connection.close()  # or the pool takes it back: libpq has not looked yet
                await self._pool.putconn(connection)
        except (PoolTimeout, PoolClosed, TooManyRequests, psycopg.OperationalError) as error:
            raise StorageUnavailable(str(error)) from error

    async def release(self, connection: BatchConnection) -> None:
        """Give it back; it must be outside any transaction, or closed."""
        await self._pool.putconn(connection)
