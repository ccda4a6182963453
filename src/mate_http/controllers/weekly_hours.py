"""Hours that a partner keeps open every week; new ones come with `me/slots/bulk`."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, RequestBody

from mate_core.shared.ids import WeeklyHoursId
from mate_http.access import Access
from mate_http.presenters import calendars as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.calendars import (
    ExceptionBody,
    WeeklyHours,
    WeeklyHoursBody,
    WeeklyHoursList,
)

_ONE = "/{weekly_hours_id:uuid}"


class WeeklyHoursController(Controller):
    path = "/partners/me/weekly-hours"
    tags = ("Calendar",)

    @get("/", **route(Access.PARTNER, "listMyWeeklyHours", "My weekly hours", errors=(404,)))
    async def mine(self, request: ApiRequest) -> WeeklyHoursList:
        """Oldest first; those that have ended too."""
        rules = await request.use_cases.weekly_hours.mine(request.user)
        return WeeklyHoursList(items=[present.weekly_hours(rule) for rule in rules])

    @get(_ONE, **route(Access.PARTNER, "getMyWeeklyHours", "One of my rules", errors=(404,)))
    async def one(self, request: ApiRequest, weekly_hours_id: FromPath[UUID]) -> WeeklyHours:
        rule_id = WeeklyHoursId(weekly_hours_id)
        return present.weekly_hours(await request.use_cases.weekly_hours.get(request.user, rule_id))

    @put(
        _ONE,
        **route(
            Access.PARTNER, "changeMyWeeklyHours", "Change a rule", body=True, errors=(404, 409)
        ),
    )
    async def change(
        self,
        request: ApiRequest,
        weekly_hours_id: FromPath[UUID],
        data: RequestBody[WeeklyHoursBody],
    ) -> WeeklyHours:
        """To end it, give a last day. Days that were left out stay so where they still belong.

        Refused while a booking lies in time that would close; the refusal names it.
        """
        rule_id = WeeklyHoursId(weekly_hours_id)
        plan = present.weekly_plan(data)
        service = request.use_cases.weekly_hours
        return present.weekly_hours(await service.change(request.user, rule_id, plan))

    @delete(
        _ONE,
        **route(
            Access.PARTNER, "deleteMyWeeklyHours", "Delete a rule", status=204, errors=(404, 409)
        ),
    )
    async def remove(self, request: ApiRequest, weekly_hours_id: FromPath[UUID]) -> None:
        """Refused while a booking lies in its time; the refusal names it."""
        rule_id = WeeklyHoursId(weekly_hours_id)
        await request.use_cases.weekly_hours.remove(request.user, rule_id)

    @post(
        f"{_ONE}/exceptions",
        **route(Access.PARTNER, "leaveOutDay", "Leave out a day", body=True, errors=(404, 409)),
    )
    async def leave_out(
        self, request: ApiRequest, weekly_hours_id: FromPath[UUID], data: RequestBody[ExceptionBody]
    ) -> WeeklyHours:
        """The hours do not begin on that day; repeating it changes nothing."""
        rule_id = WeeklyHoursId(weekly_hours_id)
        service = request.use_cases.weekly_hours
        return present.weekly_hours(await service.leave_out(request.user, rule_id, data.date))

    @delete(
        f"{_ONE}/exceptions/{{day:date}}",
        **route(Access.PARTNER, "restoreDay", "Open a day that was left out", errors=(404, 422)),
    )
    async def restore(
        self, request: ApiRequest, weekly_hours_id: FromPath[UUID], day: FromPath[dt.date]
    ) -> WeeklyHours:
        rule_id = WeeklyHoursId(weekly_hours_id)
        service = request.use_cases.weekly_hours
        return present.weekly_hours(await service.restore(request.user, rule_id, day))
