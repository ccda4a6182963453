"""`/admin/flagged/reviews` and `/admin/reviews`: what staff decide; the core audits all of it."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.reviews.ports import ReviewFilter
from mate_core.shared.ids import ReviewId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import reviews as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.reviews import DecideReviewBody, ReviewCase, ReviewCases, ReviewFile

STAFF: Final = Access.STAFF
ReviewPath = FromPath[UUID]
ERRORS: Final = (404, 409)


class AdminReviewsController(Controller):
    path = "/admin"
    tags = ("Admin",)

    @get("/flagged/reviews", **route(STAFF, "listFlaggedReviews", "Reviews that wait for staff"))
    async def page(
        self,
        request: ApiRequest,
        *,
        wanted: Annotated[
            ReviewFilter, QueryParameter(name="filter", description="Which of them.")
        ] = ReviewFilter.WAITING,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> ReviewCases:
        """The one to be decided first at the front; with other filters the newest."""
        order = wanted.value
        found = await request.use_cases.staff_reviews.listed(
            request.user, wanted, after=cursors.read(cursor, order=order), limit=limit
        )
        items = [present.case(each) for each in found.items]
        return ReviewCases(items=items, next_cursor=cursors.written(found.next, order=order))

    @get(
        "/reviews/{review_id:uuid}",
        **route(STAFF, "getReviewFile", "A review with its reports", errors=(404,)),
    )
    async def one(self, request: ApiRequest, review_id: ReviewPath) -> ReviewFile:
        """With the safety note; the look is audited."""
        return present.file(
            await request.use_cases.staff_reviews.show(request.user, ReviewId(review_id))
        )

    @post(
        "/reviews/{review_id:uuid}/hide",
        **route(STAFF, "hideReview", "Nobody reads it any more", body=True, errors=ERRORS),
    )
    async def hide(
        self, request: ApiRequest, review_id: ReviewPath, data: RequestBody[DecideReviewBody]
    ) -> ReviewCase:
        """Nor does it count. Whoever reported it is told."""
        return present.case(
            await request.use_cases.staff_reviews.hide(
                request.user, ReviewId(review_id), reason=data.reason, part=data.part
            )
        )

    @post(
        "/reviews/{review_id:uuid}/restore",
        **route(STAFF, "restoreReview", "Put back what was hidden", body=True, errors=ERRORS),
    )
    async def restore(
        self, request: ApiRequest, review_id: ReviewPath, data: RequestBody[DecideReviewBody]
    ) -> ReviewCase:
        """Where it stood, or hidden still until the other side has written."""
        return present.case(
            await request.use_cases.staff_reviews.restore(
                request.user, ReviewId(review_id), reason=data.reason, part=data.part
            )
        )

    @post(
        "/reviews/{review_id:uuid}/release",
        **route(STAFF, "releaseReview", "Nothing is wrong with it", body=True, errors=ERRORS),
    )
    async def release(
        self, request: ApiRequest, review_id: ReviewPath, data: RequestBody[ReasonBody]
    ) -> ReviewCase:
        """What was held goes its way; what was reported stays."""
        return present.case(
            await request.use_cases.staff_reviews.release(
                request.user, ReviewId(review_id), reason=data.reason
            )
        )
