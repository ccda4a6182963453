"""Bookings paid through each gateway: real adapters, our HTTP routes and a sandbox that misbehaves.

Only storage is the fake, which passes the same contract as PostgreSQL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.app import create_sandbox_app
from mate_adapters.sandbox.gateways.model import Call, PayOutcome, PayResult, Trouble
from mate_adapters.sandbox.sandbox import Sandbox
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.payments.errors import GatewayUnavailable
from mate_core.payments.intent import IntentStatus, NoticeOutcome, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.payments.notices import NoticeTaker
from mate_core.payments.transactions import TransactionType
from mate_core.payments.vendor import PaymentQuestion
from mate_core.shared.actor import Actor
from mate_core.shared.money import ZERO, Vnd, total
from mate_http.options import HttpOptions
from tests.contract.gateway_bench import ACCOUNTS, opened_sandbox
from tests.contract.http_world import driver_over
from tests.contract.sandbox_bench import transport_to
from tests.unit.world import TOTAL, World

pytestmark = pytest.mark.postgres

RECORDED: Mapping[Provider, str] = {
    Provider.VNPAY: "00",
    Provider.MOMO: "204",
    Provider.ZALOPAY: "1",
}
RECORDED_BEFORE: Mapping[Provider, str] = {
    Provider.VNPAY: "02",
    Provider.MOMO: "204",
    Provider.ZALOPAY: "2",
}
FORGED: Mapping[Provider, str] = {
    Provider.VNPAY: "97",
    Provider.MOMO: "400",
    Provider.ZALOPAY: "-1",
}


class Wire(httpx.AsyncBaseTransport):
    """A connection to an application that is built later."""

    def __init__(self) -> None:
        self.far_end: httpx.AsyncBaseTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        assert self.far_end is not None
        return await self.far_end.handle_async_request(request)


@dataclass(frozen=True, slots=True)
class Story:
    """Somebody who pays, and the gateway through which he does."""

    world: World
    sandbox: Sandbox
    provider: Provider
    user: Actor
    booking: Booking
    browser: httpx.AsyncClient

    async def open_page(self) -> PaymentIntent:
        payment = await self.world.app.checkout.pay_by_gateway(
            self.user,
            self.booking.id,
            self.provider,
            payer_ip="203.0.113.7",
            key=self.world.key(self.user),
        )
        assert payment.intent is not None
        return payment.intent

    async def pay(self, outcome: str = "pay", intent: PaymentIntent | None = None) -> PayResult:
        page = intent or await self.open_page()
        assert page.pay_url is not None
        counterpart = self.sandbox.gateways[self.provider]
        return await counterpart.pay(page.pay_url, PayOutcome(outcome))

    async def status(self) -> BookingStatus:
        return await self.world.status(self.booking.id)

    async def held(self) -> Vnd:
        return (await self.world.wallet(self.user)).held

    async def arrived(self) -> Vnd:
        """What the user paid in, whatever became of it."""
        page = await self.world.app.payments.transactions(self.user, after=None, limit=50)
        return total(each.amount for each in page.items if each.type is TransactionType.DEPOSIT)

    async def suspended(self) -> list[Vnd]:
        async with self.world.store.open_read() as uow:
            return [item.amount for item in await uow.suspense.open_items()]

    async def read(self, intent: PaymentIntent) -> PaymentIntent:
        async with self.world.store.open_read() as uow:
            return await uow.intents.get(intent.id)


@pytest.fixture(params=Provider)
async def story(
    request: pytest.FixtureRequest, postgres_server: LocalPostgres
) -> AsyncIterator[Story]:
    to_vendor, to_us = Wire(), Wire()
    async with httpx.AsyncClient(transport=to_vendor) as http:
        world = World(real_gateways=lambda clock: ACCOUNTS.gateways(http, clock))
        with driver_over(world.app, HttpOptions()) as driver:
            to_us.far_end = transport_to(driver)
            async with (
                opened_sandbox(postgres_server, world.clock, to_us) as sandbox,
                httpx.AsyncClient(transport=to_us, base_url="http://merchant.test") as browser,
            ):
                to_vendor.far_end = transport_to(create_sandbox_app(sandbox), raises=False)
                user, partner = await world.user(), await world.partner()
                booking = await world.confirmed(user, partner)
                yield Story(world, sandbox, request.param, user, booking, browser)
                await world.assert_books_are_clean()


def answers(result: PayResult) -> list[str | None]:
    return [delivery.answer for delivery in result.deliveries]


async def test_a_payment_holds_the_money_and_pays_the_booking(story: Story) -> None:
    result = await story.pay()

    assert answers(result) == [RECORDED[story.provider]]
    assert await story.status() is BookingStatus.PAID
    assert (await story.held(), await story.arrived()) == (TOTAL, TOTAL)


async def test_the_payer_comes_back_to_a_page_that_says_so(story: Story) -> None:
    result = await story.pay()

    back = urlsplit(result.return_url)
    answer = await story.browser.get(f"{back.path}?{back.query}")

    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "SUCCEEDED"
    assert answer.json()["bookingId"] == str(story.booking.id)


async def test_rule_07_a_duplicate_is_acknowledged_and_changes_nothing(story: Story) -> None:
    result = await story.pay("duplicate")

    assert answers(result) == [RECORDED[story.provider], RECORDED_BEFORE[story.provider]]
    assert await story.held() == TOTAL


@pytest.mark.parametrize("story", [Provider.MOMO], indirect=True)
async def test_rule_07_a_notice_for_momo_that_nobody_signed_is_a_documented_refusal(
    story: Story,
) -> None:
    refused = await story.browser.post("/api/v1/payments/callback/momo", json={})

    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["errors"][0]["field"] == "signature"


@pytest.mark.parametrize("outcome", ["tampered", "wrong_signature"])
async def test_rule_07_a_forgery_changes_nothing_and_the_genuine_notice_still_counts(
    story: Story, outcome: str
) -> None:
    intent = await story.open_page()

    forged = await story.pay(outcome, intent)

    assert answers(forged) == [FORGED[story.provider]]
    assert await story.status() is BookingStatus.CONFIRMED
    assert answers(await story.pay("pay", intent)) == [RECORDED[story.provider]]
    assert await story.status() is BookingStatus.PAID


async def test_rule_19_a_notice_that_comes_days_late_is_the_payers_money(story: Story) -> None:
    intent = await story.open_page()
    await story.pay("late", intent)
    story.world.pass_time(timedelta(hours=30))
    await story.world.pump()
    reference = (await story.sandbox.payments.latest(story.provider))[0].reference

    delivered = await story.sandbox.gateways[story.provider].deliver(reference)

    # a question found it long before: late for the booking, and back where it came from
    assert [each.answer for each in delivered] == [RECORDED_BEFORE[story.provider]]
    assert await story.status() is BookingStatus.CANCELLED
    assert (await story.held(), await story.arrived()) == (ZERO, TOTAL)
    assert (await story.read(intent)).status is IntentStatus.SUCCEEDED


async def test_rule_19_two_payments_for_one_booking_hold_once(story: Story) -> None:
    result = await story.pay("pay_twice")

    assert answers(result) == [RECORDED[story.provider], RECORDED_BEFORE[story.provider]]
    assert (await story.held(), await story.arrived()) == (TOTAL, TOTAL + TOTAL)


async def test_rule_19_what_a_query_finds_and_the_callback_tells_is_booked_once(
    story: Story,
) -> None:
    intent = await story.open_page()
    await story.pay("late", intent)
    gateway = story.world.app.callbacks.gateways[story.provider]
    found = await gateway.query(
        PaymentQuestion(
            merchant_reference=intent.merchant_reference,
            amount=intent.amount,
            created_at=intent.created_at,
            asked_at=story.world.now,
            vendor_transaction=None,
        )
    )
    assert found is not None
    taker: NoticeTaker = story.world.app.callbacks.taker
    async with story.world.store.open_uow() as uow:
        taken = await taker.take(uow, story.provider, found, at=story.world.now)
        await uow.commit()
    assert taken is NoticeOutcome.RECORDED

    reference = (await story.sandbox.payments.latest(story.provider))[0].reference
    (told,) = await story.sandbox.gateways[story.provider].deliver(reference)

    assert told.answer == RECORDED_BEFORE[story.provider]
    assert (await story.held(), await story.arrived()) == (TOTAL, TOTAL)


async def test_rule_21_another_sum_waits_in_suspense(story: Story) -> None:
    await story.pay("wrong_amount")

    assert await story.status() is BookingStatus.CONFIRMED
    assert await story.suspended() == [TOTAL + Vnd(1_000)]
    assert (await story.held(), await story.arrived()) == (ZERO, ZERO)


async def test_rule_21_suspected_fraud_waits_in_suspense(story: Story) -> None:
    if story.provider is not Provider.VNPAY:
        return  # only VNPay tells its suspicion
    await story.pay("suspected")

    assert await story.status() is BookingStatus.CONFIRMED
    assert await story.suspended() == [TOTAL]


async def test_a_failure_leaves_the_booking_waiting_for_another_attempt(story: Story) -> None:
    await story.pay("fail")

    assert await story.status() is BookingStatus.CONFIRMED
    assert answers(await story.pay()) == [RECORDED[story.provider]]
    assert await story.status() is BookingStatus.PAID


async def test_a_failure_told_after_the_success_takes_nothing_back(story: Story) -> None:
    if story.provider is Provider.ZALOPAY:
        return  # only successes are told
    await story.pay("out_of_order")

    assert await story.status() is BookingStatus.PAID
    assert await story.held() == TOTAL


async def test_an_order_lost_on_the_way_is_opened_by_calling_again(story: Story) -> None:
    if story.provider is Provider.VNPAY:
        return  # hears of an order when the payer comes
    await story.sandbox.gateways[story.provider].plan(Call.CREATE, Trouble.ERROR)
    key = story.world.key(story.user)

    async def pay() -> PaymentIntent | None:
        payment = await story.world.app.checkout.pay_by_gateway(
            story.user, story.booking.id, story.provider, payer_ip="203.0.113.7", key=key
        )
        return payment.intent

    with pytest.raises(GatewayUnavailable):
        await pay()
    intent = await pay()

    assert intent is not None
    await story.pay("pay", intent)
    assert await story.status() is BookingStatus.PAID


async def test_defect_m22_gateways_need_no_token(story: Story) -> None:
    for provider in Provider:
        answer = await story.browser.post(f"/api/v1/payments/callback/{provider}", content=b"{}")
        assert answer.status_code not in (401, 403)


async def test_defect_m23_each_gateway_is_heard_by_its_own_method(story: Story) -> None:
    methods = {
        Provider.VNPAY: ("GET", "POST"),
        Provider.MOMO: ("POST",),
        Provider.ZALOPAY: ("POST",),
    }
    for method in ("GET", "POST", "PUT"):
        path = f"/api/v1/payments/callback/{story.provider}"
        answer = await story.browser.request(method, path)
        is_heard = answer.status_code != 405
        assert is_heard is (method in methods[story.provider]), method


async def test_defect_m24_coming_back_with_a_success_pays_nothing(story: Story) -> None:
    result = await story.pay("unsent")

    back = urlsplit(result.return_url)
    answer = await story.browser.get(f"{back.path}?{back.query}")

    assert answer.json()["status"] == "OPEN"
    assert await story.status() is BookingStatus.CONFIRMED
    assert await story.held() == ZERO


async def test_defect_m25_a_transaction_replayed_in_other_words_is_booked_once(
    story: Story,
) -> None:
    await story.pay()
    order = await story.sandbox.payments.order(
        story.provider, (await story.sandbox.payments.latest(story.provider))[0].reference
    )
    assert order is not None
    charge = await story.sandbox.payments.charge_of(story.provider, order.reference)
    assert charge is not None
    later = replace(charge, at=charge.at + timedelta(minutes=1))
    notice = story.sandbox.gateways[story.provider].wire.notice(order, later)
    assert notice is not None

    told = await story.world.app.callbacks.receive(story.provider, notice.encode())

    assert told == story.world.app.callbacks.gateways[story.provider].acknowledge(
        NoticeOutcome.ALREADY_RECORDED
    )
    assert (await story.held(), await story.arrived()) == (TOTAL, TOTAL)
