"""From where people searched last, for all processes together."""

from __future__ import annotations

import logging
from typing import Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from mate_adapters.memory.origins import REMEMBERED
from mate_core.search.origins import LastOrigins
from mate_core.shared.ids import UserId

_PREFIX: Final = "mate:origin:"
_SECONDS: Final = int(REMEMBERED.total_seconds())
_log = logging.getLogger(__name__)


class RedisLastOrigins:
    """LastOrigins in Redis, by the server's own time; in the process while Redis is away."""

    def __init__(self, client: Redis, own: LastOrigins) -> None:
        self._client = client
        self._own = own

    async def last(self, viewer: UserId) -> str | None:
        try:
            found = await self._client.get(f"{_PREFIX}{viewer}")
        except (RedisError, OSError) as trouble:
            _log.warning("origins of searches are not shared now: %s", trouble)
            return await self._own.last(viewer)
        return found.decode() if isinstance(found, bytes) else found

    async def remember(self, viewer: UserId, digest: str) -> None:
        await self._own.remember(viewer, digest)
        try:
            await self._client.set(f"{_PREFIX}{viewer}", digest, ex=_SECONDS)
        except (RedisError, OSError) as trouble:
            _log.warning("origins of searches are not shared now: %s", trouble)
