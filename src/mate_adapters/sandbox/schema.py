"""The sandbox's own tables, in a schema of their own.

They are no part of the production migrations: the sandbox makes them when it starts.
"""

from __future__ import annotations

from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from mate_adapters.sandbox.schema_gateways import GATEWAY_TABLES

_ADVISORY_LOCK: Final = 5_265_772_001
"""Two processes that start at once would race in CREATE ... IF NOT EXISTS; this queues them."""

_TABLES: Final = """
CREATE SCHEMA IF NOT EXISTS sandbox;
CREATE TABLE IF NOT EXISTS sandbox.clock (
    id smallint PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    offset_microseconds bigint NOT NULL CHECK (offset_microseconds >= 0)
);
CREATE TABLE IF NOT EXISTS sandbox.messages (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel text NOT NULL,
    reference text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    sent_at timestamptz NOT NULL,
    UNIQUE (channel, reference)
);
ALTER TABLE sandbox.messages
    DROP CONSTRAINT IF EXISTS messages_channel_check,
    ADD COLUMN IF NOT EXISTS vendor text NOT NULL DEFAULT 'sandbox',
    ADD COLUMN IF NOT EXISTS callback text NOT NULL DEFAULT '';
CREATE INDEX IF NOT EXISTS messages_recipient ON sandbox.messages (recipient, id DESC);
"""


async def create_sandbox_schema(connection: AsyncConnection[TupleRow]) -> None:
    """Make what is missing; safe to run again and from several processes at once."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ADVISORY_LOCK,))
        await connection.execute(_TABLES)
        await connection.execute(GATEWAY_TABLES)
