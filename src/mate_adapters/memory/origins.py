"""From where people searched last, in one process."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Final

from mate_core.shared.ids import UserId
from mate_core.shared.ports import Clock

MOST_PEOPLE: Final = 100_000
REMEMBERED: Final = timedelta(hours=1)


class MemoryLastOrigins:
    """LastOrigins of one process; beyond `most` the oldest are forgotten."""

    def __init__(self, clock: Clock, *, most: int = MOST_PEOPLE) -> None:
        self._clock = clock
        self._most = most
        self._last: OrderedDict[UserId, tuple[str, datetime]] = OrderedDict()

    async def last(self, viewer: UserId) -> str | None:
        digest, until = self._last.get(viewer, (None, self._clock.now()))
        return digest if until > self._clock.now() else None

    async def remember(self, viewer: UserId, digest: str) -> None:
        self._last[viewer] = digest, self._clock.now() + REMEMBERED
        self._last.move_to_end(viewer)
        if len(self._last) > self._most:
            self._last.popitem(last=False)
