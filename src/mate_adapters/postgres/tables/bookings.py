"""Bookings and their history. Generated columns are left out: nobody writes them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from mate_adapters.postgres.tables.columns import (
    count,
    degrees,
    dong,
    identifier,
    instant,
    metadata,
    small,
    text,
)

bookings: Final = sa.Table(
    "bookings",
    metadata,
    identifier(primary_key=True),
    text("booking_code"),
    identifier("user_id"),
    identifier("partner_id"),
    text("service_type"),
    instant("starts_at"),
    instant("ends_at"),
    small("travel_buffer_minutes"),
    instant("occupied_until"),
    text("venue_class"),
    text("meeting_location", null=True),
    degrees("meeting_lat"),
    degrees("meeting_lng"),
    dong("hourly_rate"),
    small("requested_half_hours"),
    small("billed_half_hours"),
    small("fee_percent"),
    dong("subtotal"),
    dong("service_fee"),
    sa.Column("refund_tiers", JSONB, nullable=False),
    text("status"),
    text("user_note", null=True),
    text("partner_note", null=True),
    instant("created_at"),
    instant("updated_at"),
    instant("confirmed_at", null=True),
    instant("payment_extended_until", null=True),
    instant("paid_at", null=True),
    instant("started_at", null=True),
    instant("user_completed_at", null=True),
    instant("partner_completed_at", null=True),
    instant("completed_at", null=True),
    text("meeting_code", null=True),
    small("meeting_codes_issued", null=True),
    small("meeting_code_tries", null=True),
    text("cancelled_by", null=True),
    text("cancellation_code", null=True),
    text("cancellation_reason", null=True),
    instant("cancelled_at", null=True),
    small("refund_percent", null=True),
    small("unproven_warnings"),
    instant("no_show_due_at", null=True),
    instant("paused_until", null=True),
    instant("due_at", null=True),
    count("version"),
    text("refund_policy"),
    small("added_half_hours"),
    dong("added_subtotal"),
    dong("added_service_fee"),
)

booking_status_history: Final = sa.Table(
    "booking_status_history",
    metadata,
    identifier(primary_key=True),
    identifier("booking_id"),
    text("from_status", null=True),
    text("to_status"),
    text("action"),
    text("party"),
    identifier("changed_by", null=True),
    text("reason", null=True),
    instant("created_at"),
)
