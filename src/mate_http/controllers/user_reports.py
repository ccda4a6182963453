"""`/reports`: telling staff of what one sees here."""

from __future__ import annotations

from typing import Final

from litestar import Controller, get, post
from litestar.params import RequestBody

from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import screening as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.screening import OwnReport, OwnReports, ReportBody

USER: Final = Access.USER


class UserReportsController(Controller):
    path = "/reports"
    tags = ("Reports",)

    @post(
        "/",
        **route(USER, "report", "Report something", status=201, body=True, errors=(404,)),
    )
    async def report(self, request: ApiRequest, data: RequestBody[ReportBody]) -> OwnReport:
        """Staff look at it within 24 hours, and tell that they did. A second time while they look
        answers as the first. At most 20 a day."""
        made = await request.use_cases.user_reports.report(
            request.user, data.kind, data.id, data.reason, data.details
        )
        return present.own_report(made)

    @get("/", **route(USER, "listMyReports", "What I reported, newest first"))
    async def mine(
        self,
        request: ApiRequest,
        *,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> OwnReports:
        found = await request.use_cases.user_reports.mine(
            request.user, after=cursors.read(cursor), limit=limit
        )
        return OwnReports(
            items=[present.own_report(each) for each in found.items],
            next_cursor=cursors.written(found.next),
        )
