"""Money into a demo wallet, the only way there is: a gateway's signed word."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Final

import httpx

from mate_adapters.runtime import Runtime
from mate_adapters.sandbox.gateways.counterpart import Counterpart
from mate_adapters.sandbox.gateways.model import PayOutcome
from mate_cli.exits import refused
from mate_core.payments.ledger import Provider
from mate_core.shared.actor import Actor
from mate_core.shared.money import Vnd
from mate_core.shared.ports import IdempotencyKey

_OPERATION: Final = "seed deposit"


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
    sandbox = runtime.sandbox
    async with httpx.AsyncClient(transport=httpx.MockTransport(_callback(runtime))) as http:
        vendor = Counterpart(
            sandbox.gateways[Provider.VNPAY].wire,
            store=sandbox.payments,
            clock=sandbox.clock,
            http=http,
        )
        await vendor.pay(intent.pay_url or "", PayOutcome.PAY)


def _callback(runtime: Runtime) -> Callable[[httpx.Request], Coroutine[None, None, httpx.Response]]:
    async def answer(request: httpx.Request) -> httpx.Response:
        said = await runtime.application.callbacks.receive(Provider.VNPAY, request.url.query)
        return httpx.Response(
            said.status, headers={"content-type": said.content_type}, content=said.body
        )

    return answer
