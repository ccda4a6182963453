"""A partner's slots, and the free periods that everybody may see."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final
from uuid import UUID

from litestar import Controller, delete, get, post, put
from litestar.params import FromPath, QueryParameter, RequestBody

from mate_core.shared.ids import SlotId, UserId
from mate_core.shared.time import Period, local_day
from mate_http.access import Access
from mate_http.presenters import calendars as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.calendars import (
    FreePeriods,
    MyCalendar,
    Slot,
    SlotBody,
    Slots,
    SlotsBody,
)
from mate_http.times import days_period

SHOWN: Final = dt.timedelta(days=30)
FromDay = Annotated[
    dt.date | None, QueryParameter(name="from", description="First day, in Viet Nam; else today.")
]
ToDay = Annotated[
    dt.date | None,
    QueryParameter(name="to", description="Last day, inclusive; else 30 days after the first."),
]


class CalendarsController(Controller):
    path = "/partners"
    tags = ("Calendar",)

    @get("/me/slots", **route(Access.PARTNER, "listMySlots", "My calendar", errors=(404, 422)))
    async def mine(
        self, request: ApiRequest, from_day: FromDay = None, to_day: ToDay = None
    ) -> MyCalendar:
        """Slots and the days of weekly hours, each with the bookings that lie in it."""
        within = _days(request, from_day, to_day)
        return present.my_calendar(await request.use_cases.calendars.mine(request.user, within))

    @post(
        "/me/slots",
        **route(
            Access.PARTNER, "addMySlot", "Open or block time", status=201, body=True,
            errors=(404, 409),
        ),
    )  # fmt: skip
    async def add(self, request: ApiRequest, data: RequestBody[SlotBody]) -> Slot:
        wish = present.slot_wish(data)
        added = await request.use_cases.calendars.add(request.user, [wish])
        return present.slot(added.slots[0])

    @post(
        "/me/slots/bulk",
        **route(
            Access.PARTNER, "addMySlots", "Open or block much time", status=201, body=True,
            errors=(404, 409),
        ),
    )  # fmt: skip
    async def add_all(self, request: ApiRequest, data: RequestBody[SlotsBody]) -> Slots:
        """Slots, weekly hours, or both; all or nothing."""
        slots, plans = present.wishes(data)
        return present.slots(await request.use_cases.calendars.add(request.user, slots, plans))

    @put(
        "/me/slots/{slot_id:uuid}",
        **route(Access.PARTNER, "changeMySlot", "Move a slot", body=True, errors=(404, 409)),
    )
    async def change(
        self, request: ApiRequest, slot_id: FromPath[UUID], data: RequestBody[SlotBody]
    ) -> Slot:
        wish = present.slot_wish(data)
        changed = await request.use_cases.calendars.change(request.user, SlotId(slot_id), wish)
        return present.slot(changed)

    @delete(
        "/me/slots/{slot_id:uuid}",
        **route(Access.PARTNER, "deleteMySlot", "Delete a slot", status=204, errors=(404, 409)),
    )
    async def remove(self, request: ApiRequest, slot_id: FromPath[UUID]) -> None:
        """Refused while a booking lies in it that is not over; the refusal names it."""
        await request.use_cases.calendars.remove(request.user, SlotId(slot_id))

    @get(
        "/{partner_id:uuid}/availability",
        **route(Access.USER, "getAvailability", "When a partner is free", errors=(404, 422)),
    )
    async def free(
        self,
        request: ApiRequest,
        partner_id: FromPath[UUID],
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> FreePeriods:
        """Free periods only; never why other times are not free."""
        within = _days(request, from_day, to_day)
        periods = await request.use_cases.calendars.free(request.user, UserId(partner_id), within)
        return present.free_periods(periods)


def _days(request: ApiRequest, first: dt.date | None, last: dt.date | None) -> Period:
    first = first or local_day(request.use_cases.clock.now())
    return days_period(first, last or min(first, dt.date(9000, 1, 1)) + SHOWN)
