"""Reviews and reports as tests want them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mate_core.bookings.model import Booking
from mate_core.reviews.model import Content, Part, Response, Review
from mate_core.reviews.policies import ReviewPolicy
from mate_core.reviews.ratings import Ratings, ReviewType, SubRating
from mate_core.reviews.reports import ReportReason, ReviewReport
from mate_core.reviews.states import ReviewState
from mate_core.shared.ids import ReviewId, UserId
from tests.contract.makers import DAY, HOUR, NOW, a_booking, new_id
from tests.contract.stores import Store, committed

POLICY = ReviewPolicy()
OF_PARTNER, OF_USER = ReviewType.USER_TO_PARTNER, ReviewType.PARTNER_TO_USER
FULL = Content(
    ratings=Ratings(4, {part: stars for stars, part in enumerate(SubRating, start=1)}),
    comment="Vui vẻ, đúng giờ",
    photo_urls=("/media/abc", "/media/def"),
    safety_note="drove too fast",
)


def new_review(
    booking: Booking, review_type: ReviewType = OF_PARTNER, stars: int = 5, **fields: Any
) -> Review:
    by_user = review_type is OF_PARTNER
    review = Review(
        id=ReviewId(new_id()),
        booking_id=booking.id,
        reviewer_id=booking.user_id if by_user else booking.partner_id,
        reviewee_id=booking.partner_id if by_user else booking.user_id,
        review_type=review_type,
        content=Content(Ratings(stars)),
        created_at=NOW,
        updated_at=NOW,
        closes_at=NOW + 14 * DAY,
    )
    return replace(review, **fields)


async def a_review(
    store: Store, booking: Booking | None = None, kind: ReviewType = OF_PARTNER, **fields: Any
) -> Review:
    review = new_review(booking or await a_booking(store), kind, **fields)
    await committed(store, lambda uow: uow.reviews.add(review))
    return review


async def a_visible_review(
    store: Store, booking: Booking | None = None, kind: ReviewType = OF_PARTNER, **fields: Any
) -> Review:
    """Published, and counted."""
    published = {"state": ReviewState.VISIBLE, "published_at": NOW, **fields}
    review = await a_review(store, booking, kind, **published)
    await counted(store, review, 1)
    return review


async def counted(store: Store, review: Review, times: int) -> None:
    async with store.open_uow() as uow:
        if review.review_type is OF_PARTNER:
            stars = times * review.ratings.overall
            await uow.partners.count_review(review.reviewee_id, stars=stars, reviews=times)
        await uow.rating_summaries.count(
            review.reviewee_id, review.review_type, review.ratings, times
        )
        await uow.commit()


def new_response(review: Review, **fields: Any) -> Response:
    response = Response(new_id(), review.reviewee_id, "Cảm ơn", NOW + HOUR)
    return replace(response, **fields)


def new_report(review: Review, reporter: UserId, **fields: Any) -> ReviewReport:
    report = ReviewReport(
        id=new_id(),
        review_id=review.id,
        reporter_id=reporter,
        part=Part.REVIEW,
        reason=ReportReason.UNTRUE,
        reported_at=NOW,
        decide_by=NOW + DAY,
        details="we never met",
    )
    return replace(report, **fields)
