"""`/admin/audit-log`: who of staff did or looked at what, when and why; for administrators."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, get
from litestar.params import QueryParameter

from mate_core.shared.ids import UserId
from mate_core.shared.ports import AuditFilter
from mate_core.shared.time import Period
from mate_http import cursors
from mate_http.access import Access
from mate_http.presenters import audit as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.audit import AuditRecords, AuditSeals
from mate_http.times import days_period

STAFF: Final = Access.STAFF
_FIRST_DAY: Final = dt.date(2020, 1, 1)
_LAST_DAY: Final = dt.date(2199, 12, 31)


class AdminAuditController(Controller):
    path = "/admin/audit-log"
    tags = ("Admin",)

    @get("/", **route(STAFF, "listAuditRecords", "The audit log, newest first", errors=(422,)))
    async def page(
        self,
        request: ApiRequest,
        *,
        actor: Annotated[UUID | None, QueryParameter(description="What this person did.")] = None,
        action: Annotated[
            str | None,
            QueryParameter(
                max_length=100, description="One action, such as `kyc.look`, or a family: `kyc`."
            ),
        ] = None,
        subject_type: Annotated[
            str | None,
            QueryParameter(name="subjectType", max_length=100, description="Such as `user`."),
        ] = None,
        subject: Annotated[
            UUID | None, QueryParameter(description="What was done to this thing.")
        ] = None,
        since: Annotated[
            dt.date | None, QueryParameter(name="from", description="First day in Viet Nam.")
        ] = None,
        until: Annotated[
            dt.date | None, QueryParameter(name="to", description="Last day, included.")
        ] = None,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> AuditRecords:
        """For administrators."""
        days = _days(since, until)
        wanted = AuditFilter(
            actor_id=UserId(actor) if actor else None,
            action=action or None,
            subject_type=subject_type or None,
            subject_id=subject,
            since=days.start if since else None,
            until=days.end if until else None,
        )
        found = await request.use_cases.audit.listed(
            request.user, wanted, after=cursors.read(cursor), limit=limit
        )
        return AuditRecords(
            items=[present.record(each) for each in found.items],
            next_cursor=cursors.written(found.next),
        )

    @get("/seals", **route(STAFF, "listAuditSeals", "The seals over the audit log"))
    async def seals(
        self,
        request: ApiRequest,
        *,
        after: Annotated[
            int, QueryParameter(ge=0, le=2**62, description="Those after this number.")
        ] = 0,
        limit: cursors.Limit = 20,
    ) -> AuditSeals:
        """For administrators; `mate audit verify` works them out anew."""
        found = await request.use_cases.audit.seals(request.user, following=after, limit=limit)
        full = len(found) == limit
        return AuditSeals(
            items=[present.seal(each) for each in found],
            next=found[-1].number if full and found else None,
        )


def _days(since: dt.date | None, until: dt.date | None) -> Period:
    """Raises InvalidInput for absurd years and days in the wrong order."""
    return days_period(since or _FIRST_DAY, until or _LAST_DAY)
