"""Every number of identity checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from mate_core.media.policies import MEGABYTE


@dataclass(frozen=True, slots=True)
class Limits:
    """A score of `accept` or more is good, below `refuse` is bad, between is for staff.

    Hundredths of a percent. Raises ValueError unless 0 ≤ refuse ≤ accept ≤ 10,000.
    """

    accept: int
    refuse: int

    def __post_init__(self) -> None:
        if not 0 <= self.refuse <= self.accept <= 10_000:
            raise ValueError("limits must be 0 <= refuse <= accept <= 10000")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """`version` goes into the log beside every verdict. FPT's own line for faces is 80 %."""

    liveness: Limits = Limits(accept=9_000, refuse=5_000)
    face: Limits = Limits(accept=8_500, refuse=5_000)
    ocr: Limits = Limits(accept=8_000, refuse=4_000)

    @property
    def version(self) -> str:
        limits = (self.liveness, self.face, self.ocr)
        return " ".join(
            f"{name}:{each.accept}/{each.refuse}"
            for name, each in zip(("liveness", "face", "ocr"), limits, strict=True)
        )


@dataclass(frozen=True, slots=True)
class KycPolicy:
    """`collecting_kept`: how long an unfinished case waits for the next step.

    A check that nobody answers for within `patience` is asked for again. `rounds` is how often each
    vendor is asked before staff take over, `pause` lies between rounds. Pictures are given up
    `approved_kept` after an approval (FEATURES 9 allows 24 hours: the rest is for storage that is
    down), `rejected_kept` after a rejection, and looked for every `look_again` until they are gone.
    """

    thresholds: Thresholds = field(default_factory=Thresholds)
    adult_age: int = 18
    submissions_per_day: int = 3
    submissions_per_month: int = 10
    month: timedelta = timedelta(days=30)
    collecting_kept: timedelta = timedelta(days=7)
    patience: timedelta = timedelta(minutes=2)
    rounds: int = 2
    pause: timedelta = timedelta(minutes=5)
    approved_kept: timedelta = timedelta(hours=12)
    rejected_kept: timedelta = timedelta(days=30)
    look_again: timedelta = timedelta(minutes=10)
    shortest_video: timedelta = timedelta(seconds=2)
    longest_video: timedelta = timedelta(seconds=30)
    video_bytes: int = 10 * MEGABYTE
    """What FPT.AI takes."""
    name_length: tuple[int, int] = (2, 100)
    proposal_lifetime: timedelta = timedelta(days=3)
    told_within: timedelta = timedelta(hours=24)
