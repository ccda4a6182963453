"""A sandbox with a merchant, and a browser before it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import httpx
import psycopg
import pytest
from litestar import Litestar, Response, get
from litestar.datastructures import State

from mate_adapters.clock import SandboxClock
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.payments.vnpay.config import VnpayConfig
from mate_adapters.payments.vnpay.gateway import VnpayGateway
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.app import create_sandbox_app
from mate_adapters.sandbox.requests import AnyRequest
from mate_adapters.sandbox.sandbox import Sandbox
from mate_core.payments.errors import NoticeForged
from mate_core.payments.intent import NoticeOutcome, PaymentNotice, PaymentOrder
from mate_core.shared.money import Vnd

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
ORDER = PaymentOrder(
    merchant_reference="A42",
    amount=Vnd(804_997),
    description="Đặt lịch 42: cà phê",
    payer_ip="203.0.113.7",
    created_at=START,
    expires_at=START + timedelta(minutes=15),
)
CONFIG = VnpayConfig(
    tmn_code="DEMO0001",
    hash_secret="EXAMPLESECRET0000000000000000001",
    pay_url="http://sandbox.test/sandbox/vnpay/paymentv2/vpcpay.html",
    return_url="http://merchant.test/return",
    api_url="http://sandbox.test/sandbox/vnpay/merchant_webapi/api/transaction",
)
JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}


def vnpay_gateway(config: VnpayConfig = CONFIG) -> VnpayGateway:
    """The gateway of that account; its server cannot be reached."""

    def away(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there", request=request)

    http = httpx.AsyncClient(transport=httpx.MockTransport(away))
    return VnpayGateway(config, http, VirtualClock(START))


class Merchant:
    """Our side of the IPN, with the real gateway; keeps what came, answers what the test wants."""

    def __init__(self) -> None:
        self.gateway = vnpay_gateway()
        self.raw: list[bytes] = []
        self.troubles: list[Response[str]] = []
        self.order = ORDER

    @property
    def notices(self) -> list[PaymentNotice]:
        return [self.gateway.read_notice(raw) for raw in self.raw]

    def receive(self, raw: bytes) -> Response[Any]:
        self.raw.append(raw)
        if self.troubles:
            return self.troubles.pop(0)
        answer = self.gateway.acknowledge(self._outcome(raw))
        return Response(answer.body, status_code=answer.status, media_type=answer.content_type)

    def _outcome(self, raw: bytes) -> NoticeOutcome:
        try:
            notice = self.gateway.read_notice(raw)
        except NoticeForged:
            return NoticeOutcome.FORGED
        if notice.merchant_reference != self.order.merchant_reference:
            return NoticeOutcome.UNKNOWN_ORDER
        if notice.amount != self.order.amount:
            return NoticeOutcome.WRONG_AMOUNT
        is_first = self.raw.count(raw) == 1
        return NoticeOutcome.RECORDED if is_first else NoticeOutcome.ALREADY_RECORDED


def merchant_app(merchant: Merchant) -> Litestar:
    @get("/ipn")
    async def ipn(request: AnyRequest) -> Response[Any]:
        return merchant.receive(request.scope["query_string"])

    return Litestar([ipn], openapi_config=None, logging_config=None, state=State())


def transport_to(app: Litestar, *, raises: bool = True) -> httpx.ASGITransport:
    asgi: Any = app  # Litestar types its messages more narrowly than httpx
    return httpx.ASGITransport(app=asgi, raise_app_exceptions=raises)


_EMPTY: Final = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = to_regnamespace('sandbox')
          AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    PERFORM setval(oid::regclass, 1, false) FROM pg_class
        WHERE relkind = 'S' AND relnamespace = to_regnamespace('sandbox');
END $$
"""


async def without_a_trace(server: LocalPostgres) -> str:
    """The DSN of this worker's database for sandboxes; tables that one has made are empty."""
    dsn = _sandbox_dsn(server)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("SET session_replication_role = replica")  # in any order
        await connection.execute(_EMPTY)
    return dsn


@cache
def _sandbox_dsn(server: LocalPostgres) -> str:
    name = f"sandbox_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server.create_database(name)
    return server.dsn(name)


class SandboxBench:
    """Fixtures for test classes of the sandbox."""

    @pytest.fixture
    def merchant(self) -> Merchant:
        return Merchant()

    @pytest.fixture
    async def sandbox_dsn(self, postgres_server: LocalPostgres) -> str:
        return await without_a_trace(postgres_server)

    @pytest.fixture
    async def sandbox(self, sandbox_dsn: str, merchant: Merchant) -> AsyncIterator[Sandbox]:
        transport = transport_to(merchant_app(merchant))
        sandbox = Sandbox(
            sandbox_dsn,
            clock=SandboxClock(sandbox_dsn, system=VirtualClock(START)),
            accounts=MerchantAccounts(vnpay=CONFIG),
            vnpay_ipn_url="http://merchant.test/ipn",
            public_url="http://sandbox.test",
            http=httpx.AsyncClient(transport=transport),
        )
        await sandbox.open()
        yield sandbox
        await sandbox.close()

    @pytest.fixture
    async def browser(self, sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
        transport = transport_to(create_sandbox_app(sandbox), raises=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
            yield client

    @pytest.fixture
    async def pay_url(self, merchant: Merchant) -> str:
        return (await merchant.gateway.create(ORDER)).pay_url


async def paid(browser: httpx.AsyncClient, pay_url: str, outcome: str, **more: Any) -> Any:
    body = {"payUrl": pay_url, "outcome": outcome, **more}
    answer = await browser.post("/sandbox/vnpay/pay", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(result: Any) -> list[str | None]:
    return [delivery["answer"] for delivery in result["deliveries"]]
