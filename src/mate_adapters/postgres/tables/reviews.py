"""Reviews, their answers, reports about them, and the numbers they come to."""

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

reviews: Final = sa.Table(
    "reviews",
    metadata,
    identifier(primary_key=True),
    identifier("booking_id"),
    identifier("reviewer_id"),
    identifier("reviewee_id"),
    text("review_type"),
    small("overall_rating"),
    small("punctuality_rating", null=True),
    small("communication_rating", null=True),
    small("attitude_rating", null=True),
    small("appearance_rating", null=True),
    small("service_quality_rating", null=True),
    text("comment", null=True),
    texts("photo_urls"),
    text("sealed_safety_note", null=True),
    text("state"),
    sa.Column("is_visible", sa.Boolean, nullable=False),
    sa.Column("is_flagged", sa.Boolean, nullable=False),
    text("flag_cause", null=True),
    instant("flagged_at", null=True),
    instant("decide_by", null=True),
    instant("overdue_since", null=True),
    text("staff_note", null=True),
    instant("created_at"),
    instant("updated_at"),
    instant("closes_at"),
    instant("published_at", null=True),
    instant("due_at", null=True),
    count("version"),
)

review_responses: Final = sa.Table(
    "review_responses",
    metadata,
    identifier(primary_key=True),
    identifier("review_id"),
    identifier("responder_id"),
    text("response"),
    instant("created_at"),
    text("state"),
)

review_reports: Final = sa.Table(
    "review_reports",
    metadata,
    identifier(primary_key=True),
    identifier("review_id"),
    identifier("reporter_id"),
    text("part"),
    text("reason"),
    text("details"),
    instant("reported_at"),
    instant("decide_by"),
    text("outcome", null=True),
    instant("closed_at", null=True),
)

review_summaries: Final = sa.Table(
    "review_summaries",
    metadata,
    identifier("person_id", primary_key=True),
    sa.Column("review_type", sa.Text, primary_key=True),
    count("stars_1"),
    count("stars_2"),
    count("stars_3"),
    count("stars_4"),
    count("stars_5"),
    count("punctuality_count"),
    count("punctuality_sum"),
    count("communication_count"),
    count("communication_sum"),
    count("attitude_count"),
    count("attitude_sum"),
    count("appearance_count"),
    count("appearance_sum"),
    count("service_quality_count"),
    count("service_quality_sum"),
)
