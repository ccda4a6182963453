"""Bodies of `/search`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec

from mate_core.profiles.model import Gender
from mate_core.search.criteria import Sort
from mate_http.schemas.base import Hours, Input, Latitude, LocalTime, Longitude, Money
from mate_http.schemas.partners import Services

Radius = Annotated[int, msgspec.Meta(description="Kilometres, 1 to 100.", examples=[10])]
SearchText = Annotated[
    str,
    msgspec.Meta(
        max_length=1_000,
        description="A name, an interest, a place; accents do not matter.",
        examples=["nguyen"],
    ),
]
Stars = Annotated[float, msgspec.Meta(ge=1, le=5, examples=[4.5])]
Tags = Annotated[list[str], msgspec.Meta(max_length=50, examples=[["vi", "en"]])]


class FreeAtBody(Input, frozen=True):
    """Free for this meeting: at least what a booking bills, way home included."""

    date: dt.date
    start_time: LocalTime
    duration_hours: Hours


class SearchBody(Input, frozen=True):
    """A field that is left out or null asks for nothing; of a list, one in common is enough.

    `sort` is relevance with a `q`, else distance. `cursor` goes on behind a page of the same
    search, also beyond page 10; then `page` is left out.
    """

    lat: Latitude
    lng: Longitude
    radius_km: Radius = 10
    q: SearchText | None = None
    min_rate: Money | None = None
    max_rate: Money | None = None
    service_types: Services | None = None
    min_rating: Stars | None = None
    gender: Gender | None = None
    languages: Tags | None = None
    interests: Tags | None = None
    city: SearchText | None = None
    free_at: FreeAtBody | None = None
    sort: Sort | None = None
    page: int = 1
    limit: int = 20
    cursor: Annotated[str, msgspec.Meta(max_length=200)] | None = None
