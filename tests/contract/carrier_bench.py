"""Every sender of messages with its vendor behind it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Final, Protocol

import httpx
import psycopg

from mate_adapters.clock import SandboxClock
from mate_adapters.email.composing import Sender, composed
from mate_adapters.email.sendgrid.api import SendgridConfig, SendgridEmail
from mate_adapters.email.ses.api import SesConfig, SesEmail
from mate_adapters.email.smtp import SmtpEmail
from mate_adapters.email.smtp_config import SmtpConfig, SmtpSecurity
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.messages import (
    RETRY_AFTER,
    DeliveryTrouble,
    RecordingEmail,
    RecordingSms,
    RecordingVoice,
)
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.app import create_sandbox_app
from mate_adapters.sandbox.carriers.model import CarrierAccounts, CarrierTrouble
from mate_adapters.sandbox.sandbox import Sandbox
from mate_adapters.sms.registered import REGISTERED
from mate_adapters.sms.stringee.api import StringeeSms, StringeeVoice
from mate_adapters.sms.stringee.config import StringeeConfig
from mate_adapters.sms.twilio.api import TwilioSms, TwilioVoice
from mate_adapters.sms.twilio.config import TwilioConfig
from mate_core.messages.catalogue import CODE, sms_templates
from mate_core.messages.ports import EmailSender, SmsSender, VoiceCaller
from tests.contract.sandbox_bench import transport_to
from tests.contract.smtp_server import MailServer

NOON: Final = datetime(2026, 1, 5, 5, 0, tzinfo=UTC)
PHONE: Final = "+84912345678"
MAILBOX: Final = "lan@example.vn"
MESSAGE: Final = CODE.message(code="123456", minutes="5")
REFERENCE: Final = "019b0c2f-8a5d-7c3e-9f1a-2b3c4d5e6f70"
HOST: Final = "http://sandbox.test"
US: Final = "http://merchant.test"
ACCOUNTS: Final = CarrierAccounts(sendgrid_events=f"{US}/api/v1/messages/callback/sendgrid")
SENDER: Final = Sender("no-reply@example.vn", "Mate Xã Hội")
TEMPLATES: Final = {template.id: REGISTERED for template in sms_templates()}
TWILIO: Final = TwilioConfig(
    account_sid=ACCOUNTS.twilio_sid,
    auth_token=ACCOUNTS.twilio_token,
    sender="MATESOCIAL",
    caller="+842873000000",
    api_url=f"{HOST}/sandbox/carriers/twilio",
    callback_url=f"{US}/api/v1/messages/callback/twilio",
    templates=TEMPLATES,
)
STRINGEE: Final = StringeeConfig(
    key_sid=ACCOUNTS.stringee_sid,
    key_secret=ACCOUNTS.stringee_secret,
    brand="MATESOCIAL",
    caller="+842873000000",
    api_url=f"{HOST}/sandbox/carriers/stringee",
    templates=TEMPLATES,
)
SENDGRID: Final = SendgridConfig(
    api_key=ACCOUNTS.sendgrid_key,
    sender=SENDER,
    api_url=f"{HOST}/sandbox/carriers/sendgrid",
)
SES: Final = SesConfig(
    region=ACCOUNTS.ses_region,
    credentials=ACCOUNTS.ses,
    sender=SENDER,
    api_url=f"{HOST}/sandbox/carriers/ses",
)
SHORT: Final = timedelta(seconds=0.2)
"""A client's patience where the vendor keeps silent for long."""
SILENCE: Final = timedelta(minutes=1)

_databases: Final = count(1)

_AT_SANDBOX: Final[Mapping[DeliveryTrouble, CarrierTrouble]] = {
    DeliveryTrouble.REFUSED: CarrierTrouble.REFUSED,
    DeliveryTrouble.ACCOUNT: CarrierTrouble.UNAUTHORIZED,
    DeliveryTrouble.OPTED_OUT: CarrierTrouble.OPTED_OUT,
    DeliveryTrouble.NOT_TAKEN: CarrierTrouble.BUSY,
    DeliveryTrouble.REQUEST_LOST: CarrierTrouble.ERROR,
    DeliveryTrouble.REPLY_LOST: CarrierTrouble.REPLY_LOST,
}
AnySender = SmsSender | VoiceCaller | EmailSender


class Bench(Protocol):
    """One sender, and a look at what its vendor took."""

    @property
    def expected(self) -> tuple[str, str, str]:
        """(address, subject, text) of MESSAGE on this channel."""
        ...

    @property
    def retry_after(self) -> timedelta | None:
        """What its vendor asks for when it is busy."""
        ...

    async def hand(self) -> str | None: ...

    async def out(self) -> list[tuple[str, str, str]]: ...

    async def meets(self, trouble: DeliveryTrouble) -> None: ...


async def hand_over(sender: AnySender) -> str | None:
    if isinstance(sender, TwilioVoice | StringeeVoice | RecordingVoice):
        return await sender.call(to=PHONE, message=MESSAGE, reference=REFERENCE)
    assert not hasattr(sender, "call")
    return await sender.send(to=address_of(sender), message=MESSAGE, reference=REFERENCE)


def address_of(sender: object) -> str:
    return MAILBOX if "Email" in type(sender).__name__ else PHONE


def expected_of(sender: object) -> tuple[str, str, str]:
    name = type(sender).__name__
    if "Voice" in name:
        return (PHONE, "", CODE.voice_text(MESSAGE))
    if "Email" not in name:
        return (PHONE, "", CODE.sms_text(MESSAGE))
    if name.startswith("Recording"):
        content = CODE.email_content(MESSAGE)
        return (MAILBOX, content.subject, content.body)
    mail = composed(MESSAGE)
    return (MAILBOX, mail.subject, mail.text)


