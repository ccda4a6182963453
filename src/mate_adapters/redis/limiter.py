"""Counting requests of all processes together, in one round trip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from redis.asyncio import Redis
from redis.exceptions import RedisError

from mate_core.shared.limits import (
    Allowance,
    LimiterUnavailable,
    Rate,
    allowance,
    tightest,
)

_PREFIX: Final = "mate:rate:"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

# The generic cell rate algorithm over all keys at once. ARGV: the present, then interval and
# tolerance of each key, in microseconds. Answers for each key the theoretical arrival time and
# whether it fits; nothing is stored unless all fit. Numbers stay below 2^53, exact in Lua.
_TAKE: Final = """
local now, fits, reached = tonumber(ARGV[1]), true, {}
for i, key in ipairs(KEYS) do
  local stored = tonumber(redis.call('GET', key) or ARGV[1])
  local wanted = math.max(stored, now) + tonumber(ARGV[2 * i])
  local fit = wanted - now <= tonumber(ARGV[2 * i + 1])
  reached[i] = {wanted, fit, stored}
  fits = fits and fit
end
local told = {}
for i, key in ipairs(KEYS) do
  local wanted, fit, stored = unpack(reached[i])
  if fits then
    redis.call('SET', key, string.format('%.0f', wanted), 'PX', math.ceil((wanted - now) / 1000))
  else
    wanted = stored
  end
  told[i] = {string.format('%.0f', wanted), fit and 1 or 0}
end
return told
"""


class RedisRateLimiter:
    """RateLimiter by one Lua script, so that no request slips in between."""

    def __init__(self, client: Redis) -> None:
        self._take = client.register_script(_TAKE)

    async def take(self, asked: Sequence[tuple[Rate, str]], *, at: datetime) -> Allowance:
        arguments: list[int] = [_micros(at - _EPOCH)]
        for rate, _ in asked:
            arguments += [_micros(rate.interval), _micros(rate.tolerance)]
        try:
            told: Any = await self._take(
                keys=[f"{_PREFIX}{rate.name}:{key}" for rate, key in asked], args=arguments
            )
        except (RedisError, OSError) as trouble:
            raise LimiterUnavailable from trouble
        return tightest(
            [
                allowance(
                    rate, _EPOCH + int(reached) * _MICROSECOND, at=at, allowed=bool(int(fits))
                )
                for (rate, _), (reached, fits) in zip(asked, told, strict=True)
            ]
        )


def _micros(span: timedelta) -> int:
    return span // _MICROSECOND
