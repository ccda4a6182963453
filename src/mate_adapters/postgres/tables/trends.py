"""Looks at partners, and who is on the rise."""

from __future__ import annotations

from datetime import date
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.tables.columns import identifier, instant, metadata, text

_DAY: Final[sa.Column[date]] = sa.Column("day", sa.Date, primary_key=True)

partner_views: Final = sa.Table(
    "partner_views",
    metadata,
    identifier("partner_id", primary_key=True),
    _DAY,
    sa.Column("viewer", sa.Text, primary_key=True),
)

partner_trends: Final = sa.Table(
    "partner_trends",
    metadata,
    identifier("partner_id", primary_key=True),
    text("place"),
    sa.Column("score", sa.BigInteger, nullable=False),
    instant("computed_at"),
)
