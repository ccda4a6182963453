"""Every PaymentGateway with its vendor behind it: the scripted one, and three with a sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from mate_adapters.clock import SandboxClock
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.gateway import GatewayCall, GatewayTrouble, ScriptedGateway
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.payments.momo.config import MomoConfig
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.zalopay.config import ZalopayConfig
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.app import create_sandbox_app
from mate_adapters.sandbox.gateways.model import Call, PayOutcome, Trouble
from mate_adapters.sandbox.sandbox import Sandbox
from mate_core.payments.intent import NoticeResult, PaymentNotice, PaymentOrder
from mate_core.payments.ledger import Provider
from mate_core.payments.ports import PaymentGateway
from mate_core.payments.vendor import PaymentQuestion, RefundOrder
from mate_core.shared.money import Vnd, total
from tests.contract.sandbox_bench import transport_to, without_a_trace

NIGHT: Final = datetime(2026, 1, 4, 17, 30, tzinfo=UTC)
"""00:30 on 5 January in Viet Nam, when it is still the 4th in UTC."""
ORDER: Final = PaymentOrder(
    merchant_reference="019b0c2f8a5d7c3e9f1a2b3c4d5e6f70",
    amount=Vnd(804_997),
    description="Đặt lịch 42: cà phê",
    payer_ip="203.0.113.7",
    created_at=NIGHT,
    expires_at=NIGHT + timedelta(minutes=15),
)
_HOST: Final = "http://sandbox.test"
_MERCHANT: Final = "http://merchant.test"
VNPAY_IPN: Final = f"{_MERCHANT}/api/v1/payments/callback/vnpay"
ACCOUNTS: Final = MerchantAccounts(
    vnpay=VnpayConfig(
        tmn_code="DEMO0001",
        hash_secret="EXAMPLESECRET0000000000000000001",
        pay_url=f"{_HOST}/sandbox/vnpay/paymentv2/vpcpay.html",
        return_url=f"{_MERCHANT}/api/v1/payments/return/vnpay",
        api_url=f"{_HOST}/sandbox/vnpay/merchant_webapi/api/transaction",
    ),
    momo=MomoConfig(
        partner_code="EXPARTNER",
        access_key="exAK",
        secret_key="exampleMomoSecret",
        api_url=f"{_HOST}/sandbox/momo",
        ipn_url=f"{_MERCHANT}/api/v1/payments/callback/momo",
        return_url=f"{_MERCHANT}/api/v1/payments/return/momo",
    ),
    zalopay=ZalopayConfig(
        app_id=1000,
        key1="exampleKey1",
        key2="exampleKey2",
        api_url=f"{_HOST}/sandbox/zalopay",
        callback_url=f"{_MERCHANT}/api/v1/payments/callback/zalopay",
        return_url=f"{_MERCHANT}/api/v1/payments/return/zalopay",
    ),
)
assert ACCOUNTS.vnpay is not None
assert ACCOUNTS.momo is not None
assert ACCOUNTS.zalopay is not None
STRANGERS: Final = MerchantAccounts(
    vnpay=replace(ACCOUNTS.vnpay, hash_secret="ANOTHERSECRET0000000000000000001"),
    momo=replace(ACCOUNTS.momo, secret_key="another"),
    zalopay=replace(ACCOUNTS.zalopay, key1="anotherKey1", key2="anotherKey2"),
)
"""Who does not know our secrets."""
NEIGHBOURS: Final = MerchantAccounts(
    vnpay=replace(ACCOUNTS.vnpay, tmn_code="DEMO0002"),
    momo=replace(ACCOUNTS.momo, partner_code="EXNEIGHBOUR"),
    zalopay=replace(ACCOUNTS.zalopay, app_id=1001),
)
"""Other merchants under the same secrets."""
IMPATIENT: Final = MerchantAccounts(
    vnpay=replace(ACCOUNTS.vnpay, timeout=timedelta(seconds=0.5)),
    momo=replace(ACCOUNTS.momo, timeout=timedelta(seconds=0.5)),
    zalopay=replace(ACCOUNTS.zalopay, timeout=timedelta(seconds=0.5)),
)


def question(order: PaymentOrder = ORDER, transaction: str | None = None) -> PaymentQuestion:
    return PaymentQuestion(
        merchant_reference=order.merchant_reference,
        amount=order.amount,
        created_at=order.created_at,
        asked_at=order.created_at + timedelta(minutes=5),
        vendor_transaction=transaction,
    )


def refund_of(notice: PaymentNotice, amount: int | None = None, *, name: str = "R1") -> RefundOrder:
    """The whole of what that notice brought, or `amount` dong of it."""
    return RefundOrder(
        refund_reference=name,
        merchant_reference=notice.merchant_reference,
        vendor_transaction=notice.vendor_transaction,
        captured=notice.amount,
        amount=notice.amount if amount is None else Vnd(amount),
        created_at=ORDER.created_at,
        captured_at=NIGHT + timedelta(minutes=3),
        asked_at=NIGHT + timedelta(minutes=5),
        reason="Huỷ lịch hẹn",
    )


class Bench(Protocol):
    """A gateway, and a hand on its vendor."""

    gateway: PaymentGateway
    impatient: PaymentGateway
    """The same, waiting half a second for an answer."""
    stranger: PaymentGateway
    neighbour: PaymentGateway
    tells_failures: bool
    suspects: bool
    calls_to_create: bool
    has_keys_of_its_own: bool
    """Whether the vendor checks who asks."""

    async def pay(self, outcome: str = "pay", order: PaymentOrder = ORDER) -> list[bytes]:
        """Open the order's page and do that there; the notices that arrived."""
        ...

    async def returned(self) -> bytes:
        """The query with which the payer came back last."""
        ...

    async def meets(self, call: Call, trouble: Trouble) -> None: ...
    async def sent_back(self) -> Vnd: ...
    def with_a_name_twice(self, raw: bytes) -> bytes: ...


