"""The sandbox's own tables, in a schema of their own.

They are no part of the production migrations: the sandbox makes them when it starts.
"""

from __future__ import annotations

from typing import Final

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

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
    channel text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    reference text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL DEFAULT '',
    body text NOT NULL,
    sent_at timestamptz NOT NULL,
    UNIQUE (channel, reference)
);
CREATE INDEX IF NOT EXISTS messages_recipient ON sandbox.messages (recipient, id DESC);
CREATE TABLE IF NOT EXISTS sandbox.payments (
    txn_ref text PRIMARY KEY,
    amount_hundredths bigint NOT NULL,
    order_info text NOT NULL,
    return_url text NOT NULL,
    outcome text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE SEQUENCE IF NOT EXISTS sandbox.vnpay_transaction_numbers START 14000001;
CREATE TABLE IF NOT EXISTS sandbox.notices (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    txn_ref text NOT NULL REFERENCES sandbox.payments (txn_ref),
    query text NOT NULL,
    held_back boolean NOT NULL
);
CREATE INDEX IF NOT EXISTS notices_txn_ref ON sandbox.notices (txn_ref, id);
CREATE TABLE IF NOT EXISTS sandbox.deliveries (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id bigint NOT NULL REFERENCES sandbox.notices (id),
    delivered_at timestamptz NOT NULL,
    http_status integer,
    rsp_code text,
    message text NOT NULL
);
CREATE INDEX IF NOT EXISTS deliveries_notice ON sandbox.deliveries (notice_id, id);
"""


async def create_sandbox_schema(connection: AsyncConnection[TupleRow]) -> None:
    """Make what is missing; safe to run again and from several processes at once."""
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (_ADVISORY_LOCK,))
        await connection.execute(_TABLES)
