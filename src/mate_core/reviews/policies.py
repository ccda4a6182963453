"""Every number of reviews."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

LOWEST_RATING = 1
HIGHEST_RATING = 5


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """`window` counts from completion or cancellation, `after_dispute` from the end of a dispute;
    the later of both closes it (MONEY, "review window").

    While a dispute is undecided a review that waits is looked at again every `look_again`. What
    waits for staff is theirs to decide within `decision`.
    """

    window: timedelta = timedelta(days=14)
    after_dispute: timedelta = timedelta(days=3)
    look_again: timedelta = timedelta(days=1)
    decision: timedelta = timedelta(hours=24)
    comment_length: int = 2_000
    response_length: int = 1_000
    safety_note_length: int = 2_000
    report_details_length: int = 500
    photos: int = 6
    reports_per_day: int = 20
    told_within: timedelta = timedelta(hours=24)
