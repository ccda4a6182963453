"""`/admin/reports`: what finance reads."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from litestar import Controller, get
from litestar.params import QueryParameter

from mate_core.shared.time import local_day
from mate_http.access import Access
from mate_http.presenters import reports as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.reports import DailyReport
from mate_http.times import days_period


class ReportsController(Controller):
    path = "/admin/reports"
    tags = ("Admin",)

    @get("/daily", **route(Access.STAFF, "getDailyReport", "The books of one day", errors=(422,)))
    async def daily(
        self,
        request: ApiRequest,
        date: Annotated[
            dt.date | None, QueryParameter(description="A day in Viet Nam; today without it.")
        ] = None,
    ) -> DailyReport:
        """Needs the capability `finance`."""
        use_cases = request.use_cases
        day = date or local_day(use_cases.clock.now())
        days_period(day, day)  # refuses absurd years
        return present.daily(await use_cases.reports.daily(request.user, day))
