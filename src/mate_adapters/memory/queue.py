"""A queue that runs its tasks when it is told to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

DEFAULT_ATTEMPTS: Final = 3
DRAIN_LIMIT: Final = 10_000


class DrainLimitReached(Exception):
    """Tasks kept adding tasks: a loop, or a limit that is too low for the run."""


class ImmediateQueue:
    """TaskQueue for tests and simulation: remembers tasks, runs them on `await queue.drain()`.

    `tasks` is read when a task runs, so it may be filled after the queue was made. A task that
    raises is tried again at once, `attempts` times in all; then it stands in `failed` with its
    error, and the others go on.
    """

    def __init__(
        self,
        tasks: Mapping[str, Callable[[UUID], Awaitable[None]]],
        *,
        attempts: int = DEFAULT_ATTEMPTS,
    ) -> None:
        self._tasks = tasks
        self._attempts = attempts
        self._waiting: dict[tuple[str, UUID], None] = {}
        self.failed: list[tuple[str, UUID, Exception]] = []

    @property
    def is_empty(self) -> bool:
        return not self._waiting

    @property
    def waiting(self) -> list[tuple[str, UUID]]:
        """What has not run yet, oldest first."""
        return list(self._waiting)

    async def enqueue(self, task: str, subject_id: UUID) -> None:
        self._waiting.setdefault((task, subject_id))

    def forget(self) -> None:
        """Drop what waits, as a process does that dies with its tasks in memory."""
        self._waiting.clear()

    async def drain(self, *, limit: int = DRAIN_LIMIT) -> int:
        """Run until nothing waits, tasks added meanwhile included; answers how many ran.

        Raises DrainLimitReached after `limit` tasks, KeyError for a task that nobody registered.
        """
        ran = 0
        while self._waiting:
            if ran == limit:
                raise DrainLimitReached(f"{limit} tasks ran and {len(self._waiting)} still wait")
            task, subject_id = next(iter(self._waiting))
            # Taken before it runs: what is asked for meanwhile is a new task, not this one.
            del self._waiting[task, subject_id]
            await self._run(task, subject_id)
            ran += 1
        return ran

    async def _run(self, task: str, subject_id: UUID) -> None:
        run = self._tasks[task]
        for attempt in range(1, self._attempts + 1):
            try:
                await run(subject_id)
            except Exception as error:
                if attempt == self._attempts:
                    self.failed.append((task, subject_id, error))
            else:
                return
