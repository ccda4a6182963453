"""Blocks between people."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import identifier, instant, metadata, text

user_blacklist: Final = sa.Table(
    "user_blacklist",
    metadata,
    identifier("blocker_id", primary_key=True),
    identifier("blocked_id", primary_key=True),
    text("reason", null=True),
    text("shown_name", null=True),
    instant("created_at"),
)
