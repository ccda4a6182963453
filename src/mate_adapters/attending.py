"""What a process that answers requests does beside."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from mate_adapters.memory.cache import LocalCache
from mate_adapters.postgres.stale import StaleListener
from mate_adapters.settings_schema import Settings
from mate_core.search.trends.views import ViewCounter
from mate_core.shared.errors import MateError
from mate_core.shared.ports import Clock

WRITE_LOOKS_S: Final = 5.0
"""So many seconds at most a look at a partner waits in a process."""
_log = logging.getLogger(__name__)


def cache_of(settings: Settings, clock: Clock) -> LocalCache | None:
    """Suspended until somebody hears what others change; None where nothing is to be cached."""
    if not settings.cache:
        return None
    cache = LocalCache(clock)
    cache.suspend()
    return cache


@dataclass(frozen=True, slots=True)
class Attendant:
    """Hears what other processes change, and writes down who was looked at."""

    views: ViewCounter
    listener: StaleListener | None = None
    """None where nothing is cached."""

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; looks that wait then are written first."""
        hearing = asyncio.create_task(self.listener.run()) if self.listener else None
        try:
            while not stop.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(WRITE_LOOKS_S):
                        await stop.wait()
                await self._write_looks()
        finally:
            if hearing is not None:
                hearing.cancel()
                await asyncio.gather(hearing, return_exceptions=True)

    async def _write_looks(self) -> None:
        try:
            await self.views.write_down()
        except MateError as trouble:
            _log.warning("looks at partners wait until the database is back: %s", trouble)
