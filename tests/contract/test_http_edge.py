"""What every answer carries, what other sites may do, and what the log never holds."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping
from typing import Any

import pytest
from litestar.testing import AsyncTestClient

from mate_http.app import create_app
from mate_http.options import HttpOptions
from tests.contract.http_world import BASE_URL, OPTIONS, http_world
from tests.unit.world import World

APP = "https://app.mate.test"
CANARY = "canary7731"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "//health/live"),
        ("GET", "//nowhere"),
        ("DELETE", "/bookings"),
        ("GET", "/wallet"),
        ("GET", "//api/docs"),
        ("GET", "//api/docs/assets/start.js"),
        ("POST", "/auth/login"),
        ("OPTIONS", "/bookings"),
    ],
)
async def test_every_answer_is_named_and_guarded(method: str, path: str) -> None:
    async with http_world() as http:
        answer = await http.nobody.send(method, path)
        headers = answer.headers
        assert headers["x-request-id"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["strict-transport-security"].startswith("max-age=")


async def test_only_a_server_behind_tls_asks_for_tls() -> None:
    async with http_world(HttpOptions()) as http:
        assert "strict-transport-security" not in (await http.nobody.get("//health")).headers


async def test_answers_of_the_api_are_never_kept() -> None:
    async with http_world() as http:
        assert (await http.nobody.get("/wallet")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("wish", ["abc-123", "A" * 64])
async def test_a_sane_request_id_of_the_caller_is_kept(wish: str) -> None:
    async with http_world() as http:
        answer = await http.nobody.get("/wallet", headers={"X-Request-Id": wish})
        assert answer.headers["x-request-id"] == wish
        assert answer.json()["requestId"] == wish


@pytest.mark.parametrize("wish", ["", "A" * 65, "a b", "a=1", "<x>"])
async def test_any_other_request_id_is_replaced(wish: str) -> None:
    async with http_world() as http:
        answer = await http.nobody.get("/wallet", headers={"X-Request-Id": wish})
        assert answer.headers["x-request-id"] != wish
        assert len(answer.headers["x-request-id"]) == 36


async def test_an_allowed_site_may_call_with_credentials_and_others_may_not() -> None:
    ask = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-client"}
    async with http_world() as http:
        allowed = await http.nobody.send("OPTIONS", "/auth/refresh", headers={**ask, "Origin": APP})
        assert allowed.headers["access-control-allow-origin"] == APP
        assert allowed.headers["access-control-allow-credentials"] == "true"
        refused = await http.nobody.send(
            "OPTIONS", "/auth/refresh", headers={**ask, "Origin": "https://evil.test"}
        )
        assert "access-control-allow-origin" not in refused.headers
        plain = await http.nobody.get("/wallet", headers={"Origin": "https://evil.test"})
        assert "access-control-allow-origin" not in plain.headers


def test_a_wildcard_origin_is_refused_at_start() -> None:
    with pytest.raises(ValueError, match="must name each origin"):
        HttpOptions(allowed_origins=("*",))


async def test_the_log_names_the_route_and_the_person_and_holds_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with http_world() as http:
            person = await http.user()
            caplog.clear()
            await person.get(f"/search/nearby?lat=10&lng=106&note={CANARY}")
            await person.get(f"/users/{person.id}", headers={"X-Secret": CANARY})
            await person.put("/users/me", json={"bio": CANARY})
            await person.put("/users/me", json={CANARY: 1})
            await http.nobody.post("/auth/login", json={"identifier": CANARY, "password": CANARY})
            await http.raw("GET", "/payments/callback/vnpay", query=CANARY.encode())
            await http.nobody.get(f"/{CANARY}")
            lines = [r.getMessage() for r in caplog.records if r.name == "mate_http.access"]
            everything = " ".join(
                str(vars(record)) for record in caplog.records if record.name.startswith("mate_")
            )
    assert len(lines) == 7
    assert lines[0].startswith("GET /api/v1/search/nearby status=200 ms=")
    assert f"user_id={person.id}" in lines[0]
    assert lines[1].startswith("GET /api/v1/users/{user_id} status=200")
    assert lines[4].startswith("POST /api/v1/auth/login status=401")
    assert lines[6].startswith("GET (no route) status=404")
    assert CANARY not in everything
    assert person.token is not None
    assert person.token not in everything


async def test_readiness_names_the_checks_that_failed() -> None:
    async def ready() -> Mapping[str, bool]:
        return {"database": True, "queue": False}

    async with http_world(dataclasses.replace(OPTIONS, ready=ready)) as http:
        for path in ("//health/ready", "//health"):
            answer = await http.nobody.get(path)
            assert answer.status_code == 503
            assert answer.json() == {
                "status": "unavailable",
                "checks": {"database": True, "queue": False},
                "failed": ["queue"],
            }
        assert (await http.nobody.get("//health/live")).json() == {"status": "live"}


async def test_a_readiness_check_that_breaks_is_a_failed_check() -> None:
    async def ready() -> Mapping[str, bool]:
        raise OSError("no database")

    async with http_world(dataclasses.replace(OPTIONS, ready=ready)) as http:
        answer = await http.nobody.get("//health/ready")
        assert (answer.status_code, answer.json()["failed"]) == (503, ["checks"])
        assert "no database" not in answer.text


async def test_hooks_run_around_the_life_of_the_server() -> None:
    seen: list[str] = []

    async def up() -> None:
        seen.append("up")

    async def down() -> None:
        seen.append("down")

    options = dataclasses.replace(OPTIONS, on_startup=(up,), on_shutdown=(down,))
    app: Any = create_app(World().app, options)
    async with AsyncTestClient(app, base_url=BASE_URL) as client:
        assert (await client.get("/health/ready")).status_code == 200
        assert seen == ["up"]
    assert seen == ["up", "down"]
