"""Numbers of screening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ScreeningPolicy:
    """`clock` is how long staff have for a listing that waits (FEATURES 18).

    With `approve_all_by_hand` nothing is shown that nobody of staff has looked at. So many
    rejections for sexual services within `repeat_window` propose a suspension (FEATURES 124).
    """

    approve_all_by_hand: bool = False
    clock: timedelta = timedelta(hours=24)
    claim: timedelta = timedelta(minutes=30)
    repeats: int = 3
    repeat_window: timedelta = timedelta(days=180)
    told_within: timedelta = timedelta(hours=24)
