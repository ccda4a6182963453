"""How fast what happened is forgotten, and what counts how much."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class TrendPolicy:
    """Points of a booking and of a look at the moment they happen; half of them are left after the
    half-life, and nothing counts that is older than `window`.

    `waiting_views` looks at most wait in a process to be written down; what comes more is not
    counted.
    """

    booking_points: int = 10_000
    booking_half_life: timedelta = timedelta(days=7)
    view_points: int = 500
    view_half_life: timedelta = timedelta(days=2)
    window: timedelta = timedelta(days=28)
    shown: int = 20
    longest_page: int = 50
    partners_at_once: int = 500
    read_at_once: int = 100
    reads: int = 10
    """So often more are read in place of those who may not be shown, for one answer."""
    city_length: int = 100
    waiting_views: int = 2_000
