"""Consents, rights requests, closings of accounts, links to exports."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    count,
    identifier,
    instant,
    metadata,
    small,
    text,
    texts,
)

consents: Final = sa.Table(
    "consents",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    text("purpose"),
    sa.Column("granted", sa.Boolean, nullable=False),
    small("text_version"),
    text("language"),
    text("text_digest"),
    text("source"),
    instant("at"),
)

rights_requests: Final = sa.Table(
    "rights_requests",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    text("kind"),
    text("details"),
    instant("received_at"),
    instant("acknowledge_due_at"),
    instant("due_at"),
    text("status"),
    instant("acknowledged_at", null=True),
    instant("answered_at", null=True),
    identifier("answered_by", null=True),
    text("answer", null=True),
    count("version"),
)

account_closures: Final = sa.Table(
    "account_closures",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    instant("requested_at"),
    instant("complete_by"),
    instant("due_at", null=True),
    text("status"),
    texts("still_open"),
    text("hold_reason", null=True),
    identifier("held_by", null=True),
    text("phone_hash", null=True),
    text("email_hash", null=True),
    instant("ended_at", null=True),
    count("version"),
)

data_exports: Final = sa.Table(
    "data_exports",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    text("token_hash"),
    instant("requested_at"),
    instant("expires_at"),
    identifier("requested_by", null=True),
)
