"""What a searcher sees of a partner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mate_core.partners.model import ServiceType
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class PartnerCard:
    """One hit. `distance_km` is the upper end of the distance band, never the distance."""

    partner_id: UserId
    display_name: str
    avatar_url: str | None
    bio: str | None
    city: str | None
    hourly_rate: Vnd
    average_rating: Fraction
    total_reviews: int
    completed_bookings: int
    is_verified: bool
    service_types: frozenset[ServiceType]
    distance_km: int


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` is exact up to 200; beyond, `total_is_more` is set."""

    items: Sequence[PartnerCard]
    total: int
    total_is_more: bool
