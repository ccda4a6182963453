"""Search for partners near a place: a box by index, then exact distance."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, query
from mate_core.partners.model import ServiceType
from mate_core.search.model import PartnerCard, SearchPage
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.geo import EARTH_RADIUS_KM, KM_PER_DEGREE, Coordinates, distance_band_km
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd

_HALF_CIRCLE: Final = 180.0
# Haversine as in the core, clamped against rounding, to the snapped point. The point is a key
# of the index, hence the box first; `total` is counted no further than is ever shown.
_NEARBY: Final = Statement(
    query(
        f"""
        WITH hits AS MATERIALIZED (
            SELECT partner.user_id, 2 * {EARTH_RADIUS_KM} * asin(sqrt(least(1.0,
                sin(radians(base_lat - :lat) / 2) ^ 2
                + cos(radians(:lat)) * cos(radians(base_lat))
                  * sin(radians(base_lng - :lng) / 2) ^ 2))) AS km
            FROM partner_profiles AS partner
            WHERE is_available AND verified_at IS NOT NULL AND base_lat IS NOT NULL
              AND base_point <@ box(point(:west, :south), point(:east, :north))
              AND user_id <> :viewer
        ), shown AS MATERIALIZED (
            SELECT user_id, km FROM hits
            JOIN users ON users.id = user_id AND users.status = 'ACTIVE'
            WHERE km <= :radius AND EXISTS (SELECT FROM profiles WHERE profiles.user_id = users.id)
        ), page AS (
            SELECT user_id, km FROM shown ORDER BY km, user_id LIMIT :limit OFFSET :first
        )
        SELECT (SELECT count(*) FROM (SELECT FROM shown LIMIT {TOTAL_COUNTED + 1}) AS counted),
               page.user_id, page.km, display_name, full_name, avatar_url, partner.bio,
               partner.city, hourly_rate, rating_sum, total_reviews, completed_bookings,
               service_types
        FROM (VALUES (1)) AS always (one)
        LEFT JOIN page ON true
        LEFT JOIN partner_profiles AS partner USING (user_id)
        LEFT JOIN profiles USING (user_id)
        ORDER BY km, page.user_id
        """,
        viewer=sa.Uuid(),
        lat=sa.Double(),
        lng=sa.Double(),
        west=sa.Double(),
        south=sa.Double(),
        east=sa.Double(),
        north=sa.Double(),
        radius=sa.Double(),
        limit=sa.Integer(),
        first=sa.Integer(),
    )
)


class PostgresDirectory:
    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    async def nearby(
        self, viewer: UserId, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        session = Session(self._pool, read_only=True)
        await session.open()
        try:
            rows = await session.rows(
                _NEARBY,
                {
                    "viewer": viewer,
                    "lat": origin.latitude,
                    "lng": origin.longitude,
                    **_box(origin, radius_km),
                    "radius": float(radius_km),
                    "limit": limit,
                    "first": (page - 1) * limit,
                },
            )
        finally:
            await session.close()
        total = rows[0][0]
        cards = [_card_of(row) for row in rows if row[1] is not None]
        return SearchPage(cards, min(total, TOTAL_COUNTED), total > TOTAL_COUNTED)


def _box(origin: Coordinates, radius_km: int) -> dict[str, float]:
    """Degrees that surely hold the circle; all longitudes near the poles or the date line."""
    reach = radius_km / KM_PER_DEGREE + 0.001
    south, north = origin.latitude - reach, origin.latitude + reach
    widest = min(math.cos(math.radians(south)), math.cos(math.radians(north)))
    across = reach / widest if widest > 0.01 else 2 * _HALF_CIRCLE
    west, east = origin.longitude - across, origin.longitude + across
    if west < -_HALF_CIRCLE or east > _HALF_CIRCLE:
        west, east = -_HALF_CIRCLE, _HALF_CIRCLE
    return {"south": south, "north": north, "west": west, "east": east}


def _card_of(row: Row) -> PartnerCard:
    (
        _total,
        partner_id,
        km,
        display_name,
        full_name,
        avatar_url,
        bio,
        city,
        hourly_rate,
        rating_sum,
        total_reviews,
        completed_bookings,
        service_types,
    ) = row
    return PartnerCard(
        partner_id=partner_id,
        display_name=display_name or full_name.split()[-1],
        avatar_url=avatar_url,
        bio=bio,
        city=city,
        hourly_rate=Vnd(hourly_rate),
        average_rating=Fraction(rating_sum, total_reviews) if total_reviews else Fraction(0),
        total_reviews=total_reviews,
        completed_bookings=completed_bookings,
        is_verified=True,
        service_types=frozenset(map(ServiceType, service_types)),
        distance_km=distance_band_km(km),
    )
