"""The inbox: every SMS, call and e-mail that "went out"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import template_of
from mate_core.messages.errors import DeliveryNotTaken
from mate_core.messages.template import Message
from mate_core.shared.ports import Clock

Pool = AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]

# The second attempt at a message finds the first one's row: DO UPDATE, so that it is returned.
_ADD: Final = """
INSERT INTO sandbox.messages AS stored (
    channel, reference, recipient, subject, body, sent_at, vendor, callback)
VALUES (
    %(channel)s, %(reference)s, %(to)s, %(subject)s, %(text)s, %(at)s, %(vendor)s, %(callback)s)
ON CONFLICT (channel, reference) DO UPDATE SET reference = stored.reference
RETURNING id
"""
_LATEST: Final = """
SELECT id, channel, recipient, subject, body, reference, sent_at, vendor, callback
FROM sandbox.messages
WHERE %(to)s::text IS NULL OR recipient = %(to)s
ORDER BY id DESC LIMIT %(limit)s
"""
_ONE: Final = """
SELECT id, channel, recipient, subject, body, reference, sent_at, vendor, callback
FROM sandbox.messages WHERE id = %(id)s
"""


@dataclass(frozen=True, slots=True)
class SandboxMessage:
    """One message in the inbox; `subject` is empty for anything but an e-mail.

    `callback` is where the vendor reports what became of it; empty where nobody asked.
    """

    id: int
    channel: str
    recipient: str
    subject: str
    body: str
    reference: str
    sent_at: datetime
    vendor: str
    callback: str


class Inbox:
    """The messages, shared by every process on the database."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def add(
        self,
        *,
        channel: str,
        to: str,
        text: str,
        reference: str,
        subject: str = "",
        vendor: str = "sandbox",
        callback: str = "",
    ) -> str:
        """Store one message; the same reference twice is one row. Answers our "vendor's" id.

        Raises DeliveryNotTaken when the database is away.
        """
        values = {
            "vendor": vendor,
            "callback": callback,
            "channel": channel,
            "reference": reference,
            "to": to,
            "subject": subject,
            "text": text,
            "at": self._clock.now(),
        }
        try:
            async with self._pool.connection() as connection:
                row = await (await connection.execute(_ADD, values)).fetchone()
        except psycopg.OperationalError as away:
            raise DeliveryNotTaken("away") from away
        if row is None:
            raise DeliveryNotTaken("no row")
        return f"sandbox-{channel.lower()}-{row[0]}"

    async def latest(self, *, to: str | None = None, limit: int = 50) -> Sequence[SandboxMessage]:
        """Newest first; only those to one address when it is given."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(SandboxMessage)) as cursor,
        ):
            await cursor.execute(_LATEST, {"to": to, "limit": limit})
            return await cursor.fetchall()

    async def get(self, message_id: int) -> SandboxMessage | None:
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(SandboxMessage)) as cursor,
        ):
            await cursor.execute(_ONE, {"id": message_id})
            return await cursor.fetchone()


class _SandboxCarrier:
    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SANDBOX


class SandboxSms(_SandboxCarrier):
    """SmsSender into the inbox."""

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        text = template_of(message).sms_text(message)
        return await self._inbox.add(channel="SMS", to=to, text=text, reference=reference)


class SandboxVoice(_SandboxCarrier):
    """VoiceCaller into the inbox: what would be read out."""

    async def call(self, *, to: str, message: Message, reference: str) -> str:
        text = template_of(message).voice_text(message)
        return await self._inbox.add(channel="VOICE", to=to, text=text, reference=reference)


class SandboxEmail(_SandboxCarrier):
    """EmailSender into the inbox."""

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        content = template_of(message).email_content(message)
        return await self._inbox.add(
            channel="EMAIL",
            to=to,
            subject=content.subject,
            text=content.body,
            reference=reference,
        )
