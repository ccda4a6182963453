"""Which limiter a process uses, by its settings."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Final

from mate_adapters.memory.limiter import MemoryRateLimiter
from mate_adapters.memory.origins import MemoryLastOrigins
from mate_adapters.settings_schema import RateLimits, Settings
from mate_core.search.origins import LastOrigins
from mate_core.search.policies import ORIGIN_MOVES, SearchPolicy
from mate_core.shared.limits import OPEN, ORIGINAL, STANDARD, RateLimiter, RatePolicy
from mate_core.shared.ports import Clock

_PRESETS: Final = {
    RateLimits.STANDARD: STANDARD,
    RateLimits.ORIGINAL: ORIGINAL,
    RateLimits.OFF: OPEN,
}
_REDIS_SECONDS: Final = 0.25
"""How long a request waits for Redis before its process counts by itself."""


def search_policy_of(settings: Settings) -> SearchPolicy:
    is_open = settings.rate_limits is RateLimits.OFF
    return SearchPolicy(origin_moves=None if is_open else ORIGIN_MOVES)


def rates_of(settings: Settings) -> RatePolicy:
    return _PRESETS[settings.rate_limits]


@dataclass(frozen=True, slots=True)
class Counters:
    """What limits are counted with."""

    limiter: RateLimiter
    origins: LastOrigins


async def open_counters(settings: Settings, clock: Clock, stack: AsyncExitStack) -> Counters:
    """Shared by all processes through Redis when there is one; closed with `stack`."""
    own, own_origins = MemoryRateLimiter(), MemoryLastOrigins(clock)
    if settings.redis_url is None or settings.rate_limits is RateLimits.OFF:
        return Counters(own, own_origins)
    from redis.asyncio import Redis  # noqa: PLC0415  dear, and seldom there

    from mate_adapters.redis.fallback import FallbackRateLimiter  # noqa: PLC0415  likewise
    from mate_adapters.redis.limiter import RedisRateLimiter  # noqa: PLC0415  likewise
    from mate_adapters.redis.origins import RedisLastOrigins  # noqa: PLC0415  likewise

    client = Redis.from_url(
        settings.redis_url.reveal(),
        socket_timeout=_REDIS_SECONDS,
        socket_connect_timeout=_REDIS_SECONDS,
    )
    stack.push_async_callback(client.aclose)
    return Counters(
        FallbackRateLimiter(RedisRateLimiter(client), own), RedisLastOrigins(client, own_origins)
    )
