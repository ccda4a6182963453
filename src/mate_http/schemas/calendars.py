"""Bodies of published time: slots, weekly hours, free periods, and the calendar feed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mate_core.partners.calendar import SlotKind
from mate_core.partners.weekly_hours import Weekday
from mate_http.schemas.base import Input, LocalTime, Output

Weekdays = Annotated[
    list[Weekday],
    msgspec.Meta(min_length=1, max_length=7, description="The days on which they begin."),
]
FirstDay = Annotated[dt.date, msgspec.Meta(description="First day, in Viet Nam.")]
LastDay = Annotated[
    dt.date | None, msgspec.Meta(description="Last day on which they begin; null: no end.")
]


class SlotBody(Input, frozen=True):
    """An `endTime` that is not later than `startTime` means the next day (21:00 to 01:00)."""

    date: dt.date
    start_time: LocalTime
    end_time: LocalTime
    kind: SlotKind = SlotKind.AVAILABLE


class WeeklyHoursBody(Input, frozen=True):
    """Open on these days of every week. An `endTime` that is not later means the next day."""

    weekdays: Weekdays
    start_time: LocalTime
    end_time: LocalTime
    since: FirstDay = msgspec.field(name="from")
    until: LastDay = None


class SlotsBody(Input, frozen=True):
    """Slots, weekly hours, or both: all or nothing."""

    slots: Annotated[list[SlotBody], msgspec.Meta(min_length=1, max_length=200)] | None = None
    weekly: WeeklyHoursBody | None = None


class ExceptionBody(Input, frozen=True):
    """A day on which weekly hours do not begin."""

    date: dt.date


class Slot(Output, frozen=True):
    id: UUID
    kind: SlotKind
    date: dt.date
    start_time: str
    end_time: str
    starts_at: dt.datetime
    ends_at: dt.datetime


class WeeklyHours(Output, frozen=True):
    """A rule. `exceptDates` are days on which it does not begin."""

    id: UUID
    weekdays: list[Weekday]
    start_time: str
    end_time: str
    since: dt.date = msgspec.field(name="from")
    until: dt.date | None
    except_dates: list[dt.date]


class WeeklyHoursList(Output, frozen=True):
    items: list[WeeklyHours]


class Slots(Output, frozen=True):
    """What was opened or blocked."""

    items: list[Slot]
    weekly_hours: list[WeeklyHours]


class ReservedPart(Output, frozen=True):
    """What a booking takes of a window, travel buffer included."""

    booking_id: UUID
    booking_code: str
    starts_at: dt.datetime
    ends_at: dt.datetime


class CalendarSlot(Slot, frozen=True):
    """A slot with the bookings that lie in it."""

    reserved: list[ReservedPart]


class CalendarDay(Output, frozen=True):
    """One day's weekly hours, with the bookings that lie in them."""

    weekly_hours_id: UUID
    date: dt.date
    start_time: str
    end_time: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    reserved: list[ReservedPart]


class Reserved(Output, frozen=True):
    """A meeting of yours, travel buffer included."""

    booking_id: UUID
    booking_code: str
    role: Literal["user", "partner"]
    starts_at: dt.datetime
    ends_at: dt.datetime


class MyCalendar(Output, frozen=True):
    """`items` are slots, `weekly` the days that weekly hours open; `free` remains for bookings."""

    items: list[CalendarSlot]
    weekly: list[CalendarDay]
    reserved: list[Reserved]
    free: list[FreePeriod]


class FreePeriod(Output, frozen=True):
    starts_at: dt.datetime
    ends_at: dt.datetime


class FreePeriods(Output, frozen=True):
    items: list[FreePeriod]


class FeedState(Output, frozen=True):
    """Whether there is a feed; its address is shown once, when it is made."""

    is_on: bool
    created_at: dt.datetime | None


class FeedLink(Output, frozen=True):
    """Whoever knows the address reads when you meet, never whom or where."""

    url: str
    created_at: dt.datetime
