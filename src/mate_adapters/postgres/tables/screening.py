"""Listings that wait for staff, and reports."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from mate_adapters.postgres.tables.columns import count, identifier, instant, metadata, text

listing_cases: Final = sa.Table(
    "listing_cases",
    metadata,
    identifier(primary_key=True),
    identifier("partner_id"),
    text("cause"),
    text("state"),
    text("texts_digest"),
    sa.Column("texts", JSONB, nullable=False),
    sa.Column("findings", JSONB, nullable=False),
    instant("opened_at"),
    instant("due_at"),
    identifier("claimed_by", null=True),
    instant("claimed_until", null=True),
    identifier("decided_by", null=True),
    text("decision_reason", null=True),
    text("decision_category", null=True),
    instant("closed_at", null=True),
    count("version"),
)

report_cases: Final = sa.Table(
    "report_cases",
    metadata,
    identifier(primary_key=True),
    text("kind"),
    identifier("object_id"),
    identifier("owner_id"),
    instant("opened_at"),
    instant("due_at"),
    count("reports"),
    identifier("claimed_by", null=True),
    instant("claimed_until", null=True),
    identifier("decided_by", null=True),
    instant("decided_at", null=True),
    text("outcome", null=True),
    text("note", null=True),
    count("version"),
)

user_reports: Final = sa.Table(
    "user_reports",
    metadata,
    identifier(primary_key=True),
    identifier("case_id"),
    identifier("reporter_id"),
    text("reason"),
    instant("at"),
    text("details", null=True),
)
