"""`/admin/privacy`: the queue of rights requests, closings of accounts, ledgers of consent."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.shared.ids import UserId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import privacy as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.privacy import (
    AnswerBody,
    ClosingCase,
    ClosingQueue,
    ConsentHistory,
    RightsCase,
    RightsQueue,
)

STAFF: Final = Access.STAFF


class AdminPrivacyController(Controller):
    path = "/admin/privacy"
    tags = ("Admin",)

    @get("/requests", **route(STAFF, "listRightsRequests", "Requests about data, due first"))
    async def requests(
        self,
        request: ApiRequest,
        *,
        everything: Annotated[
            bool, QueryParameter(name="all", description="Answered ones too.")
        ] = False,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> RightsQueue:
        found = await request.use_cases.rights.queue(
            request.user, open_only=not everything, after=cursors.read(cursor), limit=limit
        )
        at = request.use_cases.clock.now()
        items = [present.rights_case(each, at=at) for each in found.items]
        return RightsQueue(items=items, next_cursor=cursors.written(found.next))

    @get(
        "/requests/{request_id:uuid}",
        **route(STAFF, "getRightsRequest", "One request", errors=(404,)),
    )
    async def one(self, request: ApiRequest, request_id: FromPath[UUID]) -> RightsCase:
        """The look is audited and acknowledges the request."""
        seen = await request.use_cases.rights.show(request.user, request_id)
        return present.rights_case(seen.request, at=request.use_cases.clock.now())

    @post(
        "/requests/{request_id:uuid}/answer",
        **route(STAFF, "answerRightsRequest", "Answer or refuse", body=True, errors=(404, 409)),
    )
    async def answer(
        self, request: ApiRequest, request_id: FromPath[UUID], data: RequestBody[AnswerBody]
    ) -> RightsCase:
        done = await request.use_cases.rights.answer(
            request.user, request_id, data.answer, reason=data.reason, refused=data.refused
        )
        return present.rights_case(done, at=request.use_cases.clock.now())

    @get(
        "/closings", **route(STAFF, "listClosings", "Accounts that are being closed, oldest first")
    )
    async def closings(
        self,
        request: ApiRequest,
        *,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> ClosingQueue:
        found = await request.use_cases.closing.queue(
            request.user, after=cursors.read(cursor), limit=limit
        )
        at = request.use_cases.clock.now()
        items = [present.closing_case(each, at=at) for each in found.items]
        return ClosingQueue(items=items, next_cursor=cursors.written(found.next))

    @post(
        "/closings/{user_id:uuid}/hold",
        **route(STAFF, "holdClosing", "Put a legal hold on a closing", body=True,
                errors=(404, 409)),
    )  # fmt: skip
    async def hold(
        self, request: ApiRequest, user_id: FromPath[UUID], data: RequestBody[ReasonBody]
    ) -> ClosingCase:
        """Nothing is erased until it is lifted."""
        held = await request.use_cases.closing.hold(
            request.user, UserId(user_id), reason=data.reason
        )
        return present.closing_case(held, at=request.use_cases.clock.now())

    @post(
        "/closings/{user_id:uuid}/release",
        **route(STAFF, "releaseClosing", "Lift the legal hold", body=True, errors=(404, 409)),
    )
    async def release(
        self, request: ApiRequest, user_id: FromPath[UUID], data: RequestBody[ReasonBody]
    ) -> ClosingCase:
        released = await request.use_cases.closing.release(
            request.user, UserId(user_id), reason=data.reason
        )
        return present.closing_case(released, at=request.use_cases.clock.now())

    @get(
        "/consents/{user_id:uuid}",
        **route(STAFF, "listConsentHistory", "Somebody's consents", errors=(404,)),
    )
    async def consents(self, request: ApiRequest, user_id: FromPath[UUID]) -> ConsentHistory:
        """The whole ledger, oldest first."""
        history = await request.use_cases.consents.of(request.user, UserId(user_id))
        return ConsentHistory(items=[present.consent_row(row) for row in history])
