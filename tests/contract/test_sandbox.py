"""The sandbox's inbox, clock and pages over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx
import pytest

from mate_adapters.clock import SandboxClock
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.sandbox.sandbox import Sandbox, SandboxForbidden
from tests.contract.sandbox_bench import (
    CONFIG,
    JSON,
    PAGE,
    START,
    Merchant,
    SandboxBench,
    paid,
)

pytestmark = pytest.mark.postgres


class TestClock(SandboxBench):
    async def test_it_tells_the_time(self, browser: httpx.AsyncClient) -> None:
        told = (await browser.get("/sandbox/clock", headers=JSON)).json()

        assert told == {
            "now": "2026-01-05T02:00:00+00:00",
            "local": "2026-01-05T09:00:00+07:00",
            "offsetSeconds": 0,
        }

    async def test_it_is_moved_on(self, browser: httpx.AsyncClient, sandbox: Sandbox) -> None:
        answer = await browser.post("/sandbox/clock", json={"advanceSeconds": 86_400})

        assert answer.json()["now"] == "2026-01-06T02:00:00+00:00"
        assert sandbox.clock.now() == START + timedelta(days=1)

    async def test_it_is_moved_to_an_instant(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.post("/sandbox/clock", json={"to": "2026-01-31T09:00:00+07:00"})

        assert answer.json()["local"] == "2026-01-31T09:00:00+07:00"

    async def test_the_form_leads_back_to_the_page(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.post("/sandbox/clock", data={"advanceSeconds": "3600"}, headers=PAGE)

        assert (answer.status_code, answer.headers["location"]) == (303, "/sandbox/clock")
        assert "10:00:00" in (await browser.get("/sandbox/clock", headers=PAGE)).text

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "advanceSeconds"),
            ({"advanceSeconds": 0}, "advanceSeconds"),
            ({"advanceSeconds": -60}, "advanceSeconds"),
            ({"advanceSeconds": 1.5}, "advanceSeconds"),
            ({"advanceSeconds": True}, "advanceSeconds"),
            ({"advanceSeconds": 10**12}, "advanceSeconds"),
            ({"advanceSeconds": 60, "to": "2026-01-31T09:00:00Z"}, "advanceSeconds"),
            ({"to": "tomorrow"}, "to"),
            ({"to": "2026-01-31T09:00:00"}, "to"),
            ({"to": "2026-01-05T01:59:59Z"}, "to"),
            ({"to": "9999-01-01T00:00:00Z"}, "to"),
        ],
        ids=str,
    )
    async def test_a_move_that_makes_no_sense_is_refused_by_name(
        self, browser: httpx.AsyncClient, sandbox: Sandbox, body: dict[str, Any], field: str
    ) -> None:
        answer = await browser.post("/sandbox/clock", json=body)

        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert [fault["field"] for fault in answer.json()["errors"]] == [field]
        assert sandbox.clock.now() == START


class TestInbox(SandboxBench):
    @pytest.fixture(autouse=True)
    async def three_messages(self, sandbox: Sandbox) -> None:
        for to, text, reference in (
            ("+84912345678", "Mã <b>123456</b>", "m1"),
            ("+84987654321", "Mã 654321", "m2"),
        ):
            await sandbox.inbox.add(channel="SMS", to=to, text=text, reference=reference)
        await sandbox.inbox.add(
            channel="EMAIL",
            to="lan@example.vn",
            subject="Chào & mừng",
            text="Xin chào",
            reference="m3",
        )

    async def test_the_newest_comes_first(self, browser: httpx.AsyncClient) -> None:
        listed = (await browser.get("/sandbox/messages", headers=JSON)).json()["items"]

        assert [message["to"] for message in listed] == [
            "lan@example.vn",
            "+84987654321",
            "+84912345678",
        ]
        assert listed[0]["subject"] == "Chào & mừng"
        assert listed[0]["sentAt"] == "2026-01-05T02:00:00+00:00"

    @pytest.mark.parametrize("to", ["%2B84912345678", "+84912345678", "0912%20345%20678"])
    async def test_those_to_one_address_can_be_asked_for(
        self, browser: httpx.AsyncClient, to: str
    ) -> None:
        listed = (await browser.get(f"/sandbox/messages?to={to}", headers=JSON)).json()["items"]

        assert [message["text"] for message in listed] == ["Mã <b>123456</b>"]

    async def test_an_unknown_picture_is_refused_with_those_there_are(
        self, browser: httpx.AsyncClient
    ) -> None:
        refused = await browser.get("/sandbox/ekyc/picture?side=selfie", headers=JSON)

        assert refused.status_code == 400
        assert "must be one of front, back, face" in refused.json()["detail"]

    async def test_texts_are_escaped_on_the_page(self, browser: httpx.AsyncClient) -> None:
        page = (await browser.get("/sandbox/messages", headers=PAGE)).text

        assert "Mã &lt;b&gt;123456&lt;/b&gt;" in page
        assert "Chào &amp; mừng" in page

    async def test_a_link_on_the_page_finds_the_address(self, browser: httpx.AsyncClient) -> None:
        page = (await browser.get("/sandbox/messages", headers=PAGE)).text
        links = re.findall(r'href="(/sandbox/messages\?to=[^"]+)"', page)

        found = (await browser.get(unescape(links[-1]), headers=JSON)).json()["items"]

        assert [message["to"] for message in found] == ["+84912345678"]


class TestEveryPage(SandboxBench):
    PATHS = ("/sandbox", "/sandbox/messages", "/sandbox/clock", "/sandbox/payments")

    @pytest.fixture(autouse=True)
    async def something_to_show(
        self, sandbox: Sandbox, browser: httpx.AsyncClient, pay_url: str
    ) -> None:
        await sandbox.inbox.add(channel="SMS", to="+84912345678", text="Mã 123456", reference="m1")
        await paid(browser, pay_url, "late")

    @pytest.mark.parametrize("path", PATHS)
    async def test_it_is_a_page_for_people_and_json_for_programs(
        self, browser: httpx.AsyncClient, path: str
    ) -> None:
        page = await browser.get(path, headers=PAGE)
        twin = await browser.get(path, headers=JSON)

        assert page.headers["content-type"].startswith("text/html")
        assert twin.headers["content-type"].startswith("application/json")
        assert twin.json()

    @pytest.mark.parametrize("path", PATHS)
    async def test_it_loads_nothing_from_elsewhere_and_runs_no_script(
        self, browser: httpx.AsyncClient, path: str
    ) -> None:
        page = (await browser.get(path, headers=PAGE)).text

        assert re.findall(r'(?:src|href|action)="(?!/sandbox|data:,)', page) == []
        assert "<script" not in page
        assert 'style="' not in page

    @pytest.mark.parametrize("path", [*PATHS, "/sandbox/style.css", "/sandbox/nothing"])
    async def test_its_headers_are_strict(self, browser: httpx.AsyncClient, path: str) -> None:
        headers = (await browser.get(path, headers=PAGE)).headers

        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self' http://merchant.test" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"

    async def test_the_overview_offers_to_deliver_what_is_kept_back(
        self, browser: httpx.AsyncClient
    ) -> None:
        page = (await browser.get("/sandbox", headers=PAGE)).text

        assert 'action="/sandbox/vnpay/payments/A42/deliver"' in page
        assert "Deliver now" in page


class TestRefusals(SandboxBench):
    async def test_another_site_cannot_post_from_a_browser(
        self, browser: httpx.AsyncClient, sandbox: Sandbox
    ) -> None:
        answer = await browser.post(
            "/sandbox/clock",
            data={"advanceSeconds": "60"},
            headers={"Sec-Fetch-Site": "cross-site"},
        )

        assert answer.status_code == 403
        assert sandbox.clock.now() == START

    @pytest.mark.parametrize(
        "body",
        [
            {"payUrl": "http://sandbox.test/", "outcome": "steal"},
            {"outcome": "pay"},
            {"payUrl": "?a=b", "outcome": "pay", "retries": 10},
            {"payUrl": "?a=b", "outcome": "pay", "retries": "many"},
            {"payUrl": "http://[", "outcome": "pay"},
        ],
        ids=str,
    )
    async def test_a_payment_that_makes_no_sense_is_refused(
        self, browser: httpx.AsyncClient, body: dict[str, Any]
    ) -> None:
        answer = await browser.post("/sandbox/vnpay/pay", json=body)

        assert answer.status_code == 400
        assert answer.json()["errors"]

    async def test_a_faulty_request_cannot_be_paid(
        self, browser: httpx.AsyncClient, merchant: Merchant, pay_url: str
    ) -> None:
        body = {"payUrl": pay_url.replace("80499700", "100"), "outcome": "pay"}

        answer = await browser.post("/sandbox/vnpay/pay", json=body)

        assert answer.status_code == 422
        assert [fault["field"] for fault in answer.json()["errors"]] == ["vnp_SecureHash"]
        assert merchant.raw == []

    @pytest.mark.parametrize("raw", [b"{", b"[]", b'"pay"', b"\xff"])
    async def test_a_body_that_is_no_object_is_refused(
        self, browser: httpx.AsyncClient, raw: bytes
    ) -> None:
        answer = await browser.post(
            "/sandbox/vnpay/pay", content=raw, headers={"Content-Type": "application/json"}
        )

        assert answer.status_code == 400

    async def test_an_unknown_payment_cannot_be_delivered(self, browser: httpx.AsyncClient) -> None:
        answer = await browser.post("/sandbox/vnpay/payments/A43/deliver", headers=JSON)

        assert answer.status_code == 404

    async def test_a_method_that_is_not_offered_is_refused_with_those_that_are(
        self, browser: httpx.AsyncClient
    ) -> None:
        answer = await browser.put("/sandbox/clock", headers=JSON)

        assert answer.status_code == 405
        assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))
        assert answer.json()["status"] == 405

    async def test_without_its_database_it_asks_to_come_back(
        self, sandbox: Sandbox, browser: httpx.AsyncClient
    ) -> None:
        await sandbox.close()  # as far as requests can tell, the database is away

        answer = await browser.get("/sandbox/payments", headers=JSON)

        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "2"
        assert answer.json()["title"] == "Unavailable for a moment"

    async def test_it_does_not_start_in_production(self, sandbox_dsn: str) -> None:
        with pytest.raises(SandboxForbidden):
            Sandbox(
                sandbox_dsn,
                clock=SandboxClock(sandbox_dsn),
                accounts=MerchantAccounts(vnpay=CONFIG),
                vnpay_ipn_url="http://merchant.test/ipn",
                public_url="http://sandbox.test",
                production=True,
            )
