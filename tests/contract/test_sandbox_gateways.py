"""Every gateway's page in the sandbox, as the payer's browser reaches it: over HTTP."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.app import create_sandbox_app
from mate_core.payments.ledger import Provider
from tests.contract.gateway_bench import ORDER, sandboxed
from tests.contract.sandbox_bench import transport_to

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("provider", Provider)
async def test_page_is_opened_paid_and_delivered_again(
    postgres_server: LocalPostgres, provider: Provider
) -> None:
    async with sandboxed(postgres_server, [provider]) as (bench,):
        transport = transport_to(create_sandbox_app(bench.sandbox))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://sandbox.test", headers={"Accept": "text/html"}
        ) as browser:
            url = urlsplit((await bench.gateway.create(ORDER)).pay_url)
            page = await browser.get(f"{url.path}?{url.query}")
            assert page.status_code == 200
            assert f'action="/sandbox/{provider}/pay"' in page.text

            order = {"payUrl": url.geturl(), "outcome": "late"}
            paid = await browser.post(f"/sandbox/{provider}/pay", data=order)
            assert paid.status_code == 303
            assert "/payments/return/" in paid.headers["location"]

            (row,) = await bench.sandbox.payments.latest(provider)
            again = f"/sandbox/{provider}/payments/{row.reference}/deliver"
            assert (await browser.post(again)).status_code == 303


@pytest.mark.parametrize("provider", Provider)
async def test_trouble_can_be_planned_over_http(
    postgres_server: LocalPostgres, provider: Provider
) -> None:
    async with sandboxed(postgres_server, [provider]) as (bench,):
        transport = transport_to(create_sandbox_app(bench.sandbox))
        async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as tester:
            body = {"call": "query", "trouble": "error"}
            answer = await tester.post(f"/sandbox/{provider}/troubles", json=body)

            assert (answer.status_code, answer.json()) == (200, body)
