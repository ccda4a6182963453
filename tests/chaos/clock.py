"""The sandbox's clock: it hurries on to where somebody waits, whatever is being killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

Move = Callable[[timedelta], Awaitable[datetime | None]]
"""Advances the sandbox's clock; answers what it then shows, or None when nobody could say."""

LONGEST_JUMP: Final = timedelta(minutes=90)
"""Less than the two hours in which a booking must be paid."""
_LONGEST_STANDSTILL_S: Final = 3
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
        self._inside = 0
        self._may_enter, self._is_empty = asyncio.Event(), asyncio.Event()
        self._may_enter.set()
        self._is_empty.set()

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

    @asynccontextmanager
    async def standing_still(self) -> AsyncIterator[None]:
        """No jump inside, unless it takes too long: a payment page is open for minutes only."""
        await self._may_enter.wait()
        self._inside += 1
        self._is_empty.clear()
        try:
            yield
        finally:
            self._inside -= 1
            if not self._inside:
                self._is_empty.set()

    async def advance(self, by: timedelta, move: Move) -> None:
        """Lets those inside finish, moves the clock, and wakes whoever waited for that time."""
        self._may_enter.clear()
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_empty.wait(), _LONGEST_STANDSTILL_S)
            shown = await move(by)
        finally:
            self._may_enter.set()
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
