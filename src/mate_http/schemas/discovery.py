"""Whom the app shows before anybody searches."""

from __future__ import annotations

from uuid import UUID

from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.search.suggestions.model import ReasonCode
from mate_http.schemas.base import Output


class FoundPartner(Output, frozen=True):
    """A partner whom anybody can find; no distance, since nobody named a place."""

    partner_id: UUID
    display_name: str
    avatar_url: str | None
    bio: str | None
    gender: Gender | None
    city: str | None
    hourly_rate: int
    minimum_hours: float
    average_rating: float
    total_reviews: int
    is_verified: bool
    service_types: list[ServiceType]
    languages: list[str]
    interests: list[str]


class Trending(Output, frozen=True):
    """Most booked and looked at lately comes first."""

    items: list[FoundPartner]


class SuggestionReason(Output, frozen=True):
    """`text` is in the language of `Accept-Language`; what weighs most comes first."""

    code: ReasonCode
    text: str


class SuggestedPartner(FoundPartner, frozen=True):
    reasons: list[SuggestionReason]


class Suggestions(Output, frozen=True):
    """Best match first, each with everything that speaks for it."""

    items: list[SuggestedPartner]
