"""Search for partners near a place: the nearest by index, then by exact distance."""

from __future__ import annotations

import math
from collections.abc import Sequence
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

# The index hands over the nearest points in degrees, which are not isotropic: east and west are
# shorter than north and south. So it is asked for a few more than needed, exact distances are
# taken of those (haversine as in the core, clamped against rounding), and how far the index got
# is answered too. Availability and verification are the index's own condition.
_NEARBY: Final = Statement(
    query(
        f"""
        WITH near AS MATERIALIZED (
            SELECT user_id, base_lat, base_lng, base_point <-> point(:lng, :lat) AS degrees
            FROM partner_profiles
            WHERE is_available AND verified_at IS NOT NULL AND base_lat IS NOT NULL
            ORDER BY base_point <-> point(:lng, :lat) LIMIT :candidates
        ), shown AS MATERIALIZED (
            SELECT user_id, km FROM (
                SELECT user_id, 2 * {EARTH_RADIUS_KM} * asin(sqrt(least(1.0,
                    sin(radians(base_lat - :lat) / 2) ^ 2
                    + cos(radians(:lat)) * cos(radians(base_lat))
                      * sin(radians(base_lng - :lng) / 2) ^ 2))) AS km
                FROM near WHERE user_id <> :viewer
            ) AS measured
            JOIN users ON users.id = user_id AND users.status = 'ACTIVE'
            WHERE km <= :radius AND EXISTS (SELECT FROM profiles WHERE profiles.user_id = users.id)
        ), page AS (
            SELECT user_id, km FROM shown ORDER BY km, user_id LIMIT :limit OFFSET :first
        )
        SELECT (SELECT count(*) FROM near), (SELECT max(degrees) FROM near),
               (SELECT count(*) FROM shown),
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
        radius=sa.Double(),
        candidates=sa.Integer(),
        limit=sa.Integer(),
        first=sa.Integer(),
    )
)
_GROWTH: Final = 4


class PostgresDirectory:
    """For places away from the poles and the date line, such as Viet Nam."""

    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    async def nearby(
        self, viewer: UserId, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        needed = max(TOTAL_COUNTED + 1, page * limit)
        candidates = needed + needed // 5
        values: dict[str, object] = {
            "viewer": viewer,
            "lat": origin.latitude,
            "lng": origin.longitude,
            "radius": float(radius_km),
            "limit": limit,
            "first": (page - 1) * limit,
        }
        session = Session(self._pool, read_only=True)
        await session.open()
        try:
            rows = await session.rows(_NEARBY, values | {"candidates": candidates})
            while not _is_certain(rows, origin, radius_km, candidates):
                candidates *= _GROWTH
                rows = await session.rows(_NEARBY, values | {"candidates": candidates})
        finally:
            await session.close()
        total = rows[0][2]
        cards = [_card_of(row[3:]) for row in rows if row[3] is not None]
        return SearchPage(cards, min(total, TOTAL_COUNTED), total > TOTAL_COUNTED)


def _is_certain(rows: Sequence[Row], origin: Coordinates, radius_km: int, candidates: int) -> bool:
    """Whether nobody outside the candidates could belong on this page, or into the total."""
    seen, degrees, shown = rows[0][:3]
    if seen < candidates:
        return True
    # Whoever was not seen is at least that far away: a degree of longitude is shortest at the
    # greatest latitude, and one percent is left for the curvature.
    farthest_latitude = min(89.0, abs(origin.latitude) + degrees)
    unseen_km = 0.99 * KM_PER_DEGREE * degrees * math.cos(math.radians(farthest_latitude))
    if unseen_km > radius_km:
        return True
    last_km = rows[-1][4]
    return shown > TOTAL_COUNTED and last_km is not None and last_km <= unseen_km


def _card_of(row: Row) -> PartnerCard:
    (
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
