"""Partners, published time and reservations. Generated columns are left out: nobody writes them."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    DATES,
    address,
    count,
    day,
    degrees,
    dong,
    identifier,
    instant,
    metadata,
    period,
    small,
    text,
    texts,
)

partner_profiles: Final = sa.Table(
    "partner_profiles",
    metadata,
    identifier("user_id", primary_key=True),
    dong("hourly_rate"),
    small("minimum_half_hours"),
    texts("service_types"),
    text("bio", null=True),
    degrees("base_lat"),
    degrees("base_lng"),
    text("city", null=True),
    small("travel_buffer_minutes"),
    sa.Column("is_available", sa.Boolean, nullable=False),
    instant("verified_at", null=True),
    count("total_bookings"),
    count("completed_bookings"),
    count("total_reviews"),
    count("rating_sum"),
    count("version"),
    instant("created_at"),
    instant("updated_at"),
    text("refund_policy"),
    count("requests_accepted"),
    count("requests_declined"),
    count("requests_lapsed"),
    count("bookings_cancelled"),
    *address(),
    text("listing"),
)

availability_slots: Final = sa.Table(
    "availability_slots",
    metadata,
    identifier(primary_key=True),
    identifier("partner_id"),
    period(),
    text("status"),
    instant("created_at"),
)

weekly_hours: Final = sa.Table(
    "weekly_hours",
    metadata,
    identifier(primary_key=True),
    identifier("partner_id"),
    small("weekdays"),
    small("start_minute"),
    small("minutes"),
    day("since"),
    day("until", null=True),
    sa.Column("except_dates", DATES, nullable=False),
    instant("created_at"),
    count("version"),
)

calendar_feeds: Final = sa.Table(
    "calendar_feeds",
    metadata,
    identifier("user_id", primary_key=True),
    text("token_hash"),
    instant("created_at"),
)

reservations: Final = sa.Table(
    "reservations",
    metadata,
    identifier("person_id"),
    period(),
    identifier("booking_id", primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
)