class RecordedBench:
    def __init__(self, sender: RecordingSms | RecordingVoice | RecordingEmail) -> None:
        self.sender = sender
        self.expected = expected_of(sender)
        self.retry_after = RETRY_AFTER

    async def hand(self) -> str | None:
        return await hand_over(self.sender)

    async def out(self) -> list[tuple[str, str, str]]:
        return [(each.to, each.subject, each.text) for each in self.sender.sent]

    async def meets(self, trouble: DeliveryTrouble) -> None:
        self.sender.meets(trouble)


class VendorBench:
    """A sender whose vendor is in the sandbox."""

    def __init__(self, sandbox: Sandbox, vendor: str, sender: AnySender) -> None:
        self.sandbox = sandbox
        self.vendor = vendor
        self.sender = sender
        self.expected = expected_of(sender)
        self.retry_after = timedelta(seconds=30)

    async def hand(self) -> str | None:
        return await hand_over(self.sender)

    async def out(self) -> list[tuple[str, str, str]]:
        newest_first = await self.sandbox.inbox.latest()
        return [(each.recipient, each.subject, each.body) for each in reversed(newest_first)]

    async def meets(self, trouble: DeliveryTrouble) -> None:
        await self.plan(_AT_SANDBOX[trouble])

    async def plan(self, trouble: CarrierTrouble) -> None:
        await self.sandbox.carriers.plan(self.vendor, trouble)


class MailBench:
    """SMTP has a server of its own."""

    def __init__(self, server: MailServer, config: SmtpConfig) -> None:
        self.server = server
        self.sender = SmtpEmail(config, VirtualClock(NOON))
        self.expected = expected_of(self.sender)
        self.retry_after = None

    async def hand(self) -> str | None:
        return await hand_over(self.sender)

    async def out(self) -> list[tuple[str, str, str]]:
        return [
            (to, str(mail["Subject"]), _plain(mail.get_body(("plain",))))
            for to, mail in self.server.mails
        ]

    async def meets(self, trouble: DeliveryTrouble) -> None:
        self.server.troubles.append(trouble)


def _plain(part: object) -> str:
    content: str = part.get_content()  # type: ignore[attr-defined] # the stub says Message
    return content.replace("\r\n", "\n")


@dataclass(frozen=True, slots=True)
class Opened:
    sandbox: Sandbox
    http: httpx.AsyncClient
    dsn: str

    async def empty(self) -> None:
        async with await psycopg.AsyncConnection.connect(self.dsn, autocommit=True) as connection:
            await connection.execute("DELETE FROM sandbox.messages")
            await connection.execute("DELETE FROM sandbox.gateway_troubles")

    def bench(self, name: str, *, patience: timedelta = timedelta(seconds=10)) -> VendorBench:
        """`name` is the class of the sender."""
        return VendorBench(self.sandbox, _vendor(name), sender_of(name, self, patience))


def sender_of(name: str, opened: Opened, patience: timedelta) -> AnySender:
    http, clock = opened.http, opened.sandbox.clock
    made: dict[str, AnySender] = {
        "TwilioSms": TwilioSms(replace(TWILIO, patience=patience), http),
        "TwilioVoice": TwilioVoice(replace(TWILIO, patience=patience), http),
        "StringeeSms": StringeeSms(replace(STRINGEE, patience=patience), http, clock),
        "StringeeVoice": StringeeVoice(replace(STRINGEE, patience=patience), http, clock),
        "SendgridEmail": SendgridEmail(replace(SENDGRID, patience=patience), http, clock),
        "SesEmail": SesEmail(replace(SES, patience=patience), http, clock),
    }
    return made[name]


VENDOR_SENDERS: Final = (
    "TwilioSms",
    "TwilioVoice",
    "StringeeSms",
    "StringeeVoice",
    "SendgridEmail",
    "SesEmail",
)


def _vendor(name: str) -> str:
    return name.removesuffix("Sms").removesuffix("Voice").removesuffix("Email").lower()


@asynccontextmanager
async def opened_carriers(
    server: LocalPostgres,
    *,
    accounts: CarrierAccounts = ACCOUNTS,
    customer: httpx.AsyncBaseTransport | None = None,
) -> AsyncIterator[Opened]:
    """A sandbox with nothing in it; `customer` is the way to our callbacks."""
    number = next(_databases)
    name = f"sandbox_carriers_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{number}"
    server.create_database(name)
    dsn = server.dsn(name)
    sandbox = Sandbox(
        dsn,
        clock=SandboxClock(dsn, system=VirtualClock(NOON)),
        accounts=MerchantAccounts(),
        carrier_accounts=accounts,
        vnpay_ipn_url=f"{US}/ipn",
        public_url=HOST,
        http=httpx.AsyncClient(transport=customer) if customer else None,
        silence=SILENCE,
        slowness=timedelta(),
    )
    await sandbox.open()
    async with httpx.AsyncClient(
        transport=transport_to(create_sandbox_app(sandbox), raises=False)
    ) as http:
        yield Opened(sandbox, http, dsn)
    await sandbox.close()


@asynccontextmanager
async def opened_mail() -> AsyncIterator[MailBench]:
    async with MailServer().running() as server:
        yield MailBench(server, smtp_config(server.port))


def smtp_config(port: int) -> SmtpConfig:
    return SmtpConfig(
        host="127.0.0.1",
        port=port,
        sender=SENDER,
        username="mate",
        password="right password",
        security=SmtpSecurity.NONE,
        patience=timedelta(seconds=5),
    )
