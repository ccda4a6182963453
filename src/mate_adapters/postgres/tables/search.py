"""The read model of search, the cells in which there is anybody, and the vocabulary."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from mate_adapters.postgres.tables.columns import (
    big,
    count,
    identifier,
    metadata,
    small,
    text,
    texts,
)

partner_search: Final = sa.Table(
    "partner_search",
    metadata,
    identifier("partner_id", primary_key=True),
    big("cell"),
    big("tile"),
    count("rank"),
    count("hourly_rate"),
    small("rating_hundredths"),
    count("service_bits"),
    big("value_bits"),
    text("gender", null=True),
    small("minimum_half_hours"),
    small("travel_buffer_minutes"),
    count("total_reviews"),
    count("rating_sum"),
    text("display_name"),
    text("avatar_url", null=True),
    text("bio", null=True),
    text("city", null=True),
    text("province_code", null=True),
    texts("service_types"),
    texts("languages"),
    texts("interests"),
    small("reliability"),
    sa.Column("terms", TSVECTOR, nullable=False),
)

search_cells: Final = sa.Table(
    "search_cells",
    metadata,
    sa.Column("cell", sa.BigInteger, primary_key=True),
    big("tile"),
    sa.Column("lat", sa.Double, nullable=False),
    sa.Column("lng", sa.Double, nullable=False),
)

search_terms: Final = sa.Table(
    "search_terms",
    metadata,
    sa.Column("term", sa.Text, primary_key=True),
    count("partners"),
)
