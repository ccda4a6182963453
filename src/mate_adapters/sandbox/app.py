"""The ASGI application behind `/sandbox`: pages for people, the same as JSON for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from litestar import Litestar, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.params import FromQuery
from litestar.response import Redirect

from mate_adapters.clock import ClockRunsForward
from mate_adapters.sandbox import answers, pages, requests, views
from mate_adapters.sandbox.carrier_routes import CARRIER_ROUTES
from mate_adapters.sandbox.ekyc.routes import EKYC_ROUTES
from mate_adapters.sandbox.gateway_routes import GATEWAY_ROUTES
from mate_adapters.sandbox.gateways.model import PaymentUnknown, PayRequestFaulty
from mate_adapters.sandbox.html import STYLE
from mate_adapters.sandbox.requests import AnyRequest, Unusable
from mate_adapters.sandbox.sandbox import Sandbox

Answer = Response[Any]


@get("/sandbox", name="sandbox_overview")
async def overview(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    now, offset = sandbox.clock.now(), sandbox.clock.offset
    messages = await sandbox.inbox.latest(limit=20)
    payments = await sandbox.payments.latest(limit=20)
    return answers.answer(
        request,
        as_json=lambda: {
            "clock": views.clock(now, offset),
            "messages": [views.message(each) for each in messages],
            "payments": [views.payment(each) for each in payments],
        },
        as_page=lambda: pages.overview(
            now=now, offset=offset, messages=messages, payments=payments
        ),
    )


@get("/sandbox/style.css", media_type="text/css")
async def style() -> str:
    return STYLE


@get("/sandbox/messages")
async def messages(
    request: AnyRequest, sandbox: NamedDependency[Sandbox], to: FromQuery[str | None] = None
) -> Answer:
    address = requests.address(to)
    found = await sandbox.inbox.latest(to=address)
    return answers.answer(
        request,
        as_json=lambda: {"items": [views.message(each) for each in found]},
        as_page=lambda: pages.messages(found, to=address),
    )


@get("/sandbox/clock")
async def clock(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    now, offset = sandbox.clock.now(), sandbox.clock.offset
    return answers.answer(
        request,
        as_json=lambda: views.clock(now, offset),
        as_page=lambda: pages.clock(now=now, offset=offset),
    )


@post("/sandbox/clock", status_code=200)
async def move_clock(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    move = requests.clock_move(await requests.body_of(request), now=sandbox.clock.now())
    if isinstance(move, datetime):
        now = await sandbox.clock.move_to(move.astimezone(UTC))
    else:
        now = await sandbox.clock.advance(move)
    if not requests.wants_json(request):
        return Redirect("/sandbox/clock", status_code=303)
    return answers.answer(
        request,
        as_json=lambda: views.clock(now, sandbox.clock.offset),
        as_page=lambda: pages.clock(now=now, offset=sandbox.clock.offset),
    )


async def refuse_other_sites(request: AnyRequest) -> Answer | None:
    """A page on another site must not move this clock or pay from the developer's browser."""
    if request.method == "POST" and request.headers.get("sec-fetch-site") == "cross-site":
        detail = "Open the sandbox itself; other sites may not post to it."
        return answers.problem(request, 403, "Refused", detail)
    return None


def _merchants(sandbox: Sandbox) -> frozenset[str]:
    """Where payers are sent back to."""
    return frozenset(each.wire.return_url for each in sandbox.gateways.values())


def create_sandbox_app(sandbox: Sandbox) -> Litestar:
    """The application for an opened sandbox.

    Its routes carry their whole path (`/sandbox/...`), so that a dispatcher by path prefix needs to
    rewrite nothing. It uses no lifespan: whoever opened the sandbox closes it.
    """
    return Litestar(
        [
            overview,
            style,
            messages,
            clock,
            move_clock,
            *CARRIER_ROUTES,
            *GATEWAY_ROUTES,
            *EKYC_ROUTES,
        ],
        dependencies={
            "sandbox": Provide(lambda: sandbox, sync_to_thread=False),
            "ekyc": Provide(lambda: sandbox.ekyc, sync_to_thread=False),
        },
        before_request=refuse_other_sites,
        before_send=[answers.add_headers(_merchants(sandbox))],
        exception_handlers={
            Unusable: answers.unusable,
            ClockRunsForward: answers.backwards,
            PayRequestFaulty: answers.faulty,
            PaymentUnknown: answers.unknown_payment,
            HTTPException: answers.http_error,
            psycopg.OperationalError: answers.away,
            Exception: answers.unexpected,
        },
        openapi_config=None,
        logging_config=None,
        request_max_body_size=64 * 1024,
        debug=False,
    )
