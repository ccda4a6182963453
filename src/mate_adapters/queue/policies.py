"""How often, how long and how far apart tasks are tried."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

LEAST_ATTEMPTS: Final = 3
"""SAQ's sweep can mistake a fresh job for a stuck one: a single attempt would then be lost."""


@dataclass(frozen=True, slots=True)
class TaskPolicy:
    """All in seconds. `delays` are the pauses after the first, second, … failed attempt.

    A task that shows no sign of life for `heartbeat` belonged to a worker that was killed; a sweep
    every `sweep` gives it to another one. `keep_failed` is how long its row is kept once every
    attempt has failed. Raises ValueError when the numbers cannot work together.
    """

    attempts: int = 5
    timeout: int = 60
    heartbeat: int = 10
    sweep: int = 5
    delays: tuple[int, ...] = (2, 10, 60, 300)
    keep_failed: int = 7 * 24 * 3_600

    def __post_init__(self) -> None:
        if self.attempts < LEAST_ATTEMPTS:
            raise ValueError(f"a task needs {LEAST_ATTEMPTS} attempts at least")
        if min(self.timeout, self.heartbeat, self.sweep, self.keep_failed) < 1:
            raise ValueError("times must be 1 second at least; SAQ never ends a job without one")
        if not self.delays or any(later < earlier for earlier, later in pairwise(self.delays)):
            raise ValueError("delays must be given and must not shrink")

    def delay_after(self, attempt: int) -> int:
        """Seconds to wait after that attempt (1 is the first) has failed."""
        return self.delays[min(attempt, len(self.delays)) - 1]
