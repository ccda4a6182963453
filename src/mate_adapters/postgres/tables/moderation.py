"""Blocks between people, and bans of people."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    UUIDS,
    count,
    identifier,
    instant,
    metadata,
    text,
)

user_blacklist: Final = sa.Table(
    "user_blacklist",
    metadata,
    identifier("blocker_id", primary_key=True),
    identifier("blocked_id", primary_key=True),
    text("reason", null=True),
    text("shown_name", null=True),
    instant("created_at"),
)

system_blacklist: Final = sa.Table(
    "system_blacklist",
    metadata,
    identifier(primary_key=True),
    identifier("user_id"),
    text("reason"),
    identifier("blacklisted_by"),
    identifier("seconded_by", null=True),
    sa.Column("is_permanent", sa.Boolean, nullable=False),
    instant("expires_at", null=True),
    sa.Column("waives_tiers", sa.Boolean, nullable=False),
    instant("created_at"),
    instant("review_until"),
    instant("due_at", null=True),
    instant("carried_out_at", null=True),
    instant("reviewed_at", null=True),
    sa.Column("watched", UUIDS, nullable=False),
    text("appeal", null=True),
    instant("appealed_at", null=True),
    instant("appeal_decided_at", null=True),
    identifier("appeal_decided_by", null=True),
    sa.Column("appeal_granted", sa.Boolean, nullable=True),
    text("appeal_answer", null=True),
    instant("lifted_at", null=True),
    identifier("lifted_by", null=True),
    text("lift_reason", null=True),
    count("version"),
)

ban_proposals: Final = sa.Table(
    "ban_proposals",
    metadata,
    identifier("user_id", primary_key=True),
    instant("expires_at", null=True),
    sa.Column("waives_tiers", sa.Boolean, nullable=False),
    text("reason"),
    identifier("proposed_by"),
    instant("proposed_at"),
    instant("lapses_at"),
)

ban_marks: Final = sa.Table(
    "ban_marks",
    metadata,
    identifier("ban_id", primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, primary_key=True),
)
