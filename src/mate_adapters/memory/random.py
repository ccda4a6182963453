"""Choices and identifiers that a seed repeats exactly."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from mate_core.shared.ports import Clock

_VERSION_7: Final = 7 << 76
_VARIANT: Final = 0b10 << 62
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class SeededRandom:
    """Random for tests and simulation: the same seed gives the same choices. Not for secrets."""

    def __init__(self, seed: int = 0) -> None:
        # Repeatable on purpose: a failing run is replayed from its seed.
        self._random = random.Random(seed)  # noqa: S311

    def choice_of(self, alphabet: str, length: int) -> str:
        return "".join(self._random.choices(alphabet, k=length))


class SequentialIds:
    """UUIDv7 that count upwards: the same run meets the same ids.

    With a clock the time part is the clock's millisecond, so that ids sort among rows as real ones
    do; without one it stays at zero. `start` is the first number.
    """

    def __init__(self, clock: Clock | None = None, *, start: int = 1) -> None:
        self._clock = clock
        self._next = start

    def uuid(self) -> UUID:
        counter, self._next = self._next, self._next + 1
        return UUID(int=self._milliseconds() << 80 | _VERSION_7 | _VARIANT | counter)

    def _milliseconds(self) -> int:
        if self._clock is None:
            return 0
        return (self._clock.now() - _EPOCH) // _MILLISECOND
