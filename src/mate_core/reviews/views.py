"""Reviews as their readers, their authors and staff may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mate_core.reviews.model import Response, Review
from mate_core.reviews.ratings import RatingSummary
from mate_core.reviews.reports import ReviewReport
from mate_core.shared.ids import ReviewId
from mate_core.shared.pages import Page
from mate_core.shared.ports import AuditRecord

SOMEBODY: Final = "Người dùng Mate"
"""What stands where the name of somebody stands whom the viewer is kept apart from."""


@dataclass(frozen=True, slots=True)
class AuthorCard:
    """Who wrote it, for everybody: no id, so that a review leads nobody to its author's account."""

    display_name: str
    avatar_url: str | None = None


UNNAMED: Final = AuthorCard(SOMEBODY)


@dataclass(frozen=True, slots=True)
class PublishedReview:
    """What everybody reads: never the booking, the instant of writing, or a safety note."""

    review: Review
    author: AuthorCard


@dataclass(frozen=True, slots=True)
class PublishedReviews:
    summary: RatingSummary
    page: Page[PublishedReview]


@dataclass(frozen=True, slots=True)
class OwnReview:
    """One's own, whatever its state. Says nothing of what the other side has written."""

    review: Review
    is_editable: bool


@dataclass(frozen=True, slots=True)
class OwnResponse:
    review_id: ReviewId
    response: Response


@dataclass(frozen=True, slots=True)
class ReportReceipt:
    """Staff decide before `decide_by`."""

    review_id: ReviewId
    reported_at: datetime
    decide_by: datetime


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """For staff: a review with its reports and everything staff have done to it."""

    review: Review
    reports: Sequence[ReviewReport]
    audit: Sequence[AuditRecord]
