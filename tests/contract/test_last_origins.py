"""The contract of LastOrigins, in one process and through Redis."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.origins import MemoryLastOrigins
from mate_adapters.redis.origins import RedisLastOrigins
from mate_core.search.origins import LastOrigins
from mate_core.shared.ids import UserId
from tests.contract.redis_bench import redis_server


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis_server(tmp_path_factory.mktemp("redis")) as url:
        yield url


@pytest_asyncio.fixture(params=["memory", "redis"])
async def origins(request: pytest.FixtureRequest) -> AsyncIterator[LastOrigins]:
    own = MemoryLastOrigins(VirtualClock())
    if request.param == "memory":
        yield own
        return
    async with Redis.from_url(request.getfixturevalue("redis_url")) as client:
        yield RedisLastOrigins(client, own)


def somebody() -> UserId:
    return UserId(uuid4())


async def test_last_one_is_remembered_for_each_person(origins: LastOrigins) -> None:
    one, other = somebody(), somebody()
    assert await origins.last(one) is None
    await origins.remember(one, "ab")
    await origins.remember(one, "cd")
    await origins.remember(other, "ef")
    assert [await origins.last(one), await origins.last(other)] == ["cd", "ef"]


async def test_all_processes_share_what_redis_keeps(redis_url: str) -> None:
    person = somebody()
    async with Redis.from_url(redis_url) as one, Redis.from_url(redis_url) as other:
        await RedisLastOrigins(one, MemoryLastOrigins(VirtualClock())).remember(person, "ab")
        theirs = RedisLastOrigins(other, MemoryLastOrigins(VirtualClock()))
        assert await theirs.last(person) == "ab"
        assert 0 < await one.ttl(f"mate:origin:{person}") <= 3_600


async def test_while_redis_is_away_each_process_remembers_by_itself() -> None:
    person = somebody()
    async with Redis.from_url("redis://127.0.0.1:1", socket_connect_timeout=0.2) as nowhere:
        origins = RedisLastOrigins(nowhere, MemoryLastOrigins(VirtualClock()))
        await origins.remember(person, "ab")
        assert await origins.last(person) == "ab"


async def test_process_forgets_after_an_hour_and_never_holds_too_many() -> None:
    clock = VirtualClock()
    origins = MemoryLastOrigins(clock, most=2)
    people = [somebody() for _ in range(3)]
    for person in people:
        await origins.remember(person, "ab")
    assert [await origins.last(person) for person in people] == [None, "ab", "ab"]
    clock.advance(timedelta(hours=1))
    assert await origins.last(people[2]) is None
