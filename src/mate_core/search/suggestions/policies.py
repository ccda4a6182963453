"""What speaks for a partner, in points: the whole of the scoring, to be read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

NEAR_POINTS: Final[Mapping[int, int]] = MappingProxyType({2: 200, 5: 150, 10: 100, 20: 50})
"""By the upper end of the distance band, in kilometres."""


@dataclass(frozen=True, slots=True)
class SuggestionPolicy:
    """Points are summed up; nothing else decides, and nobody can buy any.

    - `liked`: the seeker met him and gave `liked_stars` or more. Whom he gave `disliked_stars` or
      fewer is never suggested.
    - `usual_service`: times the share of the seeker's bookings that were for what he offers.
    - `usual_price`: his rate lies within the middle half of what the seeker paid, widened by
      `price_margin_percent` on both sides.
    - `interest`, `language`: for each in common, `most_interests` and `most_languages` at most.
    - `rating`: for each tenth of a star of the ranking's weighted rating above `rating_from`
      thousandths.
    - `near`: by distance band of the cells; `same_province` where the seeker's place is not known
      any better.
    - `new`: nobody has reviewed him yet, so that newcomers are met at all.
    """

    liked: int = 300
    liked_stars: int = 4
    disliked_stars: int = 2
    usual_service: int = 200
    usual_price: int = 150
    price_margin_percent: int = 20
    interest: int = 80
    most_interests: int = 3
    language: int = 40
    most_languages: int = 2
    rating: int = 25
    rating_from: int = 4_300
    near: Mapping[int, int] = field(default_factory=lambda: NEAR_POINTS)
    same_province: int = 40
    new: int = 30
    shown: int = 10
    longest_page: int = 50
    bookings_read: int = 50
    """Of the seeker's last ones."""
    pool: int = 50
    """So many of each kind are looked at: near, well rated, on the rise."""
    radius_km: int = 20
    province_radius_km: int = 50
    """Around its capital, where nothing finer is known."""
