"""What somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd


class Sort(StrEnum):
    DISTANCE = "distance"
    RATING = "rating"
    PRICE = "price"
    RELEVANCE = "relevance"


@dataclass(frozen=True, slots=True)
class FreeAt:
    """Free for the whole of a meeting that starts at `start` (UTC).

    `half_hours` is what the searcher asks for; whom it is measured by may have a longer minimum,
    and the billed time counts (the 3-hour rule).
    """

    start: datetime
    half_hours: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """None and empty sets mean "anybody". Rates in VND per hour, distances in kilometres.

    `min_rating` is in stars, to a hundredth; who has no visible review has no rating, and falls
    under any. Of `service_types`, `languages` and `interests` one in common is enough.
    """

    origin: Coordinates
    radius_km: int
    text: str | None = None
    min_rate: Vnd | None = None
    max_rate: Vnd | None = None
    service_types: frozenset[ServiceType] = frozenset()
    min_rating: Fraction | None = None
    gender: Gender | None = None
    languages: frozenset[str] = frozenset()
    interests: frozenset[str] = frozenset()
    city: str | None = None
    free_at: FreeAt | None = None
    sort: Sort = Sort.DISTANCE
