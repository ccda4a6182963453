"""Extensions of bookings."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import (
    count,
    dong,
    identifier,
    instant,
    metadata,
    small,
    text,
)

booking_extensions: Final = sa.Table(
    "booking_extensions",
    metadata,
    identifier(primary_key=True),
    identifier("booking_id"),
    small("half_hours"),
    dong("subtotal"),
    dong("service_fee"),
    text("provider", null=True),
    text("payer_ip"),
    text("status"),
    instant("proposed_at"),
    instant("expires_at"),
    instant("accepted_at", null=True),
    instant("closed_at", null=True),
    count("version"),
)