_SCRIPTED: Final = {
    Trouble.ERROR: GatewayTrouble.REQUEST_LOST,
    Trouble.REPLY_LOST: GatewayTrouble.REPLY_LOST,
    Trouble.TIMEOUT: GatewayTrouble.REPLY_LOST,
    Trouble.NONSENSE: GatewayTrouble.REPLY_LOST,
    Trouble.STRANGE: GatewayTrouble.REPLY_LOST,
    Trouble.SLOW: None,
    Trouble.PENDING: GatewayTrouble.PENDING,
    Trouble.PENDING_REFUSED: GatewayTrouble.PENDING_THEN_REFUSED,
    Trouble.REFUSED: GatewayTrouble.REFUSED,
    Trouble.UNKNOWN: GatewayTrouble.UNKNOWN,
}
_RESULTS: Final = {
    "fail": NoticeResult.FAILED,
    "cancel": NoticeResult.FAILED,
    "suspected": NoticeResult.SUSPECTED,
}


class ScriptedBench:
    def __init__(self) -> None:
        self.scripted, foreign = ScriptedGateway(), ScriptedGateway(secret="stranger")
        self.gateway: PaymentGateway = self.scripted
        self.impatient: PaymentGateway = self.scripted
        self.stranger: PaymentGateway = foreign
        self.neighbour: PaymentGateway = foreign
        self.tells_failures = self.suspects = self.calls_to_create = True
        self.has_keys_of_its_own = False
        self._foreign = foreign
        self._told: list[bytes] = []

    async def pay(self, outcome: str = "pay", order: PaymentOrder = ORDER) -> list[bytes]:
        await self.gateway.create(order)
        amount = order.amount + Vnd(1_000 if outcome == "wrong_amount" else 0)
        result = _RESULTS.get(outcome, NoticeResult.SUCCEEDED)
        if outcome in ("tampered", "wrong_signature"):
            told = [self._foreign.notice(order.merchant_reference, amount)]
            self.scripted.notice(order.merchant_reference, amount)
        elif outcome == "out_of_order":
            results = (NoticeResult.SUCCEEDED, NoticeResult.FAILED)
            told = [self.scripted.notice(order.merchant_reference, amount, r) for r in results]
        else:
            times = 2 if outcome == "pay_twice" else 1
            told = [
                self.scripted.notice(order.merchant_reference, amount, result) for _ in range(times)
            ]
        self._told = told
        if outcome in ("late", "unsent"):
            return []
        return told * 2 if outcome == "duplicate" else told

    async def returned(self) -> bytes:
        return self._told[-1]

    async def meets(self, call: Call, trouble: Trouble) -> None:
        self.scripted.meets(_SCRIPTED[trouble], call=GatewayCall(call.value))

    async def sent_back(self) -> Vnd:
        return total(
            each.order.amount
            for each in self.scripted.refunds.values()
            if each.answer.state != "refused"
        )

    def with_a_name_twice(self, raw: bytes) -> bytes:
        return raw.replace(b"{", b'{"amount": 1, ', 1)


