"""A cache in one process: bounded, and true as long as somebody tells it what changed."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from mate_core.shared.caching import Tag
from mate_core.shared.ports import Clock

V = TypeVar("V")

ROOM: Final = 20_000
"""Partners' cards, or other things as large: some 20 MB."""


@dataclass(frozen=True, slots=True)
class _Kept:
    value: Any
    until: datetime
    tags: frozenset[Tag]
    size: int


@dataclass(slots=True, eq=False)
class _Load:
    """A value on its way, and how many wait for it."""

    task: asyncio.Task[Any]
    tags: frozenset[Tag]
    waiting: int = 0


@dataclass(slots=True)
class CacheCounts:
    """Since the process started."""

    hits: int = 0
    loads: int = 0
    joined: int = 0
    forgotten: int = 0


class _Index:
    """Keys by the tags of what stands under them."""

    def __init__(self) -> None:
        self._keys: dict[Tag, set[Hashable]] = {}

    def add(self, key: Hashable, tags: Collection[Tag]) -> None:
        for tag in tags:
            self._keys.setdefault(tag, set()).add(key)

    def remove(self, key: Hashable, tags: Collection[Tag]) -> None:
        for tag in tags:
            keys = self._keys[tag]
            keys.discard(key)
            if not keys:
                del self._keys[tag]

    def under(self, tag: Tag) -> list[Hashable]:
        return list(self._keys.get(tag, ()))


class LocalCache:
    """Cache of one process, the least lately used value thrown out first.

    While it is suspended nothing is kept: whoever cannot hear what others change must read. For
    one event loop; nothing here suspends but the wait for a load.
    """

    def __init__(self, clock: Clock, *, room: int = ROOM) -> None:
        self._clock = clock
        self._room = room
        self._taken = 0
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._loads: dict[Hashable, _Load] = {}
        self._kept_by = _Index()
        self._loads_by = _Index()
        self._suspended = False
        self.counts = CacheCounts()

    @property
    def taken(self) -> int:
        """How much room the kept values take."""
        return self._taken

    async def get(
        self,
        key: Hashable,
        load: Callable[[], Awaitable[V]],
        *,
        lasts: timedelta,
        tags: Collection[Tag],
        size: Callable[[V], int] | None = None,
    ) -> V:
        if self._suspended:
            return await load()
        kept = self._kept.get(key)
        if kept is not None:
            if self._clock.now() < kept.until:
                self._kept.move_to_end(key)
                self.counts.hits += 1
                value: V = kept.value
                return value
            self._drop(key)
        going_on = self._loads.get(key)
        if going_on is None:
            going_on = self._begin(key, load, lasts, frozenset(tags), size)
        else:
            self.counts.joined += 1
        shared: V = await self._wait_for(key, going_on)
        return shared

    def forget(self, tags: Collection[Tag]) -> None:
        for tag in tags:
            for key in self._kept_by.under(tag):
                self._drop(key)
                self.counts.forgotten += 1
            for key in self._loads_by.under(tag):
                self._let_go(key, self._loads[key])

    def suspend(self) -> None:
        """Forget everything, and keep nothing until `resume`."""
        self._suspended = True
        for key in list(self._kept):
            self._drop(key)
        for key, going_on in list(self._loads.items()):
            self._let_go(key, going_on)

    def resume(self) -> None:
        self._suspended = False

    def _begin(
        self,
        key: Hashable,
        load: Callable[[], Awaitable[V]],
        lasts: timedelta,
        tags: frozenset[Tag],
        size: Callable[[V], int] | None,
    ) -> _Load:
        self.counts.loads += 1
        until = self._clock.now() + lasts

        async def loading() -> V:
            try:
                value = await load()
                if self._loads.get(key) is going_on:  # else somebody forgot it meanwhile
                    self._keep(key, _Kept(value, until, tags, size(value) if size else 1))
                return value
            finally:
                self._let_go(key, going_on)

        going_on = _Load(asyncio.create_task(loading()), tags)
        self._loads[key] = going_on
        self._loads_by.add(key, tags)
        return going_on

    async def _wait_for(self, key: Hashable, going_on: _Load) -> Any:
        going_on.waiting += 1
        try:
            return await asyncio.shield(going_on.task)
        finally:
            going_on.waiting -= 1
            if not going_on.waiting and not going_on.task.done():
                # The last one who wanted it has gone; whoever comes now begins anew.
                self._let_go(key, going_on)
                going_on.task.cancel()

    def _let_go(self, key: Hashable, going_on: _Load) -> None:
        """It goes on for those who wait for it, and is not kept."""
        if self._loads.get(key) is going_on:
            del self._loads[key]
            self._loads_by.remove(key, going_on.tags)

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        if kept.size > self._room:
            return
        self._kept[key] = kept
        self._kept_by.add(key, kept.tags)
        self._taken += kept.size
        while self._taken > self._room:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key)
        self._kept_by.remove(key, kept.tags)
        self._taken -= kept.size
