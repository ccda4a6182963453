"""What is refused before anybody searches; each refusal names its field and the remedy."""

from __future__ import annotations

from datetime import datetime, timedelta

from mate_core.search.criteria import Criteria, FreeAt
from mate_core.search.model import PageWish
from mate_core.search.policies import SearchPolicy
from mate_core.search.text import words
from mate_core.shared.errors import InvalidInput
from mate_core.shared.text import require_length

_STARS = (1, 5)


def check(criteria: Criteria, page: PageWish, policy: SearchPolicy, *, at: datetime) -> None:
    """Raises InvalidInput."""
    _between("radiusKm", criteria.radius_km, policy.longest_radius_km)
    _between("page", page.number, policy.last_page)
    _between("limit", page.limit, policy.longest_page)
    if page.after is not None and page.number != 1:
        remedy = "A cursor goes on by itself: leave the page out."
        raise InvalidInput("page", "page.beside_cursor", remedy)
    _rates(criteria)
    if criteria.min_rating is not None and not _STARS[0] <= criteria.min_rating <= _STARS[1]:
        raise InvalidInput("minRating", "number.out_of_range", "Give 1 to 5.")
    _texts(criteria, policy)
    if criteria.free_at is not None:
        _time(criteria.free_at, policy, at=at)


def _between(field: str, value: int, highest: int) -> None:
    if not 1 <= value <= highest:
        raise InvalidInput(field, "number.out_of_range", f"Give 1 to {highest}.")


def _rates(criteria: Criteria) -> None:
    lowest, highest = criteria.min_rate, criteria.max_rate
    if lowest is not None and highest is not None and lowest > highest:
        raise InvalidInput("maxRate", "rate.below_minimum", "Give no less than minRate.")


def _texts(criteria: Criteria, policy: SearchPolicy) -> None:
    if criteria.text is not None:
        require_length("q", criteria.text, 1, policy.text_length)
        found = len(words(criteria.text))
        if not 1 <= found <= policy.text_words:
            remedy = f"Give 1 to {policy.text_words} words."
            raise InvalidInput("q", "search.words", remedy)
    if criteria.city is not None:
        require_length("city", criteria.city, 1, policy.city_length)
        if not words(criteria.city):
            raise InvalidInput("city", "search.words", "Give the name of a place.")
    for field, values in (("languages", criteria.languages), ("interests", criteria.interests)):
        if len(values) > policy.values:
            raise InvalidInput(field, "list.too_long", f"Give {policy.values} at most.")
        for each in values:
            require_length(field, each, 1, policy.value_length)
            if not words(each):
                raise InvalidInput(field, "search.words", "Give words.")


def _time(wish: FreeAt, policy: SearchPolicy, *, at: datetime) -> None:
    longest = policy.longest_meeting_half_hours
    if not 1 <= wish.half_hours <= longest:
        remedy = f"Give 0.5 to {longest // 2} hours."
        raise InvalidInput("freeAt.durationHours", "number.out_of_range", remedy)
    if wish.start <= at:
        raise InvalidInput("freeAt.startTime", "period.in_the_past", "Give a time to come.")
    if wish.start > at + policy.horizon:
        days = policy.horizon // timedelta(days=1)
        raise InvalidInput("freeAt.date", "period.too_far", f"Give a day in the next {days} days.")
