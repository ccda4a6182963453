"""Which limiter a process uses, by its settings."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import Final

from mate_adapters.memory.limiter import MemoryRateLimiter
from mate_adapters.settings_schema import RateLimits, Settings
from mate_core.shared.limits import OPEN, ORIGINAL, STANDARD, RateLimiter, RatePolicy

_PRESETS: Final = {
    RateLimits.STANDARD: STANDARD,
    RateLimits.ORIGINAL: ORIGINAL,
    RateLimits.OFF: OPEN,
}
_REDIS_SECONDS: Final = 0.25
"""How long a request waits for Redis before its process counts by itself."""


def rates_of(settings: Settings) -> RatePolicy:
    return _PRESETS[settings.rate_limits]


async def open_limiter(settings: Settings, stack: AsyncExitStack) -> RateLimiter:
    """Shared by all processes through Redis when there is one; closed with `stack`."""
    own = MemoryRateLimiter()
    if settings.redis_url is None or settings.rate_limits is RateLimits.OFF:
        return own
    from redis.asyncio import Redis  # noqa: PLC0415  dear, and seldom there

    from mate_adapters.redis.fallback import FallbackRateLimiter  # noqa: PLC0415  likewise
    from mate_adapters.redis.limiter import RedisRateLimiter  # noqa: PLC0415  likewise

    client = Redis.from_url(
        settings.redis_url.reveal(),
        socket_timeout=_REDIS_SECONDS,
        socket_connect_timeout=_REDIS_SECONDS,
    )
    stack.push_async_callback(client.aclose)
    return FallbackRateLimiter(RedisRateLimiter(client), own)
