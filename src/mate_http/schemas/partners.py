"""Bodies of `/partners` and `/search`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from mate_core.partners.model import ListingStatus, RefundPolicy, ServiceType
from mate_core.profiles.model import Gender
from mate_http.schemas.addresses import Unit
from mate_http.schemas.base import (
    Hours,
    Input,
    Latitude,
    Longitude,
    Money,
    Output,
    Text,
)

Services = Annotated[list[ServiceType], msgspec.Meta(max_length=50)]
Minutes = Annotated[int, msgspec.Meta(ge=0, le=100_000)]


class RegisterPartnerBody(Input, frozen=True, kw_only=True):
    """`baseLat` and `baseLng` are only kept as their 1 km cell; search needs them."""

    hourly_rate: Money
    minimum_hours: Hours | None = None
    service_types: Services
    bio: Text | None = None
    city: Text | None = None
    province_code: Text | None = None
    commune_code: Text | None = None
    base_lat: Latitude | None = None
    base_lng: Longitude | None = None
    travel_buffer_minutes: Minutes | None = None
    refund_policy: RefundPolicy | None = None


class PartnerBody(Input, frozen=True):
    """A field that is left out or null stays as it is; an empty text clears it."""

    service_types: Services | None = None
    bio: Text | None = None
    city: Text | None = None
    province_code: Text | None = None
    commune_code: Text | None = None
    base_lat: Latitude | None = None
    base_lng: Longitude | None = None
    travel_buffer_minutes: Minutes | None = None


class PricingBody(Input, frozen=True):
    """A minimum or refund policy that is left out stays as it is."""

    hourly_rate: Money
    minimum_hours: Hours | None = None
    refund_policy: RefundPolicy | None = None


class AvailabilityBody(Input, frozen=True):
    is_available: bool


class RefundTier(Output, frozen=True):
    """Who cancels at least `hoursBefore` the start gets `percent` back."""

    hours_before: float
    percent: int


ResponseRate = Annotated[
    int | None,
    msgspec.Meta(
        description="Requests that the partner answered, in percent; null while there were few.",
        examples=[95],
    ),
]


class PublicPartner(Output, frozen=True):
    """`refundTiers` are those of the `refundPolicy`: a booking freezes them when requested."""

    partner_id: UUID
    display_name: str
    avatar_url: str | None
    cover_photo_url: str | None
    bio: str | None
    gender: Gender | None
    city: str | None
    province: Unit | None
    languages: list[str]
    interests: list[str]
    talents: list[str]
    hourly_rate: int
    minimum_hours: float
    service_types: list[ServiceType]
    average_rating: float
    total_reviews: int
    completed_bookings: int
    response_rate: ResponseRate
    is_verified: bool
    is_available: bool
    refund_policy: RefundPolicy
    refund_tiers: list[RefundTier]


class MyPartner(PublicPartner, frozen=True):
    """With what only the partner sees. The base area is the centre of its 1 km cell.

    Others see the offer while `listingStatus` is APPROVED; `GET /partners/me/listing` tells more.
    """

    commune: Unit | None
    base_lat: float | None
    base_lng: float | None
    travel_buffer_minutes: int
    verified_at: dt.datetime | None
    total_bookings: int
    listing_status: ListingStatus


class PartnerCard(Output, frozen=True):
    """`distanceKm` is the upper end of a band (2, 5, 10, 20 …), never the distance."""

    partner_id: UUID
    display_name: str
    avatar_url: str | None
    bio: str | None
    city: str | None
    hourly_rate: int
    average_rating: float
    total_reviews: int
    completed_bookings: int
    is_verified: bool
    service_types: list[ServiceType]
    distance_km: int


class SearchResult(Output, frozen=True):
    """`total` is exact up to 200. `nextCursor` is null on the last page."""

    items: list[PartnerCard]
    page: int
    limit: int
    total: int
    total_is_more: bool
    next_cursor: str | None = None
