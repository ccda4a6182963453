"""Stars, one to five each, and what many reviews of one person come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from mate_core.reviews.policies import HIGHEST_RATING, LOWEST_RATING
from mate_core.shared.errors import InvalidInput

STARS: Final = tuple(range(LOWEST_RATING, HIGHEST_RATING + 1))


class ReviewType(StrEnum):
    """Who writes about whom."""

    USER_TO_PARTNER = "user_to_partner"
    PARTNER_TO_USER = "partner_to_user"

    @property
    def other(self) -> ReviewType:
        """The one that the other side of the same meeting writes."""
        return (
            ReviewType.PARTNER_TO_USER
            if self is ReviewType.USER_TO_PARTNER
            else ReviewType.USER_TO_PARTNER
        )


class SubRating(StrEnum):
    """What else of a partner is rated."""

    PUNCTUALITY = "punctuality"
    COMMUNICATION = "communication"
    ATTITUDE = "attitude"
    APPEARANCE = "appearance"
    SERVICE_QUALITY = "service_quality"

    @property
    def field(self) -> str:
        """Its name in a request."""
        head, *rest = self.value.split("_")
        return head + "".join(part.capitalize() for part in rest) + "Rating"


_NO_PARTS: Final[Mapping[SubRating, int]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ratings:
    """`parts` holds the sub-ratings that were given.

    Raises InvalidInput for a number that is not one to five.
    """

    overall: int
    parts: Mapping[SubRating, int] = field(default_factory=lambda: _NO_PARTS)

    def __post_init__(self) -> None:
        _require_stars("overallRating", self.overall)
        for part, stars in self.parts.items():
            _require_stars(part.field, stars)

    def require_suit(self, review_type: ReviewType) -> None:
        """Raises InvalidInput: people who are no partners have no sub-ratings."""
        if review_type is ReviewType.PARTNER_TO_USER:
            for part in self.parts:
                raise InvalidInput(
                    part.field,
                    "review.sub_ratings_of_partners",
                    "Only reviews of partners have it; leave it out.",
                )


def _require_stars(field_name: str, stars: int) -> None:
    if stars not in STARS:
        raise InvalidInput(
            field_name, "number.out_of_range", f"Give {LOWEST_RATING} to {HIGHEST_RATING}."
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are, and the sum of their stars."""

    count: int = 0
    sum: int = 0

    @property
    def mean(self) -> Fraction | None:
        """None of nothing."""
        return Fraction(self.sum, self.count) if self.count else None

    def plus(self, stars: int, times: int) -> Tally:
        return Tally(self.count + times, self.sum + times * stars)


NO_TALLY: Final = Tally()


@dataclass(frozen=True, slots=True)
class RatingSummary:
    """All visible reviews of one person in one role, as numbers.

    `by_stars[0]` counts those of one star. Equality means the same reviews' worth.
    """

    by_stars: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)
    parts: Mapping[SubRating, Tally] = field(
        default_factory=lambda: MappingProxyType(dict.fromkeys(SubRating, NO_TALLY))
    )

    @property
    def overall(self) -> Tally:
        return Tally(
            sum(self.by_stars), sum(n * s for n, s in zip(self.by_stars, STARS, strict=True))
        )

    def counted(self, ratings: Ratings, times: int) -> RatingSummary:
        """With `ratings` once more (`times` 1) or once less (−1)."""
        stars = list(self.by_stars)
        stars[ratings.overall - 1] += times
        one, two, three, four, five = stars
        parts = {
            part: self.parts[part].plus(ratings.parts[part], times)
            if part in ratings.parts
            else self.parts[part]
            for part in SubRating
        }
        return replace(self, by_stars=(one, two, three, four, five), parts=MappingProxyType(parts))


NO_RATINGS: Final = RatingSummary()


def summary_of(ratings: Iterable[Ratings]) -> RatingSummary:
    """The numbers counted afresh."""
    summary = NO_RATINGS
    for each in ratings:
        summary = summary.counted(each, 1)
    return summary
