"""The sandbox's clock: it hurries on to where somebody waits, whatever is being killed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

Move = Callable[[timedelta], Awaitable[datetime | None]]
"""Advances the sandbox's clock; answers what it then shows, or None when nobody could say."""

LONGEST_JUMP: Final = timedelta(minutes=90)
"""Less than the two hours in which a booking must be paid."""
_BEFORE_THE_LATEST: Final = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class _Waiting:
    earliest: datetime
    latest: datetime
    woken: asyncio.Future[None]


class Traveller:
    """Knows the time, and moves it on for those who wait."""

    def __init__(self, now: datetime) -> None:
        self.jumps = 0
        self._began = now
        self._offset = now - datetime.now(UTC)
        self._waiting: list[_Waiting] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    @property
    def travelled(self) -> timedelta:
        return self.now() - self._began

    async def reach(self, earliest: datetime, latest: datetime) -> None:
        """Waits until the clock has passed `earliest`; it stops before `latest` if it can."""
        if self.now() >= earliest:
            return
        woken = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(earliest, latest, woken))
        await woken

    async def advance(self, by: timedelta, move: Move) -> None:
        shown = await move(by)
        if shown is not None:
            self.jumps += 1
            self._offset = max(self._offset, shown - datetime.now(UTC))
        now = self.now()
        for each in [each for each in self._waiting if each.earliest <= now]:
            self._waiting.remove(each)
            if not each.woken.done():
                each.woken.set_result(None)

    def next_step(self) -> timedelta | None:
        """How far to go for the one who can wait least; None when nobody waits."""
        if not self._waiting:
            return None
        soonest = min(each.earliest for each in self._waiting)
        latest = min(each.latest for each in self._waiting) - _BEFORE_THE_LATEST
        far = max(soonest, latest) - self.now()
        return min(max(far, timedelta(seconds=1)), LONGEST_JUMP)
