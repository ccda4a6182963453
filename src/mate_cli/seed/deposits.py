"""Money into a demo wallet, the only way there is: a gateway's signed word."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Final
from urllib.parse import urlsplit

import httpx

from mate_adapters.payments.vnpay.gateway import VnpayConfig
from mate_adapters.runtime import Runtime
from mate_adapters.sandbox.vnpay import PayOutcome, VnpayCounterpart
from mate_cli.exits import refused
from mate_core.payments.ledger import Provider
from mate_core.shared.actor import Actor
from mate_core.shared.money import Vnd
from mate_core.shared.ports import IdempotencyKey

_OPERATION: Final = "seed deposit"
_NOWHERE: Final = "http://callback.invalid/"
"""Never resolved: the sandbox's call is answered in this process, before anybody listens."""


async def bring_deposit(runtime: Runtime, actor: Actor, amount: Vnd) -> None:
    """A top-up paid at the sandbox's VNPay, whose callback is handed to the core directly."""
    if runtime.sandbox is None:
        raise refused("seed.no_sandbox", "Demo money comes from the sandbox; turn it on.")
    intent = await runtime.application.payments.deposit(
        actor,
        amount,
        Provider.VNPAY,
        payer_ip="127.0.0.1",
        key=IdempotencyKey(actor.user_id, _OPERATION, "first", str(amount.amount)),
    )
    async with httpx.AsyncClient(transport=httpx.MockTransport(_callback(runtime))) as http:
        vendor = VnpayCounterpart(
            config=_merchant(runtime),
            ipn_url=_NOWHERE,
            store=runtime.sandbox.payments,
            clock=runtime.sandbox.clock,
            http=http,
        )
        await vendor.pay(urlsplit(intent.pay_url or "").query, PayOutcome.PAY)


def _merchant(runtime: Runtime) -> VnpayConfig:
    settings = runtime.settings
    return VnpayConfig(
        tmn_code=settings.vnpay_tmn_code,
        hash_secret=settings.vnpay_hash_secret.reveal(),
        pay_url=settings.vnpay_pay_url,
        return_url=f"{settings.public_url}/api/v1/payments/return/vnpay",
    )


def _callback(runtime: Runtime) -> Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]:
    async def answer(request: httpx.Request) -> httpx.Response:
        said = await runtime.application.callbacks.receive(Provider.VNPAY, request.url.query)
        return httpx.Response(
            said.status, headers={"content-type": said.content_type}, content=said.body
        )

    return answer
