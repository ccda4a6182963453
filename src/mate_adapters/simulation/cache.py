"""What one process remembers of what it has read: as true as what forgets it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from mate_adapters.memory.clock import VirtualClock
from mate_core.shared.caching import CachePolicy, Tag

V = TypeVar("V")

PATIENT: Final = CachePolicy(
    partner=timedelta(days=1),
    search_page=timedelta(days=1),
    free_periods=timedelta(days=1),
    blocks=timedelta(days=1),
)
"""Far longer than in production: whatever is not forgotten at its commit is seen for a day."""


class SimulatedCache:
    """Cache without an event loop: nothing here ever waits for a load of somebody else."""

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[datetime, Any, tuple[Tag, ...]]] = {}
        self._under: dict[Tag, dict[Hashable, None]] = {}

    async def get(
        self,
        key: Hashable,
        load: Callable[[], Awaitable[V]],
        *,
        lasts: timedelta,
        tags: Collection[Tag],
        size: Callable[[V], int] | None = None,
    ) -> V:
        kept = self._kept.get(key)
        if kept is not None and self._clock.now() < kept[0]:
            known: V = kept[1]
            return known
        value = await load()
        self._kept[key] = self._clock.now() + lasts, value, tuple(tags)
        for tag in tags:
            self._under.setdefault(tag, {})[key] = None
        return value

    def forget(self, tags: Collection[Tag]) -> None:
        for tag in tags:
            for key in self._under.pop(tag, ()):
                kept = self._kept.pop(key, None)
                for other in kept[2] if kept is not None else ():
                    if other != tag:
                        self._under.get(other, {}).pop(key, None)

    def clear(self) -> None:
        """The process is gone, and what it had in memory."""
        self._kept.clear()
        self._under.clear()
