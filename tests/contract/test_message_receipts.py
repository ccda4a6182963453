"""A code on its way: our routes, real adapters, and vendors that report as they like."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from mate_adapters.email.sendgrid.api import SendgridEmail
from mate_adapters.email.sendgrid.receipts import SendgridReceipts
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.carriers.model import CarrierTrouble
from mate_adapters.sandbox.carriers.sendgrid import public_key
from mate_adapters.sandbox.messages import SandboxMessage
from mate_adapters.sms.stringee.api import StringeeSms
from mate_adapters.sms.twilio.api import TwilioSms, TwilioVoice
from mate_adapters.sms.twilio.receipts import TwilioReceipts
from mate_core.identity.service import Registration
from mate_core.messages.attempt import MessageAttempt, MessageVendor
from mate_core.messages.ports import Carriers
from mate_core.shared.contact import EmailAddress
from mate_core.shared.ports import Clock
from mate_http.app import create_app
from mate_http.options import HttpOptions
from tests.contract.carrier_bench import (
    ACCOUNTS,
    SENDGRID,
    STRINGEE,
    TWILIO,
    US,
    Opened,
    opened_carriers,
)
from tests.contract.sandbox_bench import transport_to
from tests.contract.test_gateway_stories import Wire
from tests.unit.world import DAY, World

pytestmark = pytest.mark.postgres


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody who registers, and the vendors that carry his codes."""

    world: World
    opened: Opened
    browser: httpx.AsyncClient

    async def code_to(self, address: EmailAddress | None = None) -> SandboxMessage:
        """The message as the vendor has it."""
        wish = self.world.registration()
        if address is not None:
            wish = Registration(
                email=address,
                phone=None,
                password=wish.password,
                full_name=wish.full_name,
                date_of_birth=wish.date_of_birth,
            )
        await self.world.app.registration.register(wish)
        await self.world.deliver()
        return (await self.opened.sandbox.inbox.latest(limit=1))[0]

    async def report(self, message: SandboxMessage, *events: str) -> list[int | None]:
        return list(await self.opened.sandbox.carriers.report(message, events))

    async def refuses(self, vendor: str) -> None:
        """The next call to that vendor is refused."""
        await self.opened.sandbox.carriers.plan(vendor, CarrierTrouble.REFUSED)

    @property
    def attempts(self) -> list[MessageAttempt]:
        return list(self.world.store.tables.messages.attempts.rows.values())

    @property
    def causes(self) -> list[str]:
        return [each.cause for each in self.world.store.tables.messages.suppressions.rows.values()]


@dataclass(frozen=True, slots=True)
class Vendors:
    """A sandbox, and the way from it to us."""

    opened: Opened
    to_us: Wire


@pytest.fixture(scope="module")
async def vendors(postgres_server: LocalPostgres) -> AsyncIterator[Vendors]:
    to_us = Wire()
    async with opened_carriers(postgres_server, customer=to_us) as opened:
        yield Vendors(opened, to_us)


@pytest.fixture
async def post(vendors: Vendors) -> AsyncIterator[Post]:
    opened, to_us = vendors.opened, vendors.to_us
    await opened.empty()
    async with httpx.AsyncClient(transport=to_us, base_url=US) as browser:
        http, sandbox_clock = opened.http, opened.sandbox.clock

        def carriers(clock: Clock) -> Carriers:
            return Carriers(
                sms=(TwilioSms(TWILIO, http), StringeeSms(STRINGEE, http, sandbox_clock)),
                voice=(TwilioVoice(TWILIO, http),),
                email=(SendgridEmail(SENDGRID, http, sandbox_clock),),
                receipts={
                    MessageVendor.TWILIO: TwilioReceipts(ACCOUNTS.twilio_token, US),
                    MessageVendor.SENDGRID: SendgridReceipts(public_key()),
                },
            )

        world = World(real_carriers=carriers)
        world.clock.set(opened.sandbox.clock.now())
        to_us.far_end = transport_to(create_app(world.app, HttpOptions(public_url=US)))
        yield Post(world, opened, browser)


