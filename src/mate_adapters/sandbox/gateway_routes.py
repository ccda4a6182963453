"""Routes of the sandbox's gateways: the vendors' own paths, and the tester's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import MediaType, Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from mate_adapters.sandbox import answers, pages, requests, views
from mate_adapters.sandbox.gateways.counterpart import Counterpart
from mate_adapters.sandbox.gateways.model import Call
from mate_adapters.sandbox.requests import AnyRequest
from mate_adapters.sandbox.sandbox import Sandbox
from mate_core.payments.ledger import Provider

Answer = Response[Any]

_MOMO_CALLS: Final[Mapping[str, Call]] = {
    "create": Call.CREATE,
    "query": Call.QUERY,
    "refund": Call.REFUND,
    "refund/query": Call.QUERY_REFUND,
}
_ZALOPAY_CALLS: Final = {each.value: each for each in Call}
_VNPAY_CALLS: Final = {"querydr": Call.QUERY, "refund": Call.REFUND}


def _counterpart(sandbox: Sandbox, provider: str) -> Counterpart:
    """Raises NotFoundException for a gateway that the merchant has no account with."""
    for name, counterpart in sandbox.gateways.items():
        if name == provider:
            return counterpart
    raise NotFoundException(detail=f"There is no gateway {provider} here.")


# The vendor is a parameter of every path with parameters: beside one that spelled it out, the
# router would no longer find those that leave it open.
async def _pay_page(request: AnyRequest, sandbox: Sandbox, provider: str) -> Answer:
    gateway = _counterpart(sandbox, provider)
    query = request.scope["query_string"].decode("latin-1")
    # Relative: the page is reached under whatever host the payer's browser knows.
    url = f"{request.url.path}?{query}" if query else request.url.path
    page = await gateway.examine(url)
    return answers.answer(
        request,
        as_json=lambda: views.pay_page(page),
        as_page=lambda: pages.pay(page, gateway.wire.title, gateway.wire.outcomes, url=url),
        status=422 if page.faults else 200,
    )


@get("/sandbox/vnpay/paymentv2/vpcpay.html")
async def vnpay_page(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    return await _pay_page(request, sandbox, Provider.VNPAY)


@get("/sandbox/{provider:str}/pay/{reference:str}")
async def order_page(
    request: AnyRequest,
    sandbox: NamedDependency[Sandbox],
    provider: FromPath[str],
    reference: FromPath[str],
) -> Answer:
    """MoMo's and ZaloPay's, who know the order by its reference."""
    return await _pay_page(request, sandbox, provider)


async def _serve(request: AnyRequest, gateway: Counterpart, call: Call) -> Answer:
    """A call of the merchant's server, answered in the vendor's own JSON."""
    reply = await gateway.serve(call, await requests.body_of(request))
    if reply.text is not None:
        return Response(reply.text, status_code=reply.status, media_type=MediaType.HTML)
    return Response(dict(reply.content), status_code=reply.status, media_type=MediaType.JSON)


@post("/sandbox/vnpay/merchant_webapi/api/transaction", status_code=200)
async def vnpay_call(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    command = str((await requests.body_of(request)).get("vnp_Command"))
    if command not in _VNPAY_CALLS:
        raise NotFoundException(detail="vnp_Command is neither querydr nor refund.")
    return await _serve(request, _counterpart(sandbox, Provider.VNPAY), _VNPAY_CALLS[command])


@post("/sandbox/{provider:str}/v2/gateway/api/{operation:path}", status_code=200)
async def momo_call(
    request: AnyRequest,
    sandbox: NamedDependency[Sandbox],
    provider: FromPath[str],
    operation: FromPath[str],
) -> Answer:
    call = _MOMO_CALLS.get(operation.strip("/"))
    if call is None or provider != Provider.MOMO:
        raise NotFoundException(detail="MoMo has no such operation.")
    return await _serve(request, _counterpart(sandbox, Provider.MOMO), call)


@post("/sandbox/{provider:str}/v2/{operation:str}", status_code=200)
async def zalopay_call(
    request: AnyRequest,
    sandbox: NamedDependency[Sandbox],
    provider: FromPath[str],
    operation: FromPath[str],
) -> Answer:
    call = _ZALOPAY_CALLS.get(operation)
    if call is None or provider != Provider.ZALOPAY:
        raise NotFoundException(detail="ZaloPay has no such operation.")
    return await _serve(request, _counterpart(sandbox, Provider.ZALOPAY), call)


@post("/sandbox/{provider:str}/pay", status_code=200)
async def pay(
    request: AnyRequest, sandbox: NamedDependency[Sandbox], provider: FromPath[str]
) -> Answer:
    gateway = _counterpart(sandbox, provider)
    order = requests.pay_order(await requests.body_of(request), gateway.wire.outcomes)
    result = await gateway.pay(order.pay_url, order.outcome, retries=order.retries)
    if not requests.wants_json(request):
        return Redirect(result.return_url, status_code=303)
    return Response(views.pay_result(result), media_type=MediaType.JSON)


@get("/sandbox/payments")
async def payments(request: AnyRequest, sandbox: NamedDependency[Sandbox]) -> Answer:
    found = await sandbox.payments.latest()
    return answers.answer(
        request,
        as_json=lambda: {"items": [views.payment(each) for each in found]},
        as_page=lambda: pages.payments(found),
    )


@post("/sandbox/{provider:str}/payments/{reference:str}/deliver", status_code=200)
async def deliver(
    request: AnyRequest,
    sandbox: NamedDependency[Sandbox],
    provider: FromPath[str],
    reference: FromPath[str],
) -> Answer:
    retries = requests.retries(await requests.body_of(request))
    made = await _counterpart(sandbox, provider).deliver(reference, retries=retries)
    if not requests.wants_json(request):
        return Redirect("/sandbox", status_code=303)
    content = {"reference": reference, "deliveries": views.deliveries(made)}
    return Response(content, media_type=MediaType.JSON)


@post("/sandbox/{provider:str}/troubles", status_code=200)
async def plan_trouble(
    request: AnyRequest, sandbox: NamedDependency[Sandbox], provider: FromPath[str]
) -> Answer:
    """The next call of that kind goes wrong as told."""
    gateway = _counterpart(sandbox, provider)
    call, trouble = requests.trouble(await requests.body_of(request))
    await gateway.plan(call, trouble)
    return Response({"call": call, "trouble": trouble}, media_type=MediaType.JSON)


GATEWAY_ROUTES: Final = (
    vnpay_page,
    order_page,
    vnpay_call,
    momo_call,
    zalopay_call,
    pay,
    payments,
    deliver,
    plan_trouble,
)
