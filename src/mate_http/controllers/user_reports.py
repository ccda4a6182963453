"""`/reports`: telling staff of what one sees here."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import RequestBody

from mate_core.moderation.reports.model import ReportedKind
from mate_core.shared.errors import InvalidInput
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
        reports = request.use_cases.user_reports
        object_id: UUID | None = data.id
        if object_id is None and data.kind is ReportedKind.MEDIA and data.url is not None:
            object_id = await reports.picture_at(data.url)
        if object_id is None:
            raise InvalidInput("id", "field.missing", "Give the id of what you report.")
        made = await reports.report(request.user, data.kind, object_id, data.reason, data.details)
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
