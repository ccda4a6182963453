"""Attempts at messages, and addresses that are left alone."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import identifier, instant, metadata, small, text

message_attempts: Final = sa.Table(
    "message_attempts",
    metadata,
    identifier(primary_key=True),
    identifier("message_id"),
    small("number"),
    text("channel"),
    text("vendor"),
    text("template"),
    text("address_hash"),
    instant("started_at"),
    instant("updated_at"),
    text("status"),
    text("vendor_id", null=True),
    text("error", null=True),
)

message_suppressions: Final = sa.Table(
    "message_suppressions",
    metadata,
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("address_hash", sa.Text, primary_key=True),
    text("cause"),
    instant("at"),
)