class SandboxedBench:
    """One of the three adapters before the sandbox, in process."""

    def __init__(
        self,
        provider: Provider,
        sandbox: Sandbox,
        http: httpx.AsyncClient,
        notices: list[bytes],
    ) -> None:
        clock = sandbox.clock
        self.gateway = ACCOUNTS.gateways(http, clock)[provider]
        self.impatient = IMPATIENT.gateways(http, clock)[provider]
        self.stranger = STRANGERS.gateways(http, clock)[provider]
        self.neighbour = NEIGHBOURS.gateways(http, clock)[provider]
        self.tells_failures = provider is not Provider.ZALOPAY
        self.suspects = provider is Provider.VNPAY
        self.calls_to_create = provider is not Provider.VNPAY
        self.has_keys_of_its_own = True
        self.sandbox = sandbox
        self._provider = provider
        self._counterpart = sandbox.gateways[provider]
        self._notices = notices
        self._returned = b""

    async def pay(self, outcome: str = "pay", order: PaymentOrder = ORDER) -> list[bytes]:
        page = await self.gateway.create(order)
        self._notices.clear()
        result = await self._counterpart.pay(page.pay_url, PayOutcome(outcome))
        self._returned = urlsplit(result.return_url).query.encode()
        return list(self._notices)

    async def returned(self) -> bytes:
        return self._returned

    async def meets(self, call: Call, trouble: Trouble) -> None:
        is_querydr = self._provider is Provider.VNPAY and call is Call.QUERY_REFUND
        await self._counterpart.plan(Call.QUERY if is_querydr else call, trouble)

    async def sent_back(self) -> Vnd:
        rows = await self.sandbox.payments.latest(self._provider)
        return Vnd(sum(row.refunded for row in rows))

    def with_a_name_twice(self, raw: bytes) -> bytes:
        if self._provider is Provider.VNPAY:
            assert len(parse_qs(raw.decode())["vnp_Amount"]) == 1
            return raw + b"&vnp_Amount=100"
        name = b"amount" if self._provider is Provider.MOMO else b"type"
        return raw.replace(b"{", b'{"' + name + b'": 1, ', 1)


BENCHES: Final = (
    "scripted",
    *(pytest.param(each.value, marks=pytest.mark.postgres) for each in Provider),
)


@asynccontextmanager
async def opened_sandbox(
    postgres: LocalPostgres, system: VirtualClock, merchant: httpx.AsyncBaseTransport
) -> AsyncIterator[Sandbox]:
    """All three counterparts, calling the merchant over that transport."""
    dsn = await without_a_trace(postgres)
    sandbox = Sandbox(
        dsn,
        clock=SandboxClock(dsn, system=system),
        accounts=ACCOUNTS,
        vnpay_ipn_url=VNPAY_IPN,
        public_url=_HOST,
        http=httpx.AsyncClient(transport=merchant),
        slowness=timedelta(0),
    )
    await sandbox.open()
    yield sandbox
    await sandbox.close()


@asynccontextmanager
async def sandboxed(
    postgres: LocalPostgres, providers: Sequence[Provider]
) -> AsyncIterator[list[SandboxedBench]]:
    """A fresh sandbox at half past midnight in Viet Nam, and a bench for each provider."""
    notices: list[bytes] = []

    def merchant(request: httpx.Request) -> httpx.Response:
        notices.append(request.content or request.url.query)
        return httpx.Response(204)

    async with opened_sandbox(
        postgres, VirtualClock(NIGHT), httpx.MockTransport(merchant)
    ) as sandbox:
        transport = transport_to(create_sandbox_app(sandbox), raises=False)
        async with httpx.AsyncClient(transport=transport) as http:
            yield [SandboxedBench(provider, sandbox, http, notices) for provider in providers]
