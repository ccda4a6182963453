"""Who asks too often is told so, and nobody else is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

from mate_adapters.memory.limiter import MemoryRateLimiter
from mate_core.shared.limits import STANDARD
from tests.contract.http_world import OPTIONS, HttpWorld, http_world


@asynccontextmanager
async def limited_world() -> AsyncIterator[HttpWorld]:
    async with http_world(replace(OPTIONS, limiter=MemoryRateLimiter(), rates=STANDARD)) as http:
        yield http


async def test_the_twenty_first_request_at_once_is_refused_with_the_time_to_wait() -> None:
    async with limited_world() as http:
        user, other = await http.user(), await http.user()
        answers = [await user.get("/wallet") for _ in range(21)]
        assert [answer.status_code for answer in answers] == [200] * 20 + [429]
        assert answers[0].headers["ratelimit-policy"] == '"user";q=20;w=2'
        assert answers[0].headers["ratelimit"] == '"user";r=19;t=1'
        assert answers[-1].json()["code"] == "too_many"
        assert answers[-1].headers["retry-after"] == "1"
        assert (await other.get("/wallet")).status_code == 200
        http.world.pass_time(timedelta(seconds=1))
        assert (await user.get("/wallet")).status_code == 200


async def test_sixty_tries_a_minute_at_the_door_from_one_address() -> None:
    async with limited_world() as http:
        codes = []
        for n in range(61):
            wrong = {"identifier": f"09000000{n:02}", "password": "not this one"}
            codes.append((await http.nobody.post("/auth/login", json=wrong)).status_code)
        assert codes == [401] * 60 + [429]


async def test_gateways_and_health_are_never_counted() -> None:
    async with limited_world() as http:
        for path in ("/payments/callback/vnpay", "//health/live"):
            answers = [await http.nobody.get(path) for _ in range(250)]
            assert {answer.status_code for answer in answers} == {200}
            assert "ratelimit" not in answers[0].headers


async def test_without_a_limiter_nothing_is_said_of_limits() -> None:
    async with http_world() as http:
        user = await http.user()
        assert "ratelimit" not in (await user.get("/wallet")).headers
