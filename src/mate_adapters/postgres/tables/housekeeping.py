"""Outbox, idempotency keys, the audit log and its seals."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from mate_adapters.postgres.tables.columns import (
    count,
    identifier,
    instant,
    metadata,
    small,
    text,
)

outbox: Final = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    text("type"),
    sa.Column("body", JSONB, nullable=False),
    instant("created_at"),
    instant("due_at", null=True),
    small("attempts"),
    instant("done_at", null=True),
    instant("dead_at", null=True),
    text("last_error", null=True),
)

idempotency_keys: Final = sa.Table(
    "idempotency_keys",
    metadata,
    identifier("actor_id", primary_key=True),
    sa.Column("operation", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    text("fingerprint"),
    text("result", null=True),
    instant("created_at"),
)

audit_log: Final = sa.Table(
    "audit_log",
    metadata,
    identifier(primary_key=True),
    instant("at"),
    identifier("actor_id", null=True),
    text("action"),
    text("subject_type"),
    identifier("subject_id"),
    text("reason"),
    sa.Column("facts", JSONB, nullable=False),
)

audit_seals: Final = sa.Table(
    "audit_seals",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True),
    instant("at"),
    identifier("first_id"),
    identifier("last_id"),
    count("records"),
    text("previous"),
    text("hash"),
)

audit_sealed: Final = sa.Table(
    "audit_sealed",
    metadata,
    identifier("record_id", primary_key=True),
    sa.Column("seal", sa.BigInteger, nullable=False),
    count("position"),
    text("digest"),
)
