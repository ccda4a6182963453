"""Checks of the database and of what waits in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import psycopg

from mate_adapters.clock import SandboxClock, SystemClock
from mate_adapters.postgres.due_rows import PostgresDueRows
from mate_adapters.postgres.migrate import pending
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.revision import newest
from mate_adapters.queue.saq_queue import SaqTaskQueue
from mate_adapters.settings import Settings
from mate_cli.doctor.check import Check, broken, doubtful, well
from mate_core.shared.ports import Clock, DueKind

OLDEST_SERVER: Final = 150_000
EXTENSIONS: Final = ("btree_gist",)
_PATIENCE: Final = timedelta(minutes=1)
_CLOCKS_APART: Final = timedelta(seconds=2)
_COUNTED: Final = 1_000
_OVERDUE_PAPERS: Final = """
SELECT count(*) FROM kyc_cases
WHERE gone_at IS NULL AND num_nonnulls(front_id, back_id, video_id, selfie_id) > 0
  AND (state IN ('VERIFIED', 'REVOKED') AND decided_at < %(at)s - interval '24 hours'
       OR state = 'REJECTED' AND decided_at < %(at)s - interval '31 days')
"""

_OVERDUE_CASES: Final = """
SELECT (SELECT count(*) FROM listing_cases WHERE state = 'OPEN' AND due_at <= %(at)s)
     + (SELECT count(*) FROM report_cases WHERE decided_at IS NULL AND due_at <= %(at)s)
"""
_UNSEALED: Final = """
SELECT count(*) FROM audit_log AS log
WHERE at < %(at)s - interval '10 minutes'
  AND NOT EXISTS (SELECT FROM audit_sealed WHERE record_id = log.id)
"""


def server(dsn: str) -> Iterable[Check]:
    """Reachable, new enough, with the extensions, on time; raises psycopg.OperationalError."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        yield judge_version(connection.info.server_version)
        rows = connection.execute("SELECT name FROM pg_available_extensions").fetchall()
        yield judge_extensions({row[0] for row in rows})
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        if row is not None:
            yield judge_clocks(datetime.now(UTC), row[0])


def judge_version(version: int) -> Check:
    """`version` as libpq gives it: 180006 is 18.6."""
    detail = f"PostgreSQL {version // 10_000}.{version % 10_000}"
    if version < OLDEST_SERVER:
        return broken("database", detail, "Use PostgreSQL 15 or newer.")
    return well("database", detail)


def judge_extensions(available: set[str]) -> Check:
    missing = [name for name in EXTENSIONS if name not in available]
    if missing:
        remedy = "Install PostgreSQL's contrib package on the server."
        return broken("extensions", f"missing: {', '.join(missing)}", remedy)
    return well("extensions", ", ".join(EXTENSIONS))


def judge_clocks(ours: datetime, theirs: datetime) -> Check:
    apart = abs(ours - theirs)
    detail = f"{apart.total_seconds():.1f} s between this machine and the database"
    if apart > _CLOCKS_APART:
        return doubtful("clock", detail, "Run a time service (NTP) on both.")
    return well("clock", detail)


def migrations(dsn: str) -> Check:
    waiting = pending(dsn)
    if waiting:
        return broken("migrations", f"pending: {', '.join(waiting)}", "Run `mate migrate`.")
    return well("migrations", f"up to date at {newest()}")


async def backlog(settings: Settings, dsn: str) -> list[Check]:
    """Rows whose time passed more than a minute ago, and tasks that failed for good."""
    async with _clock(settings, dsn) as clock:
        counted = [
            await asyncio.to_thread(_count, dsn, asked, clock.now())
            for asked in (_OVERDUE_PAPERS, _OVERDUE_CASES, _UNSEALED)
        ]
        papers, cases, unsealed = counted
        return [
            await _pump(dsn, clock),
            await _queue(dsn),
            judge_papers(papers),
            judge_cases(cases),
            judge_seals(unsealed),
        ]


@asynccontextmanager
async def _clock(settings: Settings, dsn: str) -> AsyncIterator[Clock]:
    if not settings.sandbox:
        yield SystemClock()
        return
    clock = SandboxClock(dsn)
    await clock.start()
    yield clock


async def _pump(dsn: str, clock: Clock) -> Check:
    pool = ConnectionPool(dsn, min_size=1, max_size=2)
    await pool.open()
    try:
        late: dict[str, int] = {}
        for kind in DueKind:
            claim = PostgresDueRows(pool).claim(kind, at=clock.now() - _PATIENCE, limit=_COUNTED)
            async with claim as rows:
                late[kind.value] = len(rows)
    finally:
        await pool.close()
    return judge_backlog(late)


def judge_backlog(late: dict[str, int]) -> Check:
    """`late` counts rows by kind, at most a thousand each."""
    if not any(late.values()):
        return well("pump", "nothing is overdue")
    detail = ", ".join(f"{count:,} {kind}" for kind, count in late.items() if count)
    return doubtful(
        "pump",
        f"overdue by more than a minute: {detail}",
        "Start `mate worker` (or `mate serve`), or more of them; look at their logs.",
    )


async def _queue(dsn: str) -> Check:
    queue = SaqTaskQueue(dsn)
    await queue.open()
    try:
        failed = await queue.failed()
    finally:
        await queue.close()
    if failed:
        return doubtful("queue", f"{len(failed):,} tasks failed for good", "Look at the log.")
    return well("queue", "no task has failed")


def _count(dsn: str, asked: str, at: datetime) -> int:
    """What a statement with the instant `at` counts."""
    with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
        row = connection.execute(asked.encode(), {"at": at}).fetchone()
    return row[0] if row else 0


def judge_papers(overdue: int) -> Check:
    """`overdue` counts verdicts whose pictures may still lie in storage."""
    if not overdue:
        return well("papers", "no picture of a card is kept longer than it may be")
    return doubtful(
        "papers",
        f"{overdue:,} cases with pictures of cards that should be gone",
        "See `mate kyc list --filter all`, and whether storage answers and a worker runs.",
    )


def judge_cases(overdue: int) -> Check:
    """`overdue` counts listings and reports that staff should have decided by now."""
    if not overdue:
        return well("moderation", "no listing or report waits for longer than 24 hours")
    return doubtful(
        "moderation",
        f"{overdue:,} listings and reports wait for longer than 24 hours",
        "See `mate moderation queue`; they stand first.",
    )


def judge_seals(unsealed: int) -> Check:
    """`unsealed` counts audit records older than ten minutes without a seal."""
    if not unsealed:
        return well("audit log", "sealed up to now")
    return doubtful(
        "audit log",
        f"{unsealed:,} records wait for a seal for longer than ten minutes",
        "Start `mate worker`, or run `mate audit seal`; then `mate audit verify`.",
    )


async def in_thread(check: Iterable[Check]) -> list[Check]:
    """Checks that block, run beside the loop."""
    return await asyncio.to_thread(list, check)
