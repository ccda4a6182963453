"""`/reviews`: what people say of each other after a meeting, both blind until the reveal."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, RequestBody

from mate_core.shared.ids import BookingId, ReviewId, UserId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import reviews as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.reviews import (
    OwnResponse,
    OwnReview,
    OwnReviews,
    ReportReviewBody,
    ResponseBody,
    ReviewBody,
    ReviewReportReceipt,
    Reviews,
    WriteReviewBody,
)

USER: Final = Access.USER
ReviewPath = FromPath[UUID]
ERRORS: Final = (404, 409)


class ReviewsController(Controller):
    path = "/reviews"
    tags = ("Reviews",)

    @post("/", **route(USER, "writeReview", "Review a meeting", status=201, body=True,
                       errors=ERRORS))  # fmt: skip
    async def write(self, request: ApiRequest, data: RequestBody[WriteReviewBody]) -> OwnReview:
        """Within 14 days; nobody else reads it before the other side has written, or they are over.

        Whether the other side has written is never told.
        """
        return present.own(
            await request.use_cases.reviews.write(
                request.user, BookingId(data.booking_id), present.content(data)
            )
        )

    @get("/mine", **route(USER, "listOwnReviews", "What one has written, newest first"))
    async def mine(
        self,
        request: ApiRequest,
        *,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> OwnReviews:
        """Hidden ones included."""
        found = await request.use_cases.reviews.mine(
            request.user, after=cursors.read(cursor), limit=limit
        )
        return OwnReviews(
            items=[present.own(each) for each in found.items],
            next_cursor=cursors.written(found.next),
        )

    @put(
        "/{review_id:uuid}",
        **route(USER, "editReview", "Write it anew", body=True, errors=ERRORS),
    )
    async def edit(
        self, request: ApiRequest, review_id: ReviewPath, data: RequestBody[ReviewBody]
    ) -> OwnReview:
        """All of it, while nobody else can read it: 409 afterwards."""
        return present.own(
            await request.use_cases.reviews.edit(
                request.user, ReviewId(review_id), present.content(data)
            )
        )

    @get(
        "/partner/{partner_id:uuid}",
        **route(USER, "listReviewsOfPartner", "What users say of a partner", errors=(404,)),
    )
    async def of_partner(
        self,
        request: ApiRequest,
        partner_id: FromPath[UUID],
        *,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> Reviews:
        """Newest first, with the numbers of all of them."""
        return present.page(
            await request.use_cases.review_pages.of_partner(
                request.user, UserId(partner_id), after=cursors.read(cursor), limit=limit
            )
        )

    @get(
        "/user/{user_id:uuid}",
        **route(USER, "listReviewsOfUser", "What partners say of a user", errors=(404,)),
    )
    async def of_user(
        self,
        request: ApiRequest,
        user_id: FromPath[UUID],
        *,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> Reviews:
        """Newest first, with the numbers of all of them."""
        return present.page(
            await request.use_cases.review_pages.of_user(
                request.user, UserId(user_id), after=cursors.read(cursor), limit=limit
            )
        )

    @post(
        "/{review_id:uuid}/response",
        **route(USER, "answerReview", "Answer a review of oneself", status=201, body=True,
                errors=ERRORS),
    )  # fmt: skip
    async def respond(
        self, request: ApiRequest, review_id: ReviewPath, data: RequestBody[ResponseBody]
    ) -> OwnResponse:
        """Once, for everybody to read."""
        return present.own_response(
            await request.use_cases.review_responses.respond(
                request.user, ReviewId(review_id), data.response
            )
        )

    @put(
        "/{review_id:uuid}/report",
        **route(USER, "reportReview", "Say that it should not be read", body=True,
                errors=(404, 409, 429)),
    )  # fmt: skip
    async def report(
        self, request: ApiRequest, review_id: ReviewPath, data: RequestBody[ReportReviewBody]
    ) -> ReviewReportReceipt:
        """Staff decide within 24 hours. Reporting again answers the first receipt."""
        return present.receipt(
            await request.use_cases.review_responses.report(
                request.user,
                ReviewId(review_id),
                data.reason,
                part=data.part,
                details=data.details or "",
            )
        )
