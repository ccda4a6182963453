"""Bodies of `/reviews` and of `/admin/flagged/reviews`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated
from uuid import UUID

import msgspec

from mate_core.reviews.model import FlagCause, Part, ResponseState
from mate_core.reviews.ratings import ReviewType
from mate_core.reviews.reports import ReportOutcome, ReportReason
from mate_core.reviews.states import ReviewState
from mate_http.schemas.base import Input, Output, Reason, Text

Stars = Annotated[int, msgspec.Meta(ge=1, le=5, description="1 to 5.")]
Count = Annotated[int, msgspec.Meta(ge=0, extra_json_schema={"minimum": 0})]
Mean = Annotated[float, msgspec.Meta(description="1 to 5, two decimals.")]
LongText = Annotated[str, msgspec.Meta(max_length=8_016)]


class ReviewBody(Input, frozen=True):
    """Everything but `overallRating` may be left out; sub-ratings are for reviews of partners.

    `photoUrls` are answers of `/upload/image`, six at most. `safetyNote` is read by staff alone.
    """

    overall_rating: Stars
    punctuality_rating: Stars | None = None
    communication_rating: Stars | None = None
    attitude_rating: Stars | None = None
    appearance_rating: Stars | None = None
    service_quality_rating: Stars | None = None
    comment: LongText | None = None
    photo_urls: list[Annotated[str, msgspec.Meta(max_length=500)]] = msgspec.field(
        default_factory=list
    )
    safety_note: LongText | None = None


class WriteReviewBody(ReviewBody, frozen=True, kw_only=True):
    """Who is reviewed follows from the booking."""

    booking_id: UUID


class ResponseBody(Input, frozen=True):
    """At most 1000 characters."""

    response: Text


class ReportReviewBody(Input, frozen=True):
    """`part` is what should not be read: the review, or the answer to it."""

    reason: ReportReason
    part: Part = Part.REVIEW
    details: Reason | None = None


class DecideReviewBody(Input, frozen=True):
    """`part` is what is meant: the review, or the answer to it alone."""

    reason: Reason
    part: Part = Part.REVIEW


class ReviewRatings(Output, frozen=True):
    """Null for what was not rated."""

    overall: Stars
    punctuality: Stars | None
    communication: Stars | None
    attitude: Stars | None
    appearance: Stars | None
    service_quality: Stars | None


class ReviewResponse(Output, frozen=True):
    text: str
    created_at: dt.datetime


class ReviewAuthor(Output, frozen=True):
    display_name: str
    avatar_url: str | None


class Review(Output, frozen=True):
    """`publishedAt` is when it could first be read."""

    id: UUID
    author: ReviewAuthor
    ratings: ReviewRatings
    comment: str | None
    photo_urls: list[str]
    published_at: dt.datetime | None
    response: ReviewResponse | None


class StarCounts(Output, frozen=True):
    """How many reviews give so many stars."""

    one: Count
    two: Count
    three: Count
    four: Count
    five: Count


class RatingMeans(Output, frozen=True):
    """Null for what nobody has rated."""

    punctuality: Mean | None
    communication: Mean | None
    attitude: Mean | None
    appearance: Mean | None
    service_quality: Mean | None


class ReviewSummary(Output, frozen=True):
    """Of all reviews that can be read; `averageRating` is 0 when there are none."""

    average_rating: float
    total_reviews: Count
    stars: StarCounts
    means: RatingMeans


class Reviews(Output, frozen=True):
    summary: ReviewSummary
    items: list[Review]
    next_cursor: str | None


class OwnReview(Output, frozen=True):
    """`state` says nothing of the other side. Editable until `editableUntil` at the latest, and no
    longer once it can be read."""

    id: UUID
    booking_id: UUID
    review_type: ReviewType
    state: ReviewState
    ratings: ReviewRatings
    comment: str | None
    photo_urls: list[str]
    safety_note: str | None
    created_at: dt.datetime
    published_at: dt.datetime | None
    is_editable: bool
    editable_until: dt.datetime
    response: ReviewResponse | None


class OwnReviews(Output, frozen=True):
    items: list[OwnReview]
    next_cursor: str | None


class OwnResponse(Output, frozen=True):
    """HELD waits for staff."""

    review_id: UUID
    text: str
    created_at: dt.datetime
    state: ResponseState


class ReviewReportReceipt(Output, frozen=True):
    """Staff decide before `decideBy`; the reporter is told."""

    review_id: UUID
    reported_at: dt.datetime
    decide_by: dt.datetime


class ReviewCase(Output, frozen=True):
    """As staff see it. `decideBy` is null when nothing waits for them."""

    id: UUID
    booking_id: UUID
    reviewer_id: UUID
    reviewee_id: UUID
    review_type: ReviewType
    state: ReviewState
    ratings: ReviewRatings
    comment: str | None
    photo_urls: list[str]
    has_safety_note: bool
    created_at: dt.datetime
    published_at: dt.datetime | None
    flag_cause: FlagCause | None
    flagged_at: dt.datetime | None
    decide_by: dt.datetime | None
    is_overdue: bool
    response: str | None
    response_state: ResponseState | None


class ReviewCases(Output, frozen=True):
    items: list[ReviewCase]
    next_cursor: str | None


class ReviewReport(Output, frozen=True):
    reporter_id: UUID
    part: Part
    reason: ReportReason
    details: str
    reported_at: dt.datetime
    outcome: ReportOutcome | None
    closed_at: dt.datetime | None


class ReviewAuditEntry(Output, frozen=True):
    at: dt.datetime
    actor_id: UUID | None
    action: str
    reason: str


class ReviewFile(Output, frozen=True):
    """With what is for staff alone."""

    review: ReviewCase
    safety_note: str | None
    staff_note: str | None
    reports: list[ReviewReport]
    audit: list[ReviewAuditEntry]
