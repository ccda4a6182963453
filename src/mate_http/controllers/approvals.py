"""`/admin/approvals`: deeds with money that wait for a second person."""

from __future__ import annotations

from litestar import Controller, get

from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import approvals as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.approvals import Approvals


class ApprovalsController(Controller):
    path = "/admin/approvals"
    tags = ("Admin",)

    @get("/", **route(Access.STAFF, "listApprovals", "What waits for a second person"))
    async def waiting(
        self, request: ApiRequest, cursor: cursors.CursorText = None, limit: cursors.Limit = 20
    ) -> Approvals:
        """Newest first, without what has lapsed. Agree by repeating the proposed command."""
        return present.approvals(
            await request.use_cases.approvals.waiting(
                request.user, after=cursors.read(cursor), limit=limit
            )
        )
