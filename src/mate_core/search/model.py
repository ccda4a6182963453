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
class Place:
    """Where a hit stands in its order: what the order compares, and at last the id.

    By distance that is the cell and the rank, by rating the rank, by price the rate and the rank,
    by relevance the match and the rank. The cell is as near as anybody can come (RULES 25).
    """

    values: tuple[int, ...]
    partner_id: UserId


@dataclass(frozen=True, slots=True)
class PageWish:
    """`number` counts from 1; with `after`, the page is the one behind that place instead."""

    limit: int
    number: int = 1
    after: Place | None = None

    @property
    def first(self) -> int:
        return 0 if self.after else (self.number - 1) * self.limit

    @property
    def end(self) -> int:
        return self.first + self.limit


@dataclass(frozen=True, slots=True)
class SearchPage:
    """`total` is exact up to 200; beyond, `total_is_more` is set. `next` is None at the end."""

    items: Sequence[PartnerCard]
    total: int
    total_is_more: bool
    next: Place | None = None
