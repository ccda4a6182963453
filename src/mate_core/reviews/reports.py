"""Somebody thinks that a review should not be read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.reviews.model import Part
from mate_core.shared.ids import ReviewId, UserId


class ReportReason(StrEnum):
    """Why; a closed list."""

    EXTORTION = "extortion"
    OFFENSIVE = "offensive"
    SEXUAL = "sexual"
    PRIVATE_INFORMATION = "private_information"
    UNTRUE = "untrue"
    SPAM = "spam"
    OTHER = "other"


class ReportOutcome(StrEnum):
    """What staff decided: taken away, or kept."""

    REMOVED = "REMOVED"
    KEPT = "KEPT"


@dataclass(frozen=True, slots=True)
class ReviewReport:
    """One person's, about one part of a review; open until staff decide."""

    id: UUID
    review_id: ReviewId
    reporter_id: UserId
    part: Part
    reason: ReportReason
    reported_at: datetime
    decide_by: datetime
    details: str = field(default="", repr=False)
    outcome: ReportOutcome | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.outcome is None

    def closed(self, outcome: ReportOutcome, *, at: datetime) -> ReviewReport:
        """The first outcome stays."""
        return replace(self, outcome=outcome, closed_at=at) if self.is_open else self
