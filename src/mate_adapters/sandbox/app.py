"""The ASGI application behind `/sandbox`: pages for people, the same as JSON for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from litestar import Litestar, MediaType, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from mate_adapters.clock import ClockRunsForward
from mate_adapters.sandbox import answers, pages, requests, views
from mate_adapters.sandbox.html import STYLE
from mate_adapters.sandbox.requests import AnyRequest, Unusable
from mate_adapters.sandbox.sandbox import Sandbox
from mate_adapters.sandbox.vnpay import PaymentUnknown, PayRequestFaulty

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


@get("/sandbox/vnpay/paymentv2/vpcpay.html")
async def pay_page(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    query = request.scope["query_string"].decode("latin-1")
    wanted = sandbox.vnpay.examine(query)
    return answers.answer(
        request,
        as_json=lambda: views.pay_page(wanted),
        as_page=lambda: pages.pay(wanted, query=query),
        status=422 if wanted.faults else 200,
    )


@post("/sandbox/vnpay/pay", status_code=200)
async def pay(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    order = requests.pay_order(await requests.body_of(request))
    result = await sandbox.vnpay.pay(order.query, order.outcome, retries=order.retries)
    if not requests.wants_json(request):
        return Redirect(result.return_url, status_code=303)
    return Response(views.pay_result(result), media_type=MediaType.JSON)


@get("/sandbox/vnpay/payments")
async def payments(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    found = await sandbox.payments.latest()
    return answers.answer(
        request,
        as_json=lambda: {"items": [views.payment(each) for each in found]},
        as_page=lambda: pages.payments(found),
    )


@post("/sandbox/vnpay/payments/{txn_ref:str}/deliver", status_code=200)
async def deliver(
    request: AnyRequest, sandbox: NamedDependency[Sandbox], txn_ref: FromPath[str]
) -> Answer:
    retries = requests.retries(await requests.body_of(request))
    made = await sandbox.vnpay.deliver(txn_ref, retries=retries)
    if not requests.wants_json(request):
        return Redirect("/sandbox", status_code=303)
    content = {"txnRef": txn_ref, "deliveries": views.deliveries(made)}
    return Response(content, media_type=MediaType.JSON)


async def refuse_other_sites(request: AnyRequest) -> Answer | None:
    """A page on another site must not move this clock or pay from the developer's browser."""
    if request.method == "POST" and request.headers.get("sec-fetch-site") == "cross-site":
        detail = "Open the sandbox itself; other sites may not post to it."
        return answers.problem(request, 403, "Refused", detail)
    return None


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
            pay_page,
            pay,
            payments,
            deliver,
        ],
        dependencies={"sandbox": Provide(lambda: sandbox, sync_to_thread=False)},
        before_request=refuse_other_sites,
        before_send=[answers.add_headers(sandbox.vnpay.return_url)],
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
