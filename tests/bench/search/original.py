"""The original document's search, made valid, on the same rows.

What was changed, and nothing else: HAVING on an alias became a WHERE on the same expression
(DEFECTS Q2), the cosine is clamped (Q4), the gender is compared as what it is (Q3), the empty
`NOT IN ()` is left out (Q1). A partner's place is the base area: live positions are never searched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import psycopg
from psycopg.rows import TupleRow

from mate_core.search.criteria import Criteria
from tests.bench.costs import BenchFailed

QUERY: Final = """
SELECT u.id, p.display_name, p.avatar_url, p.bio, p.city, pp.hourly_rate, pp.average_rating,
       pp.total_reviews, pp.completed_bookings, pp.is_verified, pp.service_types, away.distance_km
FROM users u
JOIN profiles p ON p.user_id = u.id
JOIN partner_profiles pp ON pp.user_id = u.id
CROSS JOIN LATERAL (
    SELECT 6371 * acos(least(1, greatest(-1,
        cos(radians(%(lat)s)) * cos(radians(pp.base_lat))
            * cos(radians(pp.base_lng) - radians(%(lng)s))
        + sin(radians(%(lat)s)) * sin(radians(pp.base_lat))))) AS distance_km
) AS away
WHERE u.status = 'ACTIVE'
  AND u.kyc_status = 'VERIFIED'
  AND pp.is_available = true
  AND pp.hourly_rate >= %(min_rate)s
  AND pp.hourly_rate <= %(max_rate)s
  AND pp.average_rating >= %(min_rating)s
  AND p.gender = %(gender)s
  AND away.distance_km <= %(radius_km)s
ORDER BY away.distance_km ASC, pp.average_rating DESC
LIMIT %(limit)s OFFSET 0
"""


def ask_original(
    connection: psycopg.Connection[TupleRow], criteria: Criteria, limit: int
) -> list[TupleRow]:
    """As an ORM sends it: prepared, with the server's own settings."""
    return connection.execute(QUERY, _values(criteria, limit), prepare=True).fetchall()


def _values(criteria: Criteria, limit: int) -> Mapping[str, Any]:
    lowest, highest = criteria.min_rate, criteria.max_rate
    if lowest is None or highest is None or criteria.min_rating is None or criteria.gender is None:
        raise BenchFailed("the original is asked with all its filters")
    return {
        "lat": criteria.origin.latitude,
        "lng": criteria.origin.longitude,
        "radius_km": float(criteria.radius_km),
        "min_rate": lowest.amount,
        "max_rate": highest.amount,
        "min_rating": float(criteria.min_rating),
        "gender": criteria.gender.value,
        "limit": limit,
    }
