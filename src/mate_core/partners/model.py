"""Partners, and the catalogue of what they may offer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from mate_core.partners.events import PartnerUnverified, PartnerVerified
from mate_core.partners.reliability import NOTHING_COUNTED, Reliability
from mate_core.shared.addresses import Address, Locality
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd


class ServiceType(StrEnum):
    """The closed catalogue of activities."""

    WALKING = "walking"
    MOVIE = "movie"
    COFFEE = "coffee"
    DINING = "dining"
    PARTY = "party"
    EVENT = "event"
    SHOPPING = "shopping"
    SPORT = "sport"
    TRAVEL = "travel"


class VenueClass(StrEnum):
    """Kinds of public place; private lodging is not one of them (VIETNAM V15)."""

    OUTDOORS = "outdoors"
    CAFE = "cafe"
    RESTAURANT = "restaurant"
    CINEMA = "cinema"
    MALL = "mall"
    EVENT_VENUE = "event_venue"
    SPORTS_VENUE = "sports_venue"
    TRANSPORT_HUB = "transport_hub"
    BAR = "bar"


class RefundPolicy(StrEnum):
    """How much a user who cancels gets back; the tiers behind the names are bookings' policy."""

    FLEXIBLE = "flexible"
    MODERATE = "moderate"
    STRICT = "strict"


class ListingStatus(StrEnum):
    """Whether staff, or screening for them, let others see the listing."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


@dataclass(frozen=True, slots=True)
class Partner:
    """A person who offers company. `id` is the person's own: partner is a profile, not an account.

    `base_area` is already snapped to its 1 km cell; the exact point is never stored (RULES 25).
    `minimum_half_hours` is at least six: the 3-hour rule can only be raised.
    """

    id: UserId
    hourly_rate: Vnd
    minimum_half_hours: int
    service_types: frozenset[ServiceType]
    created_at: datetime
    updated_at: datetime
    bio: str | None = None
    base_area: Coordinates | None = None
    city: str | None = None
    address: Address | None = None
    """With it, `city` is the name of its province."""
    travel_buffer: timedelta = timedelta(minutes=30)
    is_available: bool = True
    refund_policy: RefundPolicy = RefundPolicy.MODERATE
    verified_at: datetime | None = None
    listing: ListingStatus = ListingStatus.PENDING
    """Nothing is public before it is screened."""
    total_bookings: int = 0
    completed_bookings: int = 0
    total_reviews: int = 0
    rating_sum: int = 0
    reliability: Reliability = NOTHING_COUNTED
    version: int = 0

    @property
    def locality(self) -> Locality:
        return Locality(city=self.city, address=self.address)

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None

    @property
    def is_listed(self) -> bool:
        """Whether others may see him as a partner, available or not."""
        return self.is_verified and self.listing is ListingStatus.APPROVED

    @property
    def is_bookable(self) -> bool:
        return self.is_listed and self.is_available

    @property
    def average_rating(self) -> Fraction:
        """The mean of the visible reviews, 0 when there are none."""
        return Fraction(self.rating_sum, self.total_reviews) if self.total_reviews else Fraction(0)

    def verified(self, *, at: datetime) -> tuple[Partner, PartnerVerified]:
        partner = replace(self, verified_at=at, updated_at=at)
        return partner, PartnerVerified(partner_id=self.id, at=at)

    def unverified(self, *, at: datetime) -> tuple[Partner, PartnerUnverified]:
        """No longer found, nor booked anew; what is agreed goes on."""
        partner = replace(self, verified_at=None, updated_at=at)
        return partner, PartnerUnverified(partner_id=self.id, at=at)
