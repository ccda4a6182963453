"""Stored media."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from mate_adapters.postgres.tables.columns import count, identifier, instant, metadata, text

stored_media: Final = sa.Table(
    "stored_media",
    metadata,
    identifier(primary_key=True),
    identifier("owner_id"),
    text("kind"),
    text("bucket"),
    text("key"),
    text("state"),
    text("content_type", null=True),
    count("bytes", null=True),
    count("width", null=True),
    count("height", null=True),
    count("duration_ms", null=True),
    sa.Column("renditions", JSONB, nullable=False),
    instant("created_at"),
    instant("changed_at"),
    instant("purged_at", null=True),
    count("version"),
)
