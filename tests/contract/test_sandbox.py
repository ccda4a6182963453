"""The sandbox over HTTP: inbox, clock, and a VNPay that behaves or misbehaves as told."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg
import pytest
from litestar import Litestar, Response, get
from litestar.datastructures import State

from mate_adapters.clock import SandboxClock
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.payments.vnpay.gateway import VnpayConfig, VnpayGateway
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.app import create_sandbox_app
from mate_adapters.sandbox.requests import AnyRequest
from mate_adapters.sandbox.sandbox import Sandbox, SandboxForbidden
from mate_core.payments.errors import NoticeForged
from mate_core.payments.intent import (
    NoticeOutcome,
    NoticeResult,
    PaymentNotice,
    PaymentOrder,
)
from mate_core.shared.money import Vnd

pytestmark = pytest.mark.postgres

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
)
JSON = {"Accept": "application/json"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}


class Merchant:
    """Our side of the IPN, with the real gateway; keeps what came, answers what the test wants."""

    def __init__(self) -> None:
        self.gateway = VnpayGateway(CONFIG)
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


@pytest.fixture
def merchant() -> Merchant:
    return Merchant()


@pytest.fixture(scope="module")
def sandbox_dsn(postgres_server: LocalPostgres) -> str:
    name = f"sandbox_http_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    postgres_server.create_database(name)
    return postgres_server.dsn(name)


@pytest.fixture
async def sandbox(sandbox_dsn: str, merchant: Merchant) -> AsyncIterator[Sandbox]:
    async with await psycopg.AsyncConnection.connect(sandbox_dsn, autocommit=True) as connection:
        await connection.execute("DROP SCHEMA IF EXISTS sandbox CASCADE")
    transport = transport_to(merchant_app(merchant))
    sandbox = Sandbox(
        sandbox_dsn,
        clock=SandboxClock(sandbox_dsn, system=VirtualClock(START)),
        vnpay=CONFIG,
        ipn_url="http://merchant.test/ipn",
        http=httpx.AsyncClient(transport=transport),
    )
    await sandbox.open()
    yield sandbox
    await sandbox.close()


@pytest.fixture
async def browser(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    transport = transport_to(create_sandbox_app(sandbox), raises=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox.test") as client:
        yield client


@pytest.fixture
async def pay_url(merchant: Merchant) -> str:
    return (await merchant.gateway.create(ORDER)).pay_url


async def paid(browser: httpx.AsyncClient, pay_url: str, outcome: str, **more: Any) -> Any:
    body = {"payUrl": pay_url, "outcome": outcome, **more}
    answer = await browser.post("/sandbox/vnpay/pay", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(result: Any) -> list[str | None]:
    return [delivery["rspCode"] for delivery in result["deliveries"]]


class TestPayPage:
    async def test_a_good_request_is_shown_with_its_amount(
        self, browser: httpx.AsyncClient, pay_url: str
    ) -> None:
        page = await browser.get(pay_url, headers=PAGE)

        assert page.status_code == 200
        assert "804,997 VND" in page.text
        assert "Dat lich 42: ca phe" in page.text

    async def test_its_form_pays_and_leads_back_to_the_merchant(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        page = await browser.get(pay_url, headers=PAGE)
        hidden = re.search(r'name="payUrl" value="([^"]+)"', page.text)
        assert hidden is not None
        form = {"payUrl": unescape(hidden[1]), "outcome": "pay"}

        answer = await browser.post("/sandbox/vnpay/pay", data=form, headers=PAGE)

        assert answer.status_code == 303
        assert answer.headers["location"].startswith("http://merchant.test/return?vnp_Amount=")
        assert [notice.result for notice in merchant.notices] == [NoticeResult.SUCCEEDED]

    @pytest.mark.parametrize(
        ("find", "put", "field"),
        [
            ("vnp_Amount=80499700", "vnp_Amount=80499800", "vnp_SecureHash"),
            ("&vnp_SecureHash=", "&vnp_SecureHush=", "vnp_SecureHash"),
            ("vnp_Locale=vn", "vnp_Locale=vn&vnp_Locale=vn", "vnp_Locale"),
            ("vnp_Command=pay&", "", "vnp_Command"),
        ],
    )
    async def test_a_request_that_was_changed_is_refused_by_name(
        self, browser: httpx.AsyncClient, pay_url: str, find: str, put: str, field: str
    ) -> None:
        answer = await browser.get(pay_url.replace(find, put), headers=JSON)

        assert answer.status_code == 422
        assert field in {fault["field"] for fault in answer.json()["faults"]}

    async def test_a_page_that_has_closed_is_refused(
        self, browser: httpx.AsyncClient, sandbox: Sandbox, pay_url: str
    ) -> None:
        await sandbox.clock.advance(timedelta(minutes=15))

        answer = await browser.get(pay_url, headers=JSON)

        assert answer.json()["faults"] == [
            {"field": "vnp_ExpireDate", "detail": "has passed: this page has closed"}
        ]

    async def test_dates_in_the_wrong_zone_are_refused(
        self, browser: httpx.AsyncClient, merchant: Merchant
    ) -> None:
        shifted = replace(
            ORDER,
            created_at=START + timedelta(hours=7),
            expires_at=ORDER.expires_at + timedelta(hours=7),
        )
        url = (await merchant.gateway.create(shifted)).pay_url

        answer = await browser.get(url, headers=JSON)

        assert [fault["field"] for fault in answer.json()["faults"]] == ["vnp_CreateDate"]

    async def test_another_terminal_is_refused(self, browser: httpx.AsyncClient) -> None:
        stranger = VnpayGateway(replace(CONFIG, tmn_code="DEMO0002"))

        answer = await browser.get((await stranger.create(ORDER)).pay_url, headers=JSON)

        assert [fault["field"] for fault in answer.json()["faults"]] == ["vnp_TmnCode"]

    async def test_what_is_wrong_is_shown_on_the_page_and_escaped(
        self, browser: httpx.AsyncClient
    ) -> None:
        answer = await browser.get(
            "/sandbox/vnpay/paymentv2/vpcpay.html",
            params={"vnp_OrderInfo": "<script>alert(1)</script>"},
            headers=PAGE,
        )

        assert answer.status_code == 422
        assert "&lt;script&gt;" in answer.text
        assert "<script" not in answer.text


class TestOutcomes:
    @pytest.mark.parametrize(
        ("outcome", "result", "answered"),
        [
            ("pay", NoticeResult.SUCCEEDED, ["00"]),
            ("fail", NoticeResult.FAILED, ["00"]),
            ("cancel", NoticeResult.FAILED, ["00"]),
            ("suspected", NoticeResult.SUSPECTED, ["00"]),
        ],
    )
    async def test_one_notice_tells_how_it_ended(
        self,
        browser: httpx.AsyncClient,
        pay_url: str,
        merchant: Merchant,
        outcome: str,
        result: NoticeResult,
        answered: list[str],
    ) -> None:
        done = await paid(browser, pay_url, outcome)

        assert codes(done) == answered
        (notice,) = merchant.notices
        assert (notice.merchant_reference, notice.amount) == ("A42", ORDER.amount)
        assert notice.result is result

    async def test_the_return_url_is_signed_like_the_notice(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        done = await paid(browser, pay_url, "pay")

        back = urlsplit(done["returnUrl"])
        assert back.path == "/return"
        assert merchant.gateway.read_notice(back.query.encode()) == merchant.notices[0]

    async def test_paying_twice_gives_two_transactions(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        await paid(browser, pay_url, "pay_twice")

        one, two = merchant.notices
        assert one.result is two.result is NoticeResult.SUCCEEDED
        assert one.vendor_transaction != two.vendor_transaction

    async def test_a_duplicate_is_the_same_bytes_again(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        done = await paid(browser, pay_url, "duplicate")

        assert merchant.raw[0] == merchant.raw[1]
        assert codes(done) == ["00", "02"]

    async def test_a_forged_amount_does_not_fit_its_signature(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        done = await paid(browser, pay_url, "tampered")

        assert codes(done) == ["97"]
        (raw,) = merchant.raw
        assert parse_qs(raw.decode())["vnp_Amount"] == ["804997000"]

    async def test_another_sum_is_signed_correctly(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        done = await paid(browser, pay_url, "wrong_amount")

        assert codes(done) == ["04"]
        assert merchant.notices[0].amount == Vnd(805_997)

    async def test_a_late_notice_waits_until_it_is_delivered(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant, sandbox: Sandbox
    ) -> None:
        done = await paid(browser, pay_url, "late")
        assert (codes(done), merchant.raw) == ([], [])
        await sandbox.clock.advance(timedelta(days=2))

        answer = await browser.post("/sandbox/vnpay/payments/A42/deliver", headers=JSON)

        assert codes(answer.json()) == ["00"]
        assert [notice.result for notice in merchant.notices] == [NoticeResult.SUCCEEDED]

    async def test_what_was_delivered_can_be_delivered_again(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        await paid(browser, pay_url, "pay")

        answer = await browser.post("/sandbox/vnpay/payments/A42/deliver", headers=JSON)

        assert codes(answer.json()) == ["02"]
        assert merchant.raw[0] == merchant.raw[1]

    async def test_the_form_fields_may_come_instead_of_the_url(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        fields = {name: values[0] for name, values in parse_qs(urlsplit(pay_url).query).items()}

        answer = await browser.post(
            "/sandbox/vnpay/pay", data=fields | {"outcome": "pay"}, headers=JSON
        )

        assert codes(answer.json()) == ["00"]


class TestAnswersOfTheMerchant:
    def trouble(self) -> Response[str]:
        return Response('{"RspCode":"99","Message":"Unknown error"}', media_type="application/json")

    async def test_it_is_not_called_again_unless_asked_for(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        merchant.troubles = [self.trouble()]

        assert codes(await paid(browser, pay_url, "pay")) == ["99"]
        assert len(merchant.raw) == 1

    async def test_asked_for_it_calls_until_it_is_understood(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        merchant.troubles = [self.trouble(), self.trouble()]

        done = await paid(browser, pay_url, "pay", retries=5)

        assert codes(done) == ["99", "99", "02"]

    async def test_it_gives_up_after_the_last_retry(
        self, browser: httpx.AsyncClient, pay_url: str, merchant: Merchant
    ) -> None:
        done = await paid(browser, pay_url, "tampered", retries=2)

        assert codes(done) == ["97"] * 3

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ('{"RspCode":"00","Message":"Confirm Success"}', 500),
            ("<h1>It works</h1>", 200),
            ("[]", 200),
            ('{"message": "ok"}', 200),
        ],
    )
    async def test_an_answer_that_vnpay_would_not_take_is_none(
        self,
        browser: httpx.AsyncClient,
        pay_url: str,
        merchant: Merchant,
        body: str,
        status: int,
    ) -> None:
        merchant.troubles = [Response(body, status_code=status, media_type="text/plain")]

        done = await paid(browser, pay_url, "pay")

        (delivery,) = done["deliveries"]
        assert (delivery["rspCode"], delivery["httpStatus"]) == (None, status)

    async def test_a_merchant_that_is_away_is_recorded_as_such(
        self, sandbox_dsn: str, sandbox: Sandbox, pay_url: str
    ) -> None:
        def away(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        lonely = Sandbox(
            sandbox_dsn,
            clock=sandbox.clock,
            vnpay=CONFIG,
            ipn_url="http://merchant.test/ipn",
            http=httpx.AsyncClient(transport=httpx.MockTransport(away)),
        )
        await lonely.open()
        transport = transport_to(create_sandbox_app(lonely))
        async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as browser:
            done = await paid(browser, pay_url, "pay")
        await lonely.close()

        (delivery,) = done["deliveries"]
        assert (delivery["rspCode"], delivery["httpStatus"]) == (None, None)
        assert "ConnectError" in delivery["message"]

    async def test_every_answer_is_listed(self, browser: httpx.AsyncClient, pay_url: str) -> None:
        await paid(browser, pay_url, "duplicate")

        listed = (await browser.get("/sandbox/vnpay/payments", headers=JSON)).json()

        (payment,) = listed["items"]
        assert payment["rspCodes"] == ["00", "02"]
        assert (payment["txnRef"], payment["amount"]) == ("A42", 804_997)


class TestClock:
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


class TestInbox:
    @pytest.fixture(autouse=True)
    async def three_messages(self, sandbox: Sandbox) -> None:
        await sandbox.sms.send(to="+84912345678", text="Mã <b>123456</b>", reference="m1")
        await sandbox.sms.send(to="+84987654321", text="Mã 654321", reference="m2")
        await sandbox.email.send(
            to="lan@example.vn", subject="Chào & mừng", text="Xin chào", reference="m3"
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

    @pytest.mark.parametrize("to", ["%2B84912345678", "+84912345678"])
    async def test_those_to_one_address_can_be_asked_for(
        self, browser: httpx.AsyncClient, to: str
    ) -> None:
        listed = (await browser.get(f"/sandbox/messages?to={to}", headers=JSON)).json()["items"]

        assert [message["text"] for message in listed] == ["Mã <b>123456</b>"]

    async def test_texts_are_escaped_on_the_page(self, browser: httpx.AsyncClient) -> None:
        page = (await browser.get("/sandbox/messages", headers=PAGE)).text

        assert "Mã &lt;b&gt;123456&lt;/b&gt;" in page
        assert "Chào &amp; mừng" in page

    async def test_a_link_on_the_page_finds_the_address(self, browser: httpx.AsyncClient) -> None:
        page = (await browser.get("/sandbox/messages", headers=PAGE)).text
        links = re.findall(r'href="(/sandbox/messages\?to=[^"]+)"', page)

        found = (await browser.get(unescape(links[-1]), headers=JSON)).json()["items"]

        assert [message["to"] for message in found] == ["+84912345678"]


class TestEveryPage:
    PATHS = ("/sandbox", "/sandbox/messages", "/sandbox/clock", "/sandbox/vnpay/payments")

    @pytest.fixture(autouse=True)
    async def something_to_show(
        self, sandbox: Sandbox, browser: httpx.AsyncClient, pay_url: str
    ) -> None:
        await sandbox.sms.send(to="+84912345678", text="Mã 123456", reference="m1")
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


class TestRefusals:
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

    async def test_it_does_not_start_in_production(self, sandbox_dsn: str) -> None:
        with pytest.raises(SandboxForbidden):
            Sandbox(
                sandbox_dsn,
                clock=SandboxClock(sandbox_dsn),
                vnpay=CONFIG,
                ipn_url="http://merchant.test/ipn",
                production=True,
            )
