"""Reviews as things that can be reported."""

from __future__ import annotations

from uuid import UUID

from mate_core.reviews.ports import ReviewsUow
from mate_core.reviews.visibility import require_shown
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import ReviewId, UserId


class ReportableReviews:
    """Those that can be read; they are their author's."""

    async def owner_seen_by(self, uow: ReviewsUow, viewer: UserId, object_id: UUID) -> UserId:
        review = await uow.reviews.get(ReviewId(object_id))
        if not review.is_visible:
            raise NotFound
        if viewer not in (review.reviewer_id, review.reviewee_id):
            await require_shown(uow, viewer, review.reviewee_id, review.review_type)
        return review.reviewer_id
