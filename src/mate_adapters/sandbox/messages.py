"""The inbox: every SMS and e-mail that "went out"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from mate_core.shared.ports import Clock, DeliveryUnavailable

Pool = AsyncConnectionPool[AsyncConnection[tuple[Any, ...]]]

# The second attempt at a message finds the first one's row: DO UPDATE, so that it is returned.
_ADD: Final = """
INSERT INTO sandbox.messages AS stored (channel, reference, recipient, subject, body, sent_at)
VALUES (%(channel)s, %(reference)s, %(to)s, %(subject)s, %(text)s, %(at)s)
ON CONFLICT (channel, reference) DO UPDATE SET reference = stored.reference
RETURNING id
"""
_LATEST: Final = """
SELECT id, channel, recipient, subject, body, reference, sent_at FROM sandbox.messages
WHERE %(to)s::text IS NULL OR recipient = %(to)s
ORDER BY id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class SandboxMessage:
    """One message in the inbox; `subject` is empty for an SMS."""

    id: int
    channel: str
    recipient: str
    subject: str
    body: str
    reference: str
    sent_at: datetime


class Inbox:
    """The messages, shared by every process on the database."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def add(self, *, channel: str, to: str, subject: str, text: str, reference: str) -> str:
        """Store one message; the same reference twice is one row. Answers our "vendor's" id.

        Raises DeliveryUnavailable when the database is away.
        """
        values = {
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
            raise DeliveryUnavailable(reference) from away
        if row is None:
            raise DeliveryUnavailable(reference)
        return f"sandbox-{channel.lower()}-{row[0]}"

    async def latest(self, *, to: str | None = None, limit: int = 50) -> Sequence[SandboxMessage]:
        """Newest first; only those to one address when it is given."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(SandboxMessage)) as cursor,
        ):
            await cursor.execute(_LATEST, {"to": to, "limit": limit})
            return await cursor.fetchall()


class SandboxSms:
    """SmsSender into the inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def send(self, *, to: str, text: str, reference: str) -> str:
        return await self._inbox.add(
            channel="SMS", to=to, subject="", text=text, reference=reference
        )


class SandboxEmail:
    """EmailSender into the inbox."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox

    async def send(self, *, to: str, subject: str, text: str, reference: str) -> str:
        return await self._inbox.add(
            channel="EMAIL", to=to, subject=subject, text=text, reference=reference
        )
