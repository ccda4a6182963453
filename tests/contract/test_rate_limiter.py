"""The contract of RateLimiter, in one process and through Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from mate_adapters.memory.limiter import MemoryRateLimiter
from mate_adapters.redis.fallback import FallbackRateLimiter
from mate_adapters.redis.limiter import RedisRateLimiter
from mate_core.shared.limits import LimiterUnavailable, Rate, RateLimiter
from tests.contract.redis_bench import redis_server

NOW = datetime(2026, 3, 14, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)
RATE = Rate("user", 10, SECOND, 20)
SLOW = Rate("address", 1, 60 * SECOND, 2)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest_asyncio.fixture(params=["memory", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[RateLimiter]:
    if request.param == "memory":
        yield MemoryRateLimiter()
        return
    async with Redis.from_url(request.getfixturevalue("redis_url")) as client:
        yield RedisRateLimiter(client)


def key() -> str:
    """Nobody's before: the server is shared by all tests of this file."""
    return uuid4().hex


async def count_allowed(
    limiter: RateLimiter, rate: Rate, name: str, tries: int, *, at: datetime
) -> int:
    return sum([(await limiter.take([(rate, name)], at=at)).allowed for _ in range(tries)])


async def test_a_burst_is_let_in_and_no_more(limiter: RateLimiter) -> None:
    assert await count_allowed(limiter, RATE, key(), 30, at=NOW) == 20


async def test_the_rate_is_what_comes_back_in_time(limiter: RateLimiter) -> None:
    name = key()
    await count_allowed(limiter, RATE, name, 20, at=NOW)
    assert await count_allowed(limiter, RATE, name, 30, at=NOW + SECOND) == 10
    assert await count_allowed(limiter, RATE, name, 30, at=NOW + 60 * SECOND) == 20


async def test_what_is_left_is_told_and_when_it_is_whole_again(limiter: RateLimiter) -> None:
    found = await limiter.take([(RATE, key())], at=NOW)
    assert (found.remaining, found.retry_at) == (19, NOW)
    assert found.resets_at == NOW + timedelta(milliseconds=100)


async def test_a_refusal_says_when_to_come_back_and_then_lets_in(limiter: RateLimiter) -> None:
    name = key()
    await count_allowed(limiter, SLOW, name, 2, at=NOW)
    refused = await limiter.take([(SLOW, name)], at=NOW + 15 * SECOND)
    assert (refused.allowed, refused.remaining) == (False, 0)
    assert refused.retry_at == NOW + 60 * SECOND
    assert (await limiter.take([(SLOW, name)], at=refused.retry_at)).allowed


async def test_a_refused_request_counts_nowhere(limiter: RateLimiter) -> None:
    """Else a caller whose address is blocked would use up his own allowance, too."""
    user, address = key(), key()
    await count_allowed(limiter, SLOW, address, 2, at=NOW)
    found = await limiter.take([(RATE, user), (SLOW, address)], at=NOW)
    assert (found.allowed, found.rate) == (False, SLOW)
    assert await count_allowed(limiter, RATE, user, 30, at=NOW) == 20


async def test_the_tightest_rate_is_the_one_that_is_told(limiter: RateLimiter) -> None:
    found = await limiter.take([(RATE, key()), (SLOW, key())], at=NOW)
    assert (found.rate, found.remaining) == (SLOW, 1)


async def test_keys_and_rates_are_counted_apart(limiter: RateLimiter) -> None:
    name = key()
    await count_allowed(limiter, SLOW, name, 2, at=NOW)
    assert (await limiter.take([(SLOW, key())], at=NOW)).allowed
    assert (await limiter.take([(RATE, name)], at=NOW)).allowed


async def test_a_clock_that_is_behind_gives_nothing_away(limiter: RateLimiter) -> None:
    name = key()
    await count_allowed(limiter, SLOW, name, 2, at=NOW)
    assert not (await limiter.take([(SLOW, name)], at=NOW - SECOND)).allowed


async def test_at_once_from_many_sides_no_more_than_the_burst_passes(limiter: RateLimiter) -> None:
    name = key()
    found = await asyncio.gather(*[limiter.take([(RATE, name)], at=NOW) for _ in range(60)])
    assert sum(each.allowed for each in found) == 20


async def test_redis_forgets_keys_whose_allowance_is_whole_again(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as client:
        name = key()
        await RedisRateLimiter(client).take([(SLOW, name)], at=NOW)
        assert 0 < await client.pttl(f"mate:rate:address:{name}") <= 60_000


async def test_memory_forgets_them_too() -> None:
    limiter = MemoryRateLimiter(most_keys=3)
    for n in range(10):
        await limiter.take([(RATE, str(n))], at=NOW + n * SECOND)
    assert len(limiter._reached) <= 4


async def test_without_redis_a_process_counts_by_itself_and_says_so_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with Redis.from_url(f"unix://{tmp_path / 'nobody.sock'}") as client:
        shared = RedisRateLimiter(client)
        with pytest.raises(LimiterUnavailable):
            await shared.take([(RATE, key())], at=NOW)
        limiter = FallbackRateLimiter(shared, MemoryRateLimiter())
        assert await count_allowed(limiter, SLOW, key(), 5, at=NOW) == 2
    assert [record.message for record in caplog.records] == ["the shared rate limiter is away"]
