"""Each family of refusal and trouble has one status; what nobody foresaw is logged, not told."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from litestar import get
from litestar.datastructures import State

from mate_core.identity.errors import CredentialsInvalid, TooManyCodes, UnderAge
from mate_core.partners.errors import PeriodTaken, SlotReserved
from mate_core.payments.errors import (
    AmountOutOfRange,
    CallbackTooLarge,
    GatewayRefused,
    GatewayUnavailable,
    InsufficientFunds,
)
from mate_core.shared.errors import (
    ConcurrencyConflict,
    Forbidden,
    InvalidInput,
    NotAuthenticated,
    NotFound,
    StorageUnavailable,
)
from mate_http.access import ACCESS, Access
from mate_http.app import HttpDriver, create_app
from tests.contract.http_world import OPTIONS, Caller, client_of
from tests.unit.world import World

CANARY = "canary-0901234567"


@asynccontextmanager
async def failing_with(make: Callable[[World], Exception]) -> AsyncIterator[Caller]:
    """An application with one more route, which fails in that way."""
    world = World()
    app = _failing()
    app.state.update({"application": world.app, "failure": make(world)})
    async with client_of(app) as client:
        yield Caller(client)


@cache
def _failing() -> HttpDriver:
    @get("/fail", opt={ACCESS: Access.PUBLIC})
    async def fail(state: State) -> None:
        raise state.failure

    return create_app(World().app, OPTIONS, more_routes=[fail])


async def answer_to(error: Exception, **headers: str) -> Any:
    async with failing_with(lambda _: error) as caller:
        return await caller.get("//fail", headers=headers)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound(), 404, "not_found"),
        (Forbidden(), 403, "forbidden"),
        (NotAuthenticated(), 401, "auth.required"),
        (CredentialsInvalid(), 401, "auth.credentials_invalid"),
        (PeriodTaken(), 409, "booking.period_taken"),
        (GatewayRefused(), 409, "payment.gateway_refused"),
        (InsufficientFunds(available=1, needed=2), 422, "wallet.insufficient_funds"),
        (CallbackTooLarge(limit=16_384), 413, "payment.callback_too_large"),
        (GatewayUnavailable("ref"), 503, "payment.gateway_unavailable"),
        (StorageUnavailable("db"), 503, "storage.unavailable"),
        (ConcurrencyConflict("deadlock"), 503, "storage.busy"),
        (InvalidInput("city", "text.length", "Give at most 100 characters."), 422, "input.invalid"),
        (RuntimeError(CANARY), 500, "internal"),
    ],
)
async def test_a_family_has_its_status_and_its_code(
    error: Exception, status: int, code: str
) -> None:
    answer = await answer_to(error)
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(body) == {
        "type",
        "title",
        "status",
        "detail",
        "instance",
        "code",
        "requestId",
        "errors",
    }
    assert body["instance"] == "/fail"


async def test_a_rule_about_a_field_names_it() -> None:
    error = AmountOutOfRange(lowest=10_000, highest=50_000_000)
    assert (await answer_to(error)).json()["errors"] == [
        {
            "field": "amount",
            "code": "payment.amount_out_of_range",
            "detail": "The amount must lie between 10000 and 50000000 VND.",
        }
    ]
    assert (await answer_to(UnderAge())).json()["errors"][0]["field"] == "dateOfBirth"


async def test_nobody_logged_in_is_told_how_to() -> None:
    answer = await answer_to(NotAuthenticated())
    assert answer.headers["www-authenticate"] == 'Bearer realm="mate"'


async def test_a_limit_in_time_says_when_to_come_back() -> None:
    def limited(world: World) -> Exception:
        return TooManyCodes(retry_at=world.now + timedelta(seconds=89, milliseconds=1))

    async with failing_with(limited) as caller:
        answer = await caller.get("//fail")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "90")


async def test_trouble_that_passes_says_when_to_try_again() -> None:
    for error in (GatewayUnavailable("r"), StorageUnavailable("s"), ConcurrencyConflict("c")):
        assert int((await answer_to(error)).headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("accepts", "language", "detail"),
    [
        ("vi", "vi", "Lịch hẹn 7 nằm trong khoảng thời gian này; hãy hủy lịch hẹn đó trước."),
        ("vi-VN,vi;q=0.9,en;q=0.8", "vi", "Lịch hẹn 7"),
        ("en,vi", "en", "Booking 7 lies in this time; cancel it first."),
        ("en;q=0.1,vi;q=0.5", "vi", "Lịch hẹn 7"),
        ("fr", "en", "Booking 7 lies"),
        ("vi;q=x,,;", "en", "Booking 7 lies"),
        ("vi;q=0", "en", "Booking 7 lies"),
        ("vi;q=inf", "vi", "Lịch hẹn 7"),
    ],
)
async def test_the_sentence_follows_the_callers_language(
    accepts: str, language: str, detail: str
) -> None:
    answer = await answer_to(SlotReserved(booking_code=7), **{"Accept-Language": accepts})
    assert answer.json()["detail"].startswith(detail)
    assert answer.headers["content-language"] == language
    assert answer.json()["code"] == "calendar.slot_reserved"


async def test_what_nobody_foresaw_is_logged_with_its_request_and_told_to_no_caller(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="mate_http.errors"):
        answer = await answer_to(RuntimeError(CANARY), **{"X-Request-Id": "abc-1"})
    assert answer.status_code == 500
    assert CANARY not in answer.text
    (record,) = caplog.records
    assert "abc-1" in record.getMessage()
    assert record.exc_info is not None
    assert record.exc_info[1] is not None
    assert CANARY in str(record.exc_info[1])
