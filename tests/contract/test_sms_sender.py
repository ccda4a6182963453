"""What every SmsSender and EmailSender must do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import psycopg
import pytest

from mate_adapters.clock import SandboxClock
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.messages import DeliveryTrouble, RecordingEmail, RecordingSms
from mate_adapters.payments.accounts import MerchantAccounts
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.sandbox.sandbox import Sandbox
from mate_core.shared.ports import (
    DeliveryRefused,
    DeliveryUnavailable,
    EmailSender,
    SmsSender,
)

PHONE = "+84912345678"
MAILBOX = "lan@example.vn"
TEXT = "Mã của bạn là 123456; đừng đưa cho ai."

Seen = tuple[str, str, str]
"""(address, subject, text) of a message that went out."""
Read = Callable[[], Awaitable[list[Seen]]]


class SmsSenderContract:
    """Subclasses give the sender and a look at what went out, oldest first."""

    async def test_a_message_goes_out_as_it_was_given(self, sms: SmsSender, out: Read) -> None:
        vendor_id = await sms.send(to=PHONE, text=TEXT, reference="m1")

        assert vendor_id
        assert await out() == [(PHONE, "", TEXT)]

    async def test_a_second_attempt_is_the_same_message(self, sms: SmsSender, out: Read) -> None:
        first = await sms.send(to=PHONE, text=TEXT, reference="m1")

        assert await sms.send(to=PHONE, text=TEXT, reference="m1") == first
        assert len(await out()) == 1

    async def test_attempts_at_the_same_time_are_one_message(
        self, sms: SmsSender, out: Read
    ) -> None:
        ids = await asyncio.gather(
            *(sms.send(to=PHONE, text=TEXT, reference="m1") for _ in range(8))
        )

        assert len(set(ids)) == 1
        assert len(await out()) == 1

    async def test_another_reference_is_another_message(self, sms: SmsSender, out: Read) -> None:
        ids = {await sms.send(to=PHONE, text=TEXT, reference=name) for name in ("m1", "m2")}

        assert len(ids) == 2
        assert len(await out()) == 2


class EmailSenderContract:
    """The same of e-mails."""

    async def test_a_mail_goes_out_as_it_was_given(self, email: EmailSender, out: Read) -> None:
        assert await email.send(to=MAILBOX, subject="Mã", text=TEXT, reference="e1")

        assert await out() == [(MAILBOX, "Mã", TEXT)]

    async def test_a_second_attempt_is_the_same_mail(self, email: EmailSender, out: Read) -> None:
        ids = {
            await email.send(to=MAILBOX, subject="Mã", text=TEXT, reference="e1") for _ in range(2)
        }

        assert len(ids) == 1
        assert len(await out()) == 1


def recorded(sender: RecordingSms | RecordingEmail) -> Read:
    async def read() -> list[Seen]:
        return [(message.to, message.subject, message.text) for message in sender.sent]

    return read


class TestMemorySms(SmsSenderContract):
    @pytest.fixture
    def sms(self) -> RecordingSms:
        return RecordingSms()

    @pytest.fixture
    def out(self, sms: RecordingSms) -> Read:
        return recorded(sms)

    async def test_troubles_are_met_in_order(self) -> None:
        sms = RecordingSms(
            DeliveryTrouble.REFUSED, DeliveryTrouble.REQUEST_LOST, DeliveryTrouble.REPLY_LOST
        )

        with pytest.raises(DeliveryRefused):
            await sms.send(to=PHONE, text=TEXT, reference="m1")
        with pytest.raises(DeliveryUnavailable):
            await sms.send(to=PHONE, text=TEXT, reference="m1")
        assert sms.sent == []
        with pytest.raises(DeliveryUnavailable):
            await sms.send(to=PHONE, text=TEXT, reference="m1")
        assert [message.reference for message in sms.to(PHONE)] == ["m1"]
        assert await sms.send(to=PHONE, text=TEXT, reference="m1") == sms.sent[0].vendor_id


class TestMemoryEmail(EmailSenderContract):
    @pytest.fixture
    def email(self) -> RecordingEmail:
        return RecordingEmail()

    @pytest.fixture
    def out(self, email: RecordingEmail) -> Read:
        return recorded(email)


@pytest.fixture(scope="module")
def inbox_dsn(postgres_server: LocalPostgres) -> str:
    name = f"sandbox_inbox_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    postgres_server.create_database(name)
    return postgres_server.dsn(name)


@pytest.fixture
async def sandbox(inbox_dsn: str) -> AsyncIterator[Sandbox]:
    async with await psycopg.AsyncConnection.connect(inbox_dsn, autocommit=True) as connection:
        await connection.execute("DROP SCHEMA IF EXISTS sandbox CASCADE")
    clock = SandboxClock(inbox_dsn, system=VirtualClock(datetime(2026, 1, 5, 2, 0, tzinfo=UTC)))
    sandbox = Sandbox(
        inbox_dsn,
        clock=clock,
        accounts=MerchantAccounts(),
        vnpay_ipn_url="http://merchant.test/ipn",
        public_url="http://sandbox.test",
    )
    await sandbox.open()
    yield sandbox
    await sandbox.close()


@pytest.fixture
def inbox(sandbox: Sandbox) -> Read:
    async def read() -> list[Seen]:
        newest_first = await sandbox.inbox.latest()
        return [(each.recipient, each.subject, each.body) for each in reversed(newest_first)]

    return read


@pytest.mark.postgres
class TestSandboxSms(SmsSenderContract):
    @pytest.fixture
    def sms(self, sandbox: Sandbox) -> SmsSender:
        return sandbox.sms

    @pytest.fixture
    def out(self, inbox: Read) -> Read:
        return inbox

    async def test_an_sms_and_a_mail_may_share_a_reference(
        self, sandbox: Sandbox, out: Read
    ) -> None:
        await sandbox.sms.send(to=PHONE, text=TEXT, reference="m1")
        await sandbox.email.send(to=MAILBOX, subject="Mã", text=TEXT, reference="m1")

        assert len(await out()) == 2

    async def test_without_a_database_the_outcome_is_unknown(self, sandbox: Sandbox) -> None:
        await sandbox.close()

        with pytest.raises(DeliveryUnavailable):
            await sandbox.sms.send(to=PHONE, text=TEXT, reference="m1")


@pytest.mark.postgres
class TestSandboxEmail(EmailSenderContract):
    @pytest.fixture
    def email(self, sandbox: Sandbox) -> EmailSender:
        return sandbox.email

    @pytest.fixture
    def out(self, inbox: Read) -> Read:
        return inbox
