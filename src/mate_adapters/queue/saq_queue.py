"""The TaskQueue on SAQ's PostgreSQL queue."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from saq import Job
from saq.job import Status
from saq.queue.postgres import PostgresQueue

from mate_adapters.queue.policies import TaskPolicy
from mate_core.shared.errors import StorageUnavailable

SCHEMA: Final = "queue"
QUEUE_NAME: Final = "mate"
HOUSEKEEPING: Final = "housekeeping:"
"""What the names of tasks by the calendar begin with."""

DELETE_ROW: Final = -1
"""SAQ's time to live for a job whose row goes as soon as it is done."""

_LOCK_KEYSPACE: Final = 526_577
_MIGRATION_LOCK: Final = 5_265_772_002
_ABORT_SECONDS: Final = 2.0
_ANSWER_SECONDS: Final = 5.0
_SAME_TASK_AT_ONCE: Final = 16


@dataclass(frozen=True, slots=True)
class FailedTask:
    """A task whose last attempt failed; `error` is SAQ's record, free of personal data."""

    task: str
    subject_id: UUID | None
    attempts: int
    error: str


class SweepingQueue(PostgresQueue):
    """SAQ's queue, which gives a stuck job two seconds to be aborted by its worker, not five."""

    async def sweep(self, lock: int = 60, abort: float = _ABORT_SECONDS) -> list[str]:
        return await super().sweep(lock, abort)


class SaqTaskQueue:
    """TaskQueue on PostgreSQL, with a connection pool and a schema of its own.

    `dsn` is a libpq URI or keyword string. `open()` makes or migrates SAQ's tables; afterwards
    tasks may be added from any number of processes. A worker (`build_worker`) runs them.
    """

    def __init__(
        self,
        dsn: str,
        *,
        policy: TaskPolicy | None = None,
        schema: str = SCHEMA,
        pool_size: int = 6,
    ) -> None:
        self.policy = policy or TaskPolicy()
        self._dsn = dsn
        self._schema = schema
        # SAQ turns autocommit on in the pool it is given, and LISTEN keeps one connection.
        self._pool = AsyncConnectionPool(
            dsn,
            open=False,
            min_size=1,
            max_size=pool_size,
            timeout=_ANSWER_SECONDS,
            # Attempts to reconnect grow apart until this is over, then start afresh.
            reconnect_timeout=_ANSWER_SECONDS,
            check=AsyncConnectionPool.check_connection,
            kwargs={
                "autocommit": True,
                "connect_timeout": int(_ANSWER_SECONDS),
                "options": f"-c search_path={schema}",
                "application_name": "mate-queue",
            },
        )
        self.saq = SweepingQueue(pool=self._pool, name=QUEUE_NAME, saq_lock_keyspace=_LOCK_KEYSPACE)

    async def open(self) -> None:
        """Connect and migrate; safe when many processes start at once."""
        async with self._alone():
            await self._pool.open()
            await self.saq.connect()

    async def close(self) -> None:
        await self.saq.disconnect()
        await self._pool.close(timeout=_ANSWER_SECONDS)

    async def enqueue(self, task: str, subject_id: UUID) -> None:
        """Raises StorageUnavailable when the database is away: nothing was added."""
        try:
            await self._enqueue(task, subject_id)
        except psycopg.OperationalError as away:
            raise StorageUnavailable from away

    async def failed(self) -> list[FailedTask]:
        """Tasks that were given up, as long as their rows are kept."""
        return [
            FailedTask(
                task=job.function,
                subject_id=UUID(job.kwargs["payload"]) if job.kwargs else None,
                attempts=job.attempts,
                error=job.error or "",
            )
            async for job in self.saq.iter_jobs([Status.FAILED, Status.ABORTED])
        ]

    async def _enqueue(self, task: str, subject_id: UUID) -> None:
        """One row per task and subject; more only while that one is running already.

        A run that has begun may have read its row before the change that we announce now, so it
        does not count: the next run gets a key of its own.
        """
        key, running, not_before = f"{task}:{subject_id}", 0, 0
        for _ in range(_SAME_TASK_AT_ONCE):
            own_key = f"{key}:{running}" if running else key
            job = self._job(task, subject_id, own_key, not_before)
            if await self.saq.enqueue(job) is not None:
                return
            status = await self.saq.get_job_status(own_key)
            if status is Status.QUEUED:
                return
            if status in (Status.ACTIVE, Status.ABORTING):
                running += 1
            elif status is not None:
                # SAQ revives a failed row only with a later second than it had.
                not_before = int(time.time()) + 1
        raise StorageUnavailable

    def _job(self, task: str, subject_id: UUID, key: str, not_before: int) -> Job:
        return Job(
            function=task,
            # One argument of our own name: SAQ swallows those that are named like its fields.
            kwargs={"payload": str(subject_id)},
            key=key,
            timeout=self.policy.timeout,
            heartbeat=self.policy.heartbeat,
            retries=self.policy.attempts,
            # For failures outside the task itself: a worker of an older release may not know it.
            retry_delay=self.policy.delay_after(1),
            ttl=self.policy.keep_failed,
            scheduled=not_before,
        )

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """SAQ skips its migration when another process is at it, and would then miss its tables."""
        connection = await AsyncConnection.connect(
            self._dsn, autocommit=True, connect_timeout=int(_ANSWER_SECONDS)
        )
        async with connection, connection.transaction():
            await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
            # Committed by itself, since SAQ looks for the schema on connections of its own.
            async with await AsyncConnection.connect(self._dsn, autocommit=True) as other:
                await other.execute(
                    psycopg.sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(
                        psycopg.sql.Identifier(self._schema)
                    )
                )
            yield
