"""Limits of a search."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mate_core.shared.limits import Rate

_HOUR: Final = timedelta(hours=1)
ORIGIN_MOVES: Final = Rate("origin", 30, _HOUR, 30)
"""FEATURES 22."""


@dataclass(frozen=True, slots=True)
class SearchPolicy:
    """Kilometres, items, characters; `horizon` is how far ahead anybody can be booked."""

    longest_radius_km: int = 100
    origin_moves: Rate | None = None
    """So often a searcher may change his place; None where nobody is limited."""
    longest_page: int = 50
    last_page: int = 10
    text_length: int = 100
    text_words: int = 8
    shortest_prefix: int = 2
    """Letters that the last word needs to stand for every word that begins like it."""
    values: int = 20
    """Languages or interests in one search."""
    value_length: int = 40
    city_length: int = 100
    horizon: timedelta = timedelta(days=60)
    longest_meeting_half_hours: int = 14 * 48
    least_half_hours: int = 6
    """What is billed at least, whatever is asked (the 3-hour rule)."""
