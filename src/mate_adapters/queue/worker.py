"""The process side of the queue: runs tasks until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from signal import Signals
from typing import Final

import structlog
from saq import CronJob, Worker
from saq.queue import Queue
from saq.types import Context, PartialTimersDict

from mate_adapters.queue.attempts import (
    Housekeeping,
    Task,
    housekeeping_function,
    task_function,
)
from mate_adapters.queue.policies import TaskPolicy
from mate_adapters.queue.saq_queue import HOUSEKEEPING, SaqTaskQueue

GRACE_SECONDS: Final = 10
_SCHEDULE_SECONDS: Final = 1
_ABORT_SECONDS: Final = 1
_WORKER_INFO_SECONDS: Final = 10

_log = structlog.get_logger(__name__)


class _Worker(Worker[Context]):
    """SAQ's worker, which leaves signals to the process and stops without idling first."""

    SIGNALS: list[Signals] = []  # noqa: RUF012  SAQ declares it so

    def __init__(
        self,
        queue: Queue,
        tasks: Mapping[str, Task],
        cron_jobs: list[CronJob[Context]],
        policy: TaskPolicy,
        concurrency: int,
    ) -> None:
        self._busy: set[asyncio.Task[object]] = set()
        super().__init__(
            queue,
            functions=[(name, task_function(run, policy)) for name, run in tasks.items()],
            cron_jobs=cron_jobs,
            concurrency=concurrency,
            before_process=self._begin,
            after_process=self._end,
            timers=PartialTimersDict(
                schedule=_SCHEDULE_SECONDS,
                sweep=policy.sweep,
                abort=_ABORT_SECONDS,
                worker_info=_WORKER_INFO_SECONDS,
            ),
            shutdown_grace_period_s=GRACE_SECONDS,
        )

    async def stop(self) -> None:
        """Let go of everything that only waits; what is running gets its grace period."""
        self.event.set()
        for waiting in self.tasks - self._busy:
            waiting.cancel()
        await super().stop()

    async def _begin(self, _: Context) -> None:
        current = asyncio.current_task()
        if current is not None:
            self._busy.add(current)

    async def _end(self, _: Context) -> None:
        current = asyncio.current_task()
        if current is not None:
            self._busy.discard(current)


class QueueWorker:
    """Runs tasks and housekeeping of one queue; any number of them may share it."""

    def __init__(self, worker: _Worker) -> None:
        self._worker = worker
        self._stop_wanted = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop()` or cancellation.

        Either way running tasks get 10 seconds to end; what is interrupted then is tried again by
        the next worker.
        """
        working = asyncio.create_task(self._worker.start())
        stopping = asyncio.create_task(self._stop_wanted.wait())
        try:
            await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopping.cancel()
            self._worker.event.set()
            await asyncio.wait([working])
            _log.info("worker_stopped")
        working.result()

    def stop(self) -> None:
        """Ask `run()` to end; returns at once."""
        self._stop_wanted.set()


def build_worker(
    queue: SaqTaskQueue,
    tasks: Mapping[str, Task],
    housekeeping: Mapping[str, tuple[str, Housekeeping]] | None = None,
    *,
    concurrency: int = 10,
) -> QueueWorker:
    """A worker for an opened queue.

    `tasks` maps the names given to `enqueue` to what they run with the subject's id.
    `housekeeping` maps names to (cron expression in UTC, what to run); however many workers there
    are, each instant is run once. Raises ValueError for an expression that is none.
    """
    policy = queue.policy
    cron_jobs: list[CronJob[Context]] = [
        CronJob(
            housekeeping_function(f"{HOUSEKEEPING}{name}", run, policy),
            cron=expression,
            timeout=policy.timeout,
            heartbeat=policy.heartbeat,
            retries=policy.attempts,
            ttl=policy.keep_failed,
        )
        for name, (expression, run) in (housekeeping or {}).items()
    ]
    return QueueWorker(_Worker(queue.saq, tasks, cron_jobs, policy, concurrency))
