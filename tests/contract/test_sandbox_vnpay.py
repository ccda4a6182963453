"""The sandbox's VNPay over HTTP: it behaves or misbehaves as told."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from litestar import Response

from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.sandbox.app import create_sandbox_app
from mate_adapters.sandbox.sandbox import Sandbox
from mate_core.payments.intent import NoticeResult
from mate_core.shared.money import Vnd
from tests.contract.sandbox_bench import (
    CONFIG,
    JSON,
    ORDER,
    PAGE,
    START,
    Merchant,
    SandboxBench,
    codes,
    paid,
    transport_to,
    vnpay_gateway,
)

pytestmark = pytest.mark.postgres


class TestPayPage(SandboxBench):
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
        stranger = vnpay_gateway(replace(CONFIG, tmn_code="DEMO0002"))

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


class TestOutcomes(SandboxBench):
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


class TestAnswersOfTheMerchant(SandboxBench):
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
        assert (delivery["answer"], delivery["httpStatus"]) == (None, status)

    async def test_a_merchant_that_is_away_is_recorded_as_such(
        self, sandbox_dsn: str, sandbox: Sandbox, pay_url: str
    ) -> None:
        def away(request: httpx.Request) -> httpx.Response:
            raise httpx.ConnectError("refused", request=request)

        lonely = Sandbox(
            sandbox_dsn,
            clock=sandbox.clock,
            accounts=MerchantAccounts(vnpay=CONFIG),
            vnpay_ipn_url="http://merchant.test/ipn",
            public_url="http://sandbox.test",
            http=httpx.AsyncClient(transport=httpx.MockTransport(away)),
        )
        await lonely.open()
        transport = transport_to(create_sandbox_app(lonely))
        async with httpx.AsyncClient(transport=transport, base_url="http://s.test") as browser:
            done = await paid(browser, pay_url, "pay")
        await lonely.close()

        (delivery,) = done["deliveries"]
        assert (delivery["answer"], delivery["httpStatus"]) == (None, None)
        assert "ConnectError" in delivery["message"]

    async def test_every_answer_is_listed(self, browser: httpx.AsyncClient, pay_url: str) -> None:
        await paid(browser, pay_url, "duplicate")

        listed = (await browser.get("/sandbox/payments", headers=JSON)).json()

        (payment,) = listed["items"]
        assert payment["answers"] == ["00", "02"]
        assert (payment["reference"], payment["amount"]) == ("A42", 804_997)
