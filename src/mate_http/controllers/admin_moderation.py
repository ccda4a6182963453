"""`/admin/listings` and `/admin/reports`: what waits for staff, overdue cases first."""

from __future__ import annotations

from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.moderation.reports.model import ReportedKind
from mate_core.shared.ids import ListingCaseId, ReportCaseId, UserId
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import screening as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.screening import (
    DecideReportBody,
    ListingCase,
    ListingCases,
    ListingFile,
    RejectListingBody,
    ReportCase,
    ReportCases,
    ReportFile,
)

STAFF: Final = Access.STAFF
ERRORS: Final = (404, 409)
CasePath = FromPath[UUID]
Closed = Annotated[bool, QueryParameter(description="Those that are closed, newest first.")]
QUEUE: Final = "queue"
CLOSED: Final = "closed"


class AdminListingsController(Controller):
    path = "/admin/listings"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listListingCases", "Listings that wait for staff"))
    async def page(
        self,
        request: ApiRequest,
        *,
        closed: Closed = False,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> ListingCases:
        """What is due first stands first: overdue cases are at the front."""
        order = CLOSED if closed else QUEUE
        found = await request.use_cases.listings.queue(
            request.user, closed=closed, after=cursors.read(cursor, order=order), limit=limit
        )
        at = request.use_cases.clock.now()
        return ListingCases(
            items=[present.listing_case(each, at=at) for each in found.items],
            next_cursor=cursors.written(found.next, order=order),
        )

    @get("/{case_id:uuid}", **route(STAFF, "getListingCase", "One case", errors=(404,)))
    async def one(self, request: ApiRequest, case_id: CasePath) -> ListingFile:
        """With the texts as they stood; the look is audited."""
        found = await request.use_cases.listings.show(request.user, ListingCaseId(case_id))
        return present.listing_file(found, at=request.use_cases.clock.now())

    @post("/{case_id:uuid}/claim", **route(STAFF, "claimListing", "I look at it", errors=ERRORS))
    async def claim(self, request: ApiRequest, case_id: CasePath) -> ListingCase:
        """For half an hour nobody else decides it."""
        case = await request.use_cases.listings.claim(request.user, ListingCaseId(case_id))
        return present.listing_case(case, at=request.use_cases.clock.now())

    @post(
        "/{case_id:uuid}/approve",
        **route(STAFF, "approveListing", "Public from now on", body=True, errors=ERRORS),
    )
    async def approve(
        self, request: ApiRequest, case_id: CasePath, data: RequestBody[ReasonBody]
    ) -> ListingCase:
        """The same words are not asked about again."""
        case = await request.use_cases.listings.approve(
            request.user, ListingCaseId(case_id), reason=data.reason
        )
        return present.listing_case(case, at=request.use_cases.clock.now())

    @post(
        "/{case_id:uuid}/reject",
        **route(STAFF, "rejectListing", "Shown to nobody", body=True, errors=ERRORS),
    )
    async def reject(
        self, request: ApiRequest, case_id: CasePath, data: RequestBody[RejectListingBody]
    ) -> ListingCase:
        """The partner may write anew; staff then look at that."""
        case = await request.use_cases.listings.reject(
            request.user, ListingCaseId(case_id), data.category, reason=data.reason
        )
        return present.listing_case(case, at=request.use_cases.clock.now())

    @post(
        "/partners/{partner_id:uuid}/take-down",
        **route(STAFF, "takeDownListing", "Take a listing down", body=True, errors=ERRORS),
    )
    async def take_down(
        self, request: ApiRequest, partner_id: CasePath, data: RequestBody[RejectListingBody]
    ) -> ListingCase:
        """What is public, or waits, is shown to nobody; meetings that are agreed stand."""
        case = await request.use_cases.listings.take_down(
            request.user, UserId(partner_id), data.category, reason=data.reason
        )
        return present.listing_case(case, at=request.use_cases.clock.now())


class AdminUserReportsController(Controller):
    path = "/admin/reports"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listReportCases", "Reports that wait for staff"))
    async def page(
        self,
        request: ApiRequest,
        *,
        kind: Annotated[
            ReportedKind | None, QueryParameter(description="Of this kind only.")
        ] = None,
        closed: Closed = False,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> ReportCases:
        """A case gathers what several people say of one thing. Overdue cases are at the front."""
        order = CLOSED if closed else QUEUE
        found = await request.use_cases.staff_user_reports.queue(
            request.user,
            kind,
            decided=closed,
            after=cursors.read(cursor, order=order),
            limit=limit,
        )
        at = request.use_cases.clock.now()
        return ReportCases(
            items=[present.report_case(each, at=at) for each in found.items],
            next_cursor=cursors.written(found.next, order=order),
        )

    @get("/{case_id:uuid}", **route(STAFF, "getReportCase", "One case", errors=(404,)))
    async def one(self, request: ApiRequest, case_id: CasePath) -> ReportFile:
        """With what people wrote; the look is audited."""
        found = await request.use_cases.staff_user_reports.show(request.user, ReportCaseId(case_id))
        return present.report_file(found, at=request.use_cases.clock.now())

    @post("/{case_id:uuid}/claim", **route(STAFF, "claimReport", "I look at it", errors=ERRORS))
    async def claim(self, request: ApiRequest, case_id: CasePath) -> ReportCase:
        """For half an hour nobody else decides it."""
        case = await request.use_cases.staff_user_reports.claim(request.user, ReportCaseId(case_id))
        return present.report_case(case, at=request.use_cases.clock.now())

    @post(
        "/{case_id:uuid}/decide",
        **route(STAFF, "decideReport", "Decide a case", body=True, errors=ERRORS),
    )
    async def decide(
        self, request: ApiRequest, case_id: CasePath, data: RequestBody[DecideReportBody]
    ) -> ReportCase:
        """`removed` takes the thing down, `suspended` proposes a ban of its owner. Everybody who
        reported is told that it was looked at."""
        case = await request.use_cases.staff_user_reports.decide(
            request.user, ReportCaseId(case_id), data.outcome, note=data.note
        )
        return present.report_case(case, at=request.use_cases.clock.now())
