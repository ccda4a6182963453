"""Reviews, as readers, authors and staff may read them."""

from __future__ import annotations

from mate_core.reviews import model, ratings, views
from mate_core.reviews.ratings import SubRating, Tally
from mate_core.reviews.reports import ReviewReport as CoreReport
from mate_core.shared.ports import AuditRecord
from mate_http import cursors
from mate_http.schemas.reviews import (
    OwnResponse,
    OwnReview,
    RatingMeans,
    Review,
    ReviewAuditEntry,
    ReviewAuthor,
    ReviewBody,
    ReviewCase,
    ReviewFile,
    ReviewRatings,
    ReviewReport,
    ReviewReportReceipt,
    ReviewResponse,
    Reviews,
    ReviewSummary,
    StarCounts,
)
from mate_http.times import local, local_or_none


def content(body: ReviewBody) -> model.Content:
    """Raises InvalidInput."""
    parts = {
        part: stars
        for part in SubRating
        if (stars := getattr(body, f"{part.value}_rating")) is not None
    }
    return model.Content(
        ratings=ratings.Ratings(body.overall_rating, parts),
        comment=body.comment,
        photo_urls=tuple(body.photo_urls),
        safety_note=body.safety_note,
    )


def page(found: views.PublishedReviews) -> Reviews:
    return Reviews(
        summary=_summary(found.summary),
        items=[_published(each) for each in found.page.items],
        next_cursor=cursors.written(found.page.next),
    )


def own(it: views.OwnReview) -> OwnReview:
    review = it.review
    return OwnReview(
        id=review.id,
        booking_id=review.booking_id,
        review_type=review.review_type,
        state=review.state,
        ratings=_ratings(review.ratings),
        comment=review.content.comment,
        photo_urls=list(review.content.photo_urls),
        safety_note=review.content.safety_note,
        created_at=local(review.created_at),
        published_at=local_or_none(review.published_at),
        is_editable=it.is_editable,
        editable_until=local(review.closes_at),
        response=_response(review.shown_response) if review.is_visible else None,
    )


def own_response(it: views.OwnResponse) -> OwnResponse:
    response = it.response
    return OwnResponse(
        review_id=it.review_id,
        text=response.text,
        created_at=local(response.created_at),
        state=response.state,
    )


def receipt(it: views.ReportReceipt) -> ReviewReportReceipt:
    return ReviewReportReceipt(
        review_id=it.review_id,
        reported_at=local(it.reported_at),
        decide_by=local(it.decide_by),
    )


def case(review: model.Review) -> ReviewCase:
    flag, response = review.flag, review.response
    return ReviewCase(
        id=review.id,
        booking_id=review.booking_id,
        reviewer_id=review.reviewer_id,
        reviewee_id=review.reviewee_id,
        review_type=review.review_type,
        state=review.state,
        ratings=_ratings(review.ratings),
        comment=review.content.comment,
        photo_urls=list(review.content.photo_urls),
        has_safety_note=review.content.safety_note is not None,
        created_at=local(review.created_at),
        published_at=local_or_none(review.published_at),
        flag_cause=flag.cause if flag else None,
        flagged_at=local(flag.since) if flag else None,
        decide_by=local(flag.decide_by) if flag else None,
        is_overdue=flag is not None and flag.overdue_since is not None,
        response=response.text if response else None,
        response_state=response.state if response else None,
    )


def file(found: views.ReviewFile) -> ReviewFile:
    return ReviewFile(
        review=case(found.review),
        safety_note=found.review.content.safety_note,
        staff_note=found.review.staff_note,
        reports=[_report(each) for each in found.reports],
        audit=[_entry(each) for each in found.audit],
    )


def _published(item: views.PublishedReview) -> Review:
    review = item.review
    return Review(
        id=review.id,
        author=ReviewAuthor(
            display_name=item.author.display_name, avatar_url=item.author.avatar_url
        ),
        ratings=_ratings(review.ratings),
        comment=review.content.comment,
        photo_urls=list(review.content.photo_urls),
        published_at=local_or_none(review.published_at),
        response=_response(review.shown_response),
    )


def _summary(summary: ratings.RatingSummary) -> ReviewSummary:
    one, two, three, four, five = summary.by_stars
    return ReviewSummary(
        average_rating=_mean(summary.overall) or 0,
        total_reviews=summary.overall.count,
        stars=StarCounts(one=one, two=two, three=three, four=four, five=five),
        means=RatingMeans(**{part.value: _mean(summary.parts[part]) for part in SubRating}),
    )


def _mean(tally: Tally) -> float | None:
    return None if tally.mean is None else round(float(tally.mean), 2)


def _ratings(given: ratings.Ratings) -> ReviewRatings:
    return ReviewRatings(
        overall=given.overall, **{part.value: given.parts.get(part) for part in SubRating}
    )


def _response(response: model.Response | None) -> ReviewResponse | None:
    if response is None:
        return None
    return ReviewResponse(text=response.text, created_at=local(response.created_at))


def _report(report: CoreReport) -> ReviewReport:
    return ReviewReport(
        reporter_id=report.reporter_id,
        part=report.part,
        reason=report.reason,
        details=report.details,
        reported_at=local(report.reported_at),
        outcome=report.outcome,
        closed_at=local_or_none(report.closed_at),
    )


def _entry(record: AuditRecord) -> ReviewAuditEntry:
    return ReviewAuditEntry(
        at=local(record.at), actor_id=record.actor_id, action=record.action, reason=record.reason
    )
