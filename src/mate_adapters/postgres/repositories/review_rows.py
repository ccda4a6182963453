"""Reviews, answers and reports as rows, and back."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.tables.reviews import review_reports, review_responses, reviews
from mate_core.reviews.model import (
    Content,
    Flag,
    FlagCause,
    Part,
    Response,
    ResponseState,
    Review,
)
from mate_core.reviews.ratings import Ratings, ReviewType, SubRating
from mate_core.reviews.reports import ReportOutcome, ReportReason, ReviewReport
from mate_core.reviews.states import ReviewState

_WIDTH: Final = len(reviews.c)


def values_of_review(review: Review, seals: Seals) -> dict[str, Any]:
    content, flag = review.content, review.flag
    note = content.safety_note
    return {
        "id": review.id,
        "booking_id": review.booking_id,
        "reviewer_id": review.reviewer_id,
        "reviewee_id": review.reviewee_id,
        "review_type": review.review_type,
        "overall_rating": content.ratings.overall,
        **{f"{part}_rating": content.ratings.parts.get(part) for part in SubRating},
        "comment": content.comment,
        "photo_urls": list(content.photo_urls),
        "sealed_safety_note": None if note is None else seals.safety_note(review.id, note),
        "state": review.state,
        "is_visible": review.is_visible,
        "is_flagged": flag is not None,
        "flag_cause": flag and flag.cause,
        "flagged_at": flag and flag.since,
        "decide_by": flag and flag.decide_by,
        "overdue_since": flag and flag.overdue_since,
        "staff_note": review.staff_note,
        "created_at": review.created_at,
        "updated_at": review.updated_at,
        "closes_at": review.closes_at,
        "published_at": review.published_at,
        "due_at": review.due_at,
        "version": review.version,
    }


def review_of(row: Row, seals: Seals) -> Review:
    """The columns of a review, then those of its answer or nothing."""
    fields = dict(zip(reviews.c.keys(), row[:_WIDTH], strict=True))
    answer = dict(zip(review_responses.c.keys(), row[_WIDTH:], strict=True))
    return Review(
        id=fields["id"],
        booking_id=fields["booking_id"],
        reviewer_id=fields["reviewer_id"],
        reviewee_id=fields["reviewee_id"],
        review_type=ReviewType(fields["review_type"]),
        content=_content_of(fields, seals),
        created_at=fields["created_at"],
        updated_at=fields["updated_at"],
        closes_at=fields["closes_at"],
        state=ReviewState(fields["state"]),
        published_at=fields["published_at"],
        flag=_flag_of(fields),
        staff_note=fields["staff_note"],
        response=None if answer["id"] is None else _response_of(answer),
        version=fields["version"],
    )


def values_of_response(review: Review, response: Response) -> dict[str, Any]:
    return {
        "id": response.id,
        "review_id": review.id,
        "responder_id": response.responder_id,
        "response": response.text,
        "created_at": response.created_at,
        "state": response.state,
    }


def values_of_report(report: ReviewReport) -> dict[str, Any]:
    return {name: getattr(report, name) for name in review_reports.c.keys()}  # noqa: SIM118  # a collection of columns, not a dict


def report_of(row: Row) -> ReviewReport:
    fields = dict(zip(review_reports.c.keys(), row, strict=True))
    outcome = fields.pop("outcome")
    return ReviewReport(
        **fields
        | {
            "part": Part(fields["part"]),
            "reason": ReportReason(fields["reason"]),
            "outcome": None if outcome is None else ReportOutcome(outcome),
        }
    )


def _content_of(fields: dict[str, Any], seals: Seals) -> Content:
    sealed = fields["sealed_safety_note"]
    parts = {part: stars for part in SubRating if (stars := fields[f"{part}_rating"]) is not None}
    return Content(
        ratings=Ratings(fields["overall_rating"], MappingProxyType(parts)),
        comment=fields["comment"],
        photo_urls=tuple(fields["photo_urls"]),
        safety_note=None if sealed is None else seals.open_safety_note(fields["id"], sealed),
    )


def _flag_of(fields: dict[str, Any]) -> Flag | None:
    if fields["flag_cause"] is None:
        return None
    return Flag(
        FlagCause(fields["flag_cause"]),
        fields["flagged_at"],
        fields["decide_by"],
        fields["overdue_since"],
    )


def _response_of(fields: dict[str, Any]) -> Response:
    return Response(
        id=fields["id"],
        responder_id=fields["responder_id"],
        text=fields["response"],
        created_at=fields["created_at"],
        state=ResponseState(fields["state"]),
    )
