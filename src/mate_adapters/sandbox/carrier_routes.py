"""Routes of the sandbox's carriers: one door for the vendors' own paths, and the tester's."""

from __future__ import annotations

from typing import Any, Final

from litestar import MediaType, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from mate_adapters.sandbox import answers, requests
from mate_adapters.sandbox.carriers.desk import NoReceipts
from mate_adapters.sandbox.carriers.model import WireRequest
from mate_adapters.sandbox.requests import AnyRequest
from mate_adapters.sandbox.sandbox import Sandbox

Answer = Response[Any]

_DOOR: Final = "/sandbox/carriers"


# The vendors' own paths are told apart here and not by the router, which would mix them up with
# those of the gateways.
@post(f"{_DOOR}/{{rest:path}}", status_code=200)
async def carrier_call(
    request: AnyRequest, sandbox: NamedDependency[Sandbox], rest: FromPath[str]
) -> Answer:
    """A call of the customer's server, answered in the vendor's own way."""
    vendor, _, path = rest.strip("/").partition("/")
    wire_request = WireRequest(
        url=f"{request.url.scheme}://{request.headers.get('host', '')}{request.url.path}",
        path=f"/{path}",
        headers=dict(request.headers),
        body=await request.body(),
    )
    reply = await sandbox.carriers.serve(vendor, wire_request)
    if reply is None:
        raise NotFoundException(detail=f"There is no carrier {vendor} here.")
    if reply.text is not None:
        return Response(
            reply.text,
            status_code=reply.status,
            media_type=MediaType.HTML,
            headers=dict(reply.headers),
        )
    return Response(
        dict(reply.content),
        status_code=reply.status,
        media_type=MediaType.JSON,
        headers=dict(reply.headers),
    )


@post("/sandbox/carrier-troubles", status_code=200)
async def plan_carrier_trouble(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    """The next call to that vendor goes wrong as told."""
    body = await requests.body_of(request)
    vendor, trouble = requests.carrier_trouble(body, sandbox.carriers.vendors)
    await sandbox.carriers.plan(vendor, trouble)
    return Response({"vendor": vendor, "trouble": trouble}, media_type=MediaType.JSON)


@post("/sandbox/messages/{message_id:int}/receipts", status_code=200)
async def report(
    request: AnyRequest, sandbox: NamedDependency[Sandbox], message_id: FromPath[int]
) -> Answer:
    """The vendor reports on a message: any events, in any order, as often as told."""
    message = await sandbox.inbox.get(message_id)
    if message is None:
        raise NotFoundException(detail=f"There is no message {message_id} here.")
    events = requests.receipt_events(await requests.body_of(request))
    try:
        statuses = await sandbox.carriers.report(message, events)
    except NoReceipts:
        detail = f"{message.vendor} sends no receipts for it."
        return answers.problem(request, 422, "Nobody is told", detail)
    if not requests.wants_json(request):
        return Redirect("/sandbox/messages", status_code=303)
    return Response({"events": events, "answers": statuses}, media_type=MediaType.JSON)


CARRIER_ROUTES: Final = (carrier_call, plan_carrier_trouble, report)
