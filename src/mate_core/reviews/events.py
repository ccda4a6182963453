"""What happened to reviews. Never texts, names or who of staff decided.

A review that is sealed or held causes no event that anybody but staff hears of.
"""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.shared.events import Event
from mate_core.shared.ids import BookingId, ReviewId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWritten(Event):
    """Hidden still: tell nobody but its author."""

    review_id: ReviewId
    booking_id: BookingId
    reviewer_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRevealed(Event):
    """Everybody may read it from now on."""

    review_id: ReviewId
    booking_id: BookingId
    reviewer_id: UserId
    reviewee_id: UserId
    review_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewHidden(Event):
    """Staff took it away. Unless it `was_visible`, nobody but its author may hear of it."""

    review_id: ReviewId
    reviewer_id: UserId
    reviewee_id: UserId
    was_visible: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAnswered(Event):
    """The answer can be read."""

    review_id: ReviewId
    reviewer_id: UserId
    reviewee_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFlagged(Event):
    """For staff: held by what it says, or reported."""

    review_id: ReviewId
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecisionOverdue(Event):
    """Staff are late: administrators should look."""

    review_id: ReviewId


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyNoteLeft(Event):
    """For the trust team; the other side never hears of it."""

    review_id: ReviewId
    booking_id: BookingId