async def test_a_code_is_followed_until_it_arrives(post: Post) -> None:
    message = await post.code_to()
    assert [each.status for each in post.attempts] == ["ACCEPTED"]

    assert await post.report(message, "sent", "delivered") == [204, 204]

    (attempt,) = post.attempts
    assert (attempt.status, attempt.vendor_id) == ("DELIVERED", message.reference)


async def test_receipts_out_of_order_and_twice_never_move_back(post: Post) -> None:
    message = await post.code_to()

    answers = await post.report(message, "delivered", "sent", "queued", "delivered", "undelivered")

    assert answers == [204] * 5
    assert [each.status for each in post.attempts] == ["DELIVERED"]


async def test_a_failure_is_kept_with_the_vendor_s_code(post: Post) -> None:
    await post.report(await post.code_to(), "undelivered")

    assert [(each.status, each.error) for each in post.attempts] == [("FAILED", "30003")]


async def test_a_mail_that_bounces_is_the_last_to_that_address(post: Post) -> None:
    address = EmailAddress("lan@example.vn")
    first = await post.code_to(address)
    assert await post.report(first, "processed", "bounce") == [204]
    assert post.causes == ["BOUNCED"]

    post.world.pass_time(DAY)
    again = await post.code_to(address)

    assert again == first
    assert [each.status for each in post.attempts] == ["FAILED"]


async def test_a_complaint_about_a_mail_that_arrived_is_heard(post: Post) -> None:
    message = await post.code_to(EmailAddress("lan@example.vn"))
    await post.report(message, "delivered", "spamreport", "open", "click")

    assert [each.status for each in post.attempts] == ["DELIVERED"]
    assert post.causes == ["COMPLAINED"]


async def test_a_forged_receipt_changes_nothing(post: Post) -> None:
    message = await post.code_to()
    answer = await post.browser.post(
        message.callback.removeprefix(US),
        data={"MessageStatus": "delivered"},
        headers={"X-Twilio-Signature": "AAAA"},
    )

    assert answer.status_code == 403
    assert answer.json()["code"] == "messages.receipt_forged"
    assert [each.status for each in post.attempts] == ["ACCEPTED"]


async def test_an_old_batch_of_mail_events_is_refused(post: Post) -> None:
    message = await post.code_to(EmailAddress("lan@example.vn"))
    post.world.pass_time(DAY)

    assert await post.report(message, "bounce") == [403]
    assert post.causes == []


async def test_the_next_vendor_carries_what_the_first_refuses(post: Post) -> None:
    await post.refuses("twilio")
    message = await post.code_to()

    assert message.vendor == "stringee"
    assert [each.status for each in post.attempts] == ["REFUSED", "ACCEPTED"]


async def test_the_phone_rings_when_no_text_can_go_out(post: Post) -> None:
    await post.refuses("twilio")
    await post.refuses("stringee")
    message = await post.code_to()
    await post.report(message, "ringing", "completed")

    assert (message.channel, message.vendor) == ("VOICE", "twilio")
    assert [each.status for each in post.attempts] == ["REFUSED", "REFUSED", "DELIVERED"]


async def test_the_tester_reports_over_http(post: Post) -> None:
    message = await post.code_to()
    answer = await post.opened.http.post(
        f"http://sandbox.test/sandbox/messages/{message.id}/receipts",
        json={"events": ["sent", "delivered"]},
    )
    trouble = await post.opened.http.post(
        "http://sandbox.test/sandbox/carrier-troubles",
        json={"vendor": "twilio", "trouble": "busy"},
    )

    assert answer.json() == {"events": ["sent", "delivered"], "answers": [204, 204]}
    assert trouble.json() == {"vendor": "twilio", "trouble": "busy"}
    assert (await post.code_to()).vendor == "stringee"
