"""What reviews need of the world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mate_core.bookings.ports import BookingsUow
from mate_core.reviews.model import Review
from mate_core.reviews.ratings import Ratings, RatingSummary, ReviewType
from mate_core.reviews.reports import ReviewReport
from mate_core.shared.ids import BookingId, ReviewId, UserId
from mate_core.shared.pages import Cursor, Page


class ReviewFilter(StrEnum):
    """Which reviews staff want to see; `waiting` are those that staff must decide about."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    HELD = "held"
    REPORTED = "reported"
    HIDDEN = "hidden"
    NOTED = "noted"
    """With a safety note."""
    ALL = "all"


class Reviews(Protocol):
    """Rows under the lock of their booking."""

    async def add(self, review: Review) -> None:
        """Raises ReviewExists when its author has written about that booking."""
        ...

    async def get(self, review_id: ReviewId) -> Review:
        """Raises NotFound; no lock."""
        ...

    async def get_for_change(self, review_id: ReviewId) -> Review:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def of_booking_for_change(self, booking_id: BookingId) -> Sequence[Review]:
        """Both sides', locked, the one about the partner first."""
        ...

    async def save(self, review: Review) -> None:
        """With its response. Guarded by `version`; raises ConcurrencyConflict."""
        ...

    async def published(
        self,
        reviewee_id: UserId,
        review_type: ReviewType,
        *,
        after: Cursor | None,
        limit: int,
    ) -> Page[Review]:
        """Those that can be read, newest first by `published_at`."""
        ...

    async def by(self, reviewer_id: UserId, *, after: Cursor | None, limit: int) -> Page[Review]:
        """All that this person wrote, whatever their state, newest first by `created_at`."""
        ...

    async def about(self, reviewee_id: UserId, *, after: Cursor | None, limit: int) -> Page[Review]:
        """All about this person, whatever their state, newest first by `created_at`."""
        ...

    async def showing(self, reviewer_id: UserId, media_key: str) -> Sequence[Review]:
        """Those of this author that show the picture with that key."""
        ...

    async def queue(
        self, wanted: ReviewFilter, *, at: datetime, after: Cursor | None, limit: int
    ) -> Page[Review]:
        """For staff. Those that wait for them: the one to be decided first at the front, the
        cursor is (decide_by, id). The others: newest first by `created_at`."""
        ...


class ReviewReports(Protocol):
    async def add(self, report: ReviewReport) -> None:
        """Raises ConcurrencyConflict when that person has reported this part already."""
        ...

    async def of_review(self, review_id: ReviewId) -> Sequence[ReviewReport]:
        """Oldest first."""
        ...

    async def by(self, reporter_id: UserId) -> Sequence[ReviewReport]:
        """All that this person sent, oldest first."""
        ...

    async def since(self, reporter_id: UserId, since: datetime) -> Sequence[datetime]:
        """Instants of that person's reports since then, oldest first."""
        ...

    async def save(self, report: ReviewReport) -> None: ...


@dataclass(frozen=True, slots=True)
class RatingMismatch:
    """Numbers that are not those of the visible reviews.

    `kept` is the stored summary, `profile` what the partner's profile says (count and sum), which
    is None for people who are no partners; `counted` is the truth.
    """

    person_id: UserId
    review_type: ReviewType
    kept: RatingSummary
    profile: tuple[int, int] | None
    counted: RatingSummary


class RatingSummaries(Protocol):
    async def get(self, person_id: UserId, review_type: ReviewType) -> RatingSummary:
        """Zeros where there is nothing."""
        ...

    async def count(
        self, person_id: UserId, review_type: ReviewType, ratings: Ratings, times: int
    ) -> None:
        """Add `ratings` (`times` 1) or take them back (−1)."""
        ...

    async def mismatches(self) -> Sequence[RatingMismatch]:
        """Everybody whose numbers differ from his visible reviews; empty when all is well."""
        ...


class ReviewsUow(BookingsUow, Protocol):
    @property
    def reviews(self) -> Reviews: ...
    @property
    def review_reports(self) -> ReviewReports: ...
    @property
    def rating_summaries(self) -> RatingSummaries: ...
