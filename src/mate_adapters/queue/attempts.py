"""One attempt at a task: watched, logged, and followed by a pause when it fails."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final
from uuid import UUID

import psycopg
import structlog
from saq import Job
from saq.types import Context

from mate_adapters.queue.policies import TaskPolicy
from mate_adapters.queue.saq_queue import DELETE_ROW

Task = Callable[[UUID], Awaitable[None]]
Housekeeping = Callable[[], Awaitable[None]]

_BEATS_PER_HEARTBEAT: Final = 3

_log = structlog.get_logger(__name__)


class TaskFailed(Exception):
    """What SAQ is told and stores: the kind and place of a failure.

    The message of the first error stays out, because it may hold a phone number or an address.
    """


def task_function(run: Task, policy: TaskPolicy) -> Callable[..., Awaitable[None]]:
    """`run` in the shape that SAQ calls."""

    async def attempt(context: Context, *, payload: str) -> None:
        await _attempt(context, policy, lambda: run(UUID(payload)), subject_id=payload)

    return attempt


def housekeeping_function(
    name: str, run: Housekeeping, policy: TaskPolicy
) -> Callable[..., Awaitable[None]]:
    """`run` in the shape of SAQ's cron, which knows functions by their qualified name only."""

    async def attempt(context: Context) -> None:
        await _attempt(context, policy, run, subject_id=None)

    attempt.__qualname__ = name
    return attempt


async def _attempt(
    context: Context,
    policy: TaskPolicy,
    run: Callable[[], Awaitable[None]],
    *,
    subject_id: str | None,
) -> None:
    job = context["job"]
    job.retry_delay = policy.delay_after(job.attempts)
    job.ttl = policy.keep_failed
    log = _log.bind(task=job.function, subject_id=subject_id, attempt=job.attempts)
    report = log.warning if job.retryable else log.error
    try:
        async with _heartbeat(job, policy.heartbeat / _BEATS_PER_HEARTBEAT):
            await run()
    except asyncio.CancelledError:
        if context["worker"].event.is_set():
            job.retry_delay = 0  # the worker stops; the next one may go on at once
            log.info("task_interrupted")
        else:
            report("task_timed_out", timeout_seconds=job.timeout)
        raise
    except Exception as error:
        place = _place(error)
        kind = type(error).__qualname__
        report("task_failed", error=kind, place=place, attempts_left=job.retries - job.attempts)
        raise TaskFailed(f"{kind} at {place}") from None
    job.ttl = DELETE_ROW
    log.debug("task_done")  # many a minute; what fails is told above


def _place(error: BaseException) -> str:
    """File and line where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else "unknown"


@contextlib.asynccontextmanager
async def _heartbeat(job: Job, every: float) -> AsyncIterator[None]:
    """Tell SAQ from time to time that this attempt lives."""
    beating = asyncio.create_task(_beat(job, every))
    try:
        yield
    finally:
        beating.cancel()
        await asyncio.wait([beating])


async def _beat(job: Job, every: float) -> None:
    while True:
        await asyncio.sleep(every)
        try:
            await job.update()
        except psycopg.Error as trouble:  # the next beat may get through
            _log.warning("task_heartbeat_missed", task=job.function, error=type(trouble).__name__)
