"""The SQL of a search, put together from the same few parts for every way of doing it.

Measured in `docs/decisions/0024-search.md`. A *walk* follows an index in the order of the page and
stops once it has enough: cell by cell for the nearest, tile by tile for the best or cheapest. It
reads the index only. A *gathering* takes the few that have rare terms by the inverted index first.

What would let the planner leave the walk is written so that it cannot: conditions in `IS TRUE` and
in scalar subqueries stay filters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from mate_adapters.postgres.repositories.search_rows import COLUMNS
from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import INSTANT
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.geo import EARTH_RADIUS_KM


class Way(StrEnum):
    CELLS = "cells"
    """Walk from cell to cell, the nearest first."""
    TILES = "tiles"
    """Walk along every tile at once, the best or the cheapest first."""
    TERMS = "terms"
    """Gather whoever has the terms, wherever he is."""


class Order(StrEnum):
    """What the rows of a page are sorted by, as SQL."""

    DISTANCE = "km, rank DESC, partner_id"
    RANK = "rank DESC, partner_id"
    RATE = "hourly_rate, rank DESC, partner_id"
    MATCH = "match, rank DESC, partner_id"


@dataclass(frozen=True, slots=True)
class Form:
    """What a statement depends on; everything else is a parameter."""

    way: Way
    order: Order
    has_terms: bool = False
    has_time: bool = False
    is_behind: bool = False
    """Whether the page is the one behind a place."""


def _km(lat: str, lng: str) -> str:
    """Haversine as in the core, clamped against rounding."""
    return f"""2 * {EARTH_RADIUS_KM} * asin(sqrt(least(1.0,
        sin(radians({lat} - :lat) / 2) ^ 2
        + cos(radians(:lat)) * cos(radians({lat})) * sin(radians({lng} - :lng) / 2) ^ 2)))"""


_AREA: Final = f"""
    SELECT cell, tile, km FROM (
        SELECT cell, tile, {_km("lat", "lng")} AS km FROM search_cells
        WHERE spot <@ box(point(:west, :south), point(:east, :north))
    ) AS measured
    WHERE km <= :radius"""

_HIDDEN: Final = """
    SELECT CAST(:viewer AS uuid) AS person
    UNION ALL SELECT blocked_id FROM user_blacklist WHERE blocker_id = :viewer
    UNION ALL SELECT blocker_id FROM user_blacklist WHERE blocked_id = :viewer"""

_FITS: Final = """
    s.hourly_rate BETWEEN :min_rate AND :max_rate
    AND s.rating_hundredths >= :min_rating
    AND (:services = 0 OR s.service_bits & :services <> 0)
    AND (CAST(:gender AS text) IS NULL OR s.gender = :gender)
    AND (:values_1 = 0 OR s.value_bits & :values_1 <> 0)
    AND (:values_2 = 0 OR s.value_bits & :values_2 <> 0)
    AND (:values_3 = 0 OR s.value_bits & :values_3 <> 0)
    AND s.partner_id NOT IN (SELECT person FROM hidden)"""

_HAS_TERMS: Final = """
    AND (SELECT whole.terms @@ :terms FROM partner_search AS whole
         WHERE whole.partner_id = s.partner_id)"""

_MEETING_ENDS: Final = (
    "CAST(:starts AS timestamptz)"
    " + greatest(:half_hours, s.minimum_half_hours) * interval '30 minutes'"
)
_MEETING: Final = f"tstzrange(:starts, {_MEETING_ENDS})"
_OCCUPIED: Final = (
    f"tstzrange(:starts, {_MEETING_ENDS} + s.travel_buffer_minutes * interval '1 minute')"
)
# Days are counted from the local midnight before the last one that can matter, because hours of
# the day before may run past midnight. Viet Nam has no daylight saving: a day is 24 hours.
_WEEKLY: Final = """
    SELECT tstzrange(opens, opens + rule.minutes * interval '1 minute') AS period, false AS is_block
    FROM weekly_hours AS rule
    CROSS JOIN LATERAL (
        SELECT CAST(:first_midnight AS timestamptz)
            + (n * 1440 + rule.start_minute) * interval '1 minute' AS opens
        FROM (
            SELECT n, CAST(:first_day AS date) + n AS day
            FROM generate_series(0, 2 + greatest(:half_hours, s.minimum_half_hours) / 48) AS n
        ) AS days
        WHERE (rule.weekdays >> (extract(isodow FROM day)::int - 1)) & 1 = 1
            AND day >= rule.since AND (rule.until IS NULL OR day <= rule.until)
            AND day <> ALL (rule.except_dates)
        OFFSET 0
    ) AS begins
    WHERE rule.partner_id = s.partner_id"""
# As `Calendar.offers` and not `is_taken`: windows that touch are one, a block anywhere is too much.
_IS_FREE: Final = f"""
    AND (SELECT coalesce(range_agg(period) FILTER (WHERE NOT is_block) @> {_MEETING}, false)
                AND NOT coalesce(bool_or(is_block), false)
         FROM (
            SELECT period, status = 'blocked' AS is_block FROM availability_slots AS slot
            WHERE slot.partner_id = s.partner_id AND slot.period && {_MEETING}
            UNION ALL {_WEEKLY}
         ) AS calendar)
    AND NOT EXISTS (SELECT FROM reservations
                    WHERE person_id = s.partner_id AND period && {_OCCUPIED})"""

_BEHIND_RANK: Final = "(rank < :after_rank OR (rank = :after_rank AND partner_id > :after_id))"


def _behind(first: str, value: str) -> str:
    """Behind the place that was shown last, in the order of `first` and then by rank and id."""
    return f"({first} > {value} OR ({first} = {value} AND {_BEHIND_RANK}))"


_BEHINDS: Final = {
    Order.DISTANCE: _behind("km", _km("CAST(:after_lat AS float8)", "CAST(:after_lng AS float8)")),
    Order.RANK: _BEHIND_RANK,
    Order.RATE: _behind("hourly_rate", ":after_rate"),
    Order.MATCH: _behind("match", ":after_match"),
}


def _fits(form: Form) -> str:
    """Everything that is asked of an entry but for its place, the cheapest first.

    As a CASE, of which the planner thinks that every second one passes: it then goes along the
    index that is in the order wanted, rather than sort what it takes for a handful.
    """
    terms = _HAS_TERMS if form.has_terms else ""
    time = _IS_FREE if form.has_time else ""
    return f"CASE WHEN {_FITS} {terms} {time} THEN true ELSE false END"


def _counted_by_cells(form: Form) -> str:
    """At most so many of those who fit as are counted, wherever they stand in the order."""
    return f"""
    SELECT count(*) AS total FROM (
        SELECT FROM area CROSS JOIN LATERAL (
            SELECT FROM partner_search AS s WHERE s.cell = area.cell AND {_fits(form)}
            LIMIT {TOTAL_COUNTED + 1}
        ) AS here LIMIT {TOTAL_COUNTED + 1}
    ) AS each_one"""


def _along_cells(form: Form) -> str:
    """The cells are put in order first, so that the walk stops at the nearest that suffice."""
    behind = f"WHERE {_BEHINDS[Order.DISTANCE]}" if form.is_behind else ""
    walked = f"""
        SELECT here.partner_id, near.cell, near.km, here.rank
        FROM ({_AREA} ORDER BY km OFFSET 0) AS near
        CROSS JOIN LATERAL (
            SELECT partner_id, rank FROM (
                SELECT s.partner_id, s.rank, near.km FROM partner_search AS s
                WHERE s.cell = near.cell AND {_fits(form)}
            ) AS fitting {behind}
            ORDER BY rank DESC, partner_id LIMIT :wanted
        ) AS here
        ORDER BY km, rank DESC, partner_id LIMIT :wanted"""
    if form.is_behind:
        return f"""
        hidden AS MATERIALIZED ({_HIDDEN}), area AS MATERIALIZED ({_AREA}),
        counted AS ({_counted_by_cells(form)}),
        page AS MATERIALIZED ({walked})"""
    return f"""
        hidden AS MATERIALIZED ({_HIDDEN}),
        walked AS MATERIALIZED ({walked}),
        counted AS (SELECT count(*) AS total FROM walked),
        page AS MATERIALIZED (
            SELECT * FROM walked ORDER BY {Order.DISTANCE} OFFSET :first LIMIT :limit)"""


_BETWEEN_RATES: Final = "AND s.hourly_rate BETWEEN :min_rate AND :max_rate"
"""Once more, for the index."""


def _along_tiles(form: Form) -> str:
    """Every tile is walked once: joined at once, cells look like few, and it is once for each."""
    behind = f"WHERE {_BEHINDS[form.order]}" if form.is_behind else ""
    return f"""
        hidden AS MATERIALIZED ({_HIDDEN}), area AS MATERIALIZED ({_AREA}),
        counted AS ({_counted_by_cells(form)}),
        walked AS MATERIALIZED (
            SELECT here.* FROM (SELECT DISTINCT tile FROM area) AS tiles
            CROSS JOIN LATERAL (
                SELECT partner_id, cell, rank, hourly_rate FROM (
                    SELECT s.* FROM partner_search AS s
                    WHERE s.tile = tiles.tile AND (s.cell IN (SELECT cell FROM area)) IS TRUE
                        AND {_fits(form)}
                        {_BETWEEN_RATES if form.order is Order.RATE else ""}
                ) AS fitting {behind}
                ORDER BY {form.order} LIMIT :wanted
            ) AS here),
        page AS MATERIALIZED (
            SELECT walked.*, area.km FROM walked JOIN area USING (cell)
            ORDER BY {form.order} OFFSET :first LIMIT :limit)"""


_MATCH: Final = """,
                CASE WHEN s.terms @@ :called THEN 0
                     WHEN s.terms @@ :named THEN 1 ELSE 2 END AS match"""


def _by_terms(form: Form) -> str:
    behind = f"WHERE {_BEHINDS[form.order]}" if form.is_behind else ""
    return f"""
        hidden AS MATERIALIZED ({_HIDDEN}), area AS MATERIALIZED ({_AREA}),
        gathered AS MATERIALIZED (
            SELECT s.partner_id, s.cell, s.rank, s.hourly_rate
                {_MATCH if form.order is Order.MATCH else ""}
            FROM (SELECT * FROM partner_search WHERE terms @@ :terms OFFSET 0) AS s
            WHERE (s.cell IN (SELECT cell FROM area)) IS TRUE
                AND {_fits(replace(form, has_terms=False))}
        ),
        counted AS (SELECT count(*) AS total FROM gathered),
        page AS MATERIALIZED (
            SELECT * FROM gathered JOIN area USING (cell) {behind}
            ORDER BY {form.order} OFFSET :first LIMIT :limit)"""


_WAYS: Final = {Way.CELLS: _along_cells, Way.TILES: _along_tiles, Way.TERMS: _by_terms}
_TYPES: Final[dict[str, Any]] = {
    "viewer": sa.Uuid(),
    "lat": sa.Double(),
    "lng": sa.Double(),
    "west": sa.Double(),
    "south": sa.Double(),
    "east": sa.Double(),
    "north": sa.Double(),
    "radius": sa.Double(),
    "min_rate": sa.Integer(),
    "max_rate": sa.Integer(),
    "min_rating": sa.Integer(),
    "services": sa.Integer(),
    "gender": sa.Text(),
    "terms": TSQUERY(),
    "called": TSQUERY(),
    "named": TSQUERY(),
    "values_1": sa.BigInteger(),
    "values_2": sa.BigInteger(),
    "values_3": sa.BigInteger(),
    "starts": INSTANT,
    "half_hours": sa.Integer(),
    "first_day": sa.Date(),
    "first_midnight": INSTANT,
    "wanted": sa.Integer(),
    "first": sa.Integer(),
    "limit": sa.Integer(),
    "after_lat": sa.Double(),
    "after_lng": sa.Double(),
    "after_rate": sa.Integer(),
    "after_match": sa.Integer(),
    "after_rank": sa.Integer(),
    "after_id": sa.Uuid(),
}


def sql_of(form: Form) -> str:
    """Total, distance, match, completed bookings and the entry of each hit; one row at least."""
    return f"""
    WITH {_WAYS[form.way](form)}
    SELECT (SELECT total FROM counted), page.km,
           {"page.match" if form.order is Order.MATCH else "2"}, offers.completed_bookings,
           {", ".join(f"card.{name}" for name in COLUMNS)}
    FROM (VALUES (1)) AS always (one)
    LEFT JOIN page ON true
    LEFT JOIN partner_search AS card ON card.partner_id = page.partner_id
    LEFT JOIN partner_profiles AS offers ON offers.user_id = page.partner_id
    ORDER BY {", ".join("page." + each for each in form.order.split(", "))}"""


@cache
def statement_of(form: Form) -> Statement:
    """Made once for each form; there are a few dozen of them."""
    text = sql_of(form)
    names = sorted(set(re.findall(r"(?<!:):(\w+)", text)))
    return Statement(query(text, **{name: _TYPES[name] for name in names}))
