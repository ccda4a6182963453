"""No-show reports, disputes, and what is said and known about them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    count,
    dong,
    identifier,
    instant,
    metadata,
    text,
)

no_show_reports: Final = sa.Table(
    "no_show_reports",
    metadata,
    identifier("booking_id", primary_key=True),
    text("claim"),
    identifier("reporter_id"),
    text("details"),
    instant("reported_at"),
    instant("contest_due_at"),
    text("status"),
    instant("closed_at", null=True),
    count("version"),
)

disputes: Final = sa.Table(
    "disputes",
    metadata,
    identifier("booking_id", primary_key=True),
    text("opened_by"),
    identifier("opener_id", null=True),
    text("reason"),
    text("details"),
    text("former_status"),
    sa.Column("code_entered", sa.Boolean, nullable=False),
    instant("opened_at"),
    instant("answer_due_at"),
    instant("decision_due_at"),
    instant("default_at"),
    text("status"),
    sa.Column("benefit_of_doubt", sa.Boolean, nullable=False),
    instant("overdue_since", null=True),
    text("outcome", null=True),
    dong("partner_amount", null=True),
    text("note", null=True),
    identifier("decided_by", null=True),
    instant("decided_at", null=True),
    text("second_outcome", null=True),
    dong("second_partner_amount", null=True),
    text("second_note", null=True),
    identifier("second_decided_by", null=True),
    instant("second_decided_at", null=True),
    sa.Column("accepted_by_user", sa.Boolean, nullable=False),
    sa.Column("accepted_by_partner", sa.Boolean, nullable=False),
    text("appealed_by", null=True),
    text("appeal_reason", null=True),
    instant("appealed_at", null=True),
    instant("appeal_due_at", null=True),
    instant("closed_at", null=True),
    instant("due_at", null=True),
    count("version"),
)

dispute_statements: Final = sa.Table(
    "dispute_statements",
    metadata,
    identifier(primary_key=True),
    identifier("booking_id"),
    text("party"),
    identifier("author_id"),
    text("content"),
    instant("created_at"),
)

dispute_evidence: Final = sa.Table(
    "dispute_evidence",
    metadata,
    identifier("booking_id", primary_key=True),
    sa.Column("frozen_at", sa.DateTime(timezone=True), primary_key=True),
    text("content"),
    text("digest"),
)
