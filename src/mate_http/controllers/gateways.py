"""Where gateways call us, and where they send the payer's browser. Public by nature: a gateway has
no token of ours, its signature speaks for it."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from mate_core.payments.intent import Acknowledgement
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import NotFound
from mate_core.shared.limits import RateClass
from mate_http.access import Access
from mate_http.html import PAGE_HEADERS, return_page
from mate_http.presenters import payments as present
from mate_http.problems.malformed import BodyMalformed
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.payments import PaymentReturn

PUBLIC = Access.PUBLIC
LARGE: Final = (404, 413)
FREE: Final = RateClass.EXEMPT
"""Callbacks have a flood gate of their own, which never turns money away."""
ANSWER_SECONDS: Final = 10.0
"""MoMo wants its answer within 15 s; a callback that takes longer is understood later."""


class GatewaysController(Controller):
    path = "/payments"
    tags = ("Gateways",)

    @get(
        "/callback/vnpay",
        **route(PUBLIC, "vnpayCallback", "VNPay's notice (IPN)", errors=LARGE, rate=FREE),
    )
    async def vnpay(self, request: ApiRequest) -> Response[bytes]:
        """Signed by VNPay, in the query. Answers in VNPay's own words, with status 200."""
        return await _acknowledge(request, Provider.VNPAY, request.scope["query_string"])

    @post(
        "/callback/vnpay",
        **route(
            PUBLIC, "vnpayCallbackPosted", "VNPay's notice, posted", errors=(404, 413), rate=FREE
        ),
    )
    async def vnpay_posted(self, request: ApiRequest) -> Response[bytes]:
        """The same fields as a form in the body."""
        return await _acknowledge(request, Provider.VNPAY, await request.body())

    @post(
        "/callback/momo",
        **route(
            PUBLIC, "momoCallback", "MoMo's notice (IPN)", status=204, errors=(404, 413), rate=FREE
        ),
    )
    async def momo(self, request: ApiRequest) -> Response[None]:
        """Signed by MoMo, in the body. 204 once it is stored, 400 when the signature is wrong."""
        answer = await _receive(request, Provider.MOMO, await request.body())
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise BodyMalformed("signature", "callback.unsigned", "Sign with this account's keys.")
        return Response(None, status_code=answer.status)

    @post(
        "/callback/zalopay",
        **route(
            PUBLIC, "zalopayCallback", "ZaloPay's notice (callback)", errors=(404, 413), rate=FREE
        ),
    )
    async def zalopay(self, request: ApiRequest) -> Response[bytes]:
        """Signed by ZaloPay, in the body. Answers in ZaloPay's own words, with status 200."""
        return await _acknowledge(request, Provider.ZALOPAY, await request.body())

    @get(
        "/return/{provider:str}",
        **route(PUBLIC, "paymentReturn", "Where the payer's browser lands", errors=(404,)),
    )
    async def returned(
        self, request: ApiRequest, provider: FromPath[str]
    ) -> Response[PaymentReturn | str]:
        """JSON or a small page, by `Accept`. Changes nothing: the truth comes by callback."""
        known = _provider(request, provider)
        view = await request.use_cases.callbacks.look_up_return(
            known, request.scope["query_string"]
        )
        shown = present.payment_return(view)
        if _wants_page(request):
            page = return_page(shown)
            return Response(page, media_type="text/html", headers=PAGE_HEADERS)
        return Response(shown)


async def _receive(request: ApiRequest, provider: Provider, raw: bytes) -> Acknowledgement:
    known = _provider(request, provider)
    return await request.use_cases.callbacks.receive(
        known, raw, source=request.caller_address, limit=asyncio.timeout(ANSWER_SECONDS)
    )


async def _acknowledge(request: ApiRequest, provider: Provider, raw: bytes) -> Response[bytes]:
    answer = await _receive(request, provider, raw)
    return Response(answer.body, status_code=answer.status, media_type=answer.content_type)


def _provider(request: ApiRequest, name: str) -> Provider:
    """Raises NotFound: a gateway that is not offered has no page here."""
    try:
        provider = Provider(name)
    except ValueError:
        raise NotFound from None
    if provider not in request.use_cases.callbacks.gateways:
        raise NotFound
    return provider


def _wants_page(request: ApiRequest) -> bool:
    accept = request.headers.get("accept", "")
    return "text/html" in accept and not accept.startswith("application/json")
