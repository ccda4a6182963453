"""`/admin/disputes`: what staff do with disputes; looks and decisions are audited by the core."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.shared.ids import BookingId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import disputes as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.disputes import (
    DisputeCases,
    DisputeFile,
    OpenDisputeBody,
    Resolution,
    ResolveBody,
)

STAFF = Access.STAFF
BookingPath = FromPath[UUID]
ERRORS = (404, 409)


class AdminDisputesController(Controller):
    path = "/admin/disputes"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listDisputes", "Disputes, newest first"))
    async def page(
        self,
        request: ApiRequest,
        *,
        wanted: Annotated[
            DisputeFilter, QueryParameter(name="filter", description="Which of them.")
        ] = DisputeFilter.OPEN,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> DisputeCases:
        """Without `filter` those that are not over."""
        found = await request.use_cases.staff_disputes.page(
            request.user, wanted, after=cursors.read(cursor), limit=limit
        )
        items = [present.case(each) for each in found.items]
        return DisputeCases(items=items, next_cursor=cursors.written(found.next))

    @get(
        "/{booking_id:uuid}",
        **route(STAFF, "getDisputeFile", "The file of a dispute", errors=(404,)),
    )
    async def one(self, request: ApiRequest, booking_id: BookingPath) -> DisputeFile:
        """With statements and evidence; the look is audited."""
        return present.file(
            await request.use_cases.staff_disputes.show(request.user, BookingId(booking_id))
        )

    @post(
        "/{booking_id:uuid}/open",
        **route(STAFF, "openDisputeAsStaff", "Open one for the platform", body=True,
                errors=ERRORS),
    )  # fmt: skip
    async def open(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[OpenDisputeBody]
    ) -> DisputeFile:
        """The money of that booking waits for the decision."""
        return present.file(
            await request.use_cases.staff_disputes.open(
                request.user, BookingId(booking_id), data.reason, data.details
            )
        )

    @post(
        "/{booking_id:uuid}/resolve",
        **route(STAFF, "resolveDispute", "Decide", body=True, errors=ERRORS),
    )
    async def resolve(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[ResolveBody]
    ) -> Resolution:
        """Executed when both accept or 72 hours pass; an appeal is decided for good."""
        return present.resolution(
            await request.use_cases.staff_disputes.resolve(
                request.user, BookingId(booking_id), present.verdict(data), note=data.note
            )
        )
