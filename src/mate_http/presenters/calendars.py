"""Published time between the wire and the core."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mate_core.partners import calendar as model
from mate_core.partners import feeds
from mate_core.partners.calendar_service import OwnCalendar, Publication, SlotWish
from mate_core.partners.weekly_hours import DAY_MINUTES, WEEK, Occurrence, WeeklyPlan
from mate_core.partners.weekly_hours import WeeklyHours as Rule
from mate_core.shared.errors import InvalidInput
from mate_core.shared.time import Period
from mate_http.schemas.calendars import (
    CalendarDay,
    CalendarSlot,
    FeedLink,
    FreePeriod,
    FreePeriods,
    MyCalendar,
    Reserved,
    ReservedPart,
    Slot,
    SlotBody,
    Slots,
    SlotsBody,
    WeeklyHours,
    WeeklyHoursBody,
)
from mate_http.times import clock_time, local, minute_of_day, slot_period, time_of_minute

FEED_SUFFIX: Final = ".ics"


def slot_wish(body: SlotBody) -> SlotWish:
    return SlotWish(slot_period(body.date, body.start_time, body.end_time), body.kind)


def weekly_plan(body: WeeklyHoursBody) -> WeeklyPlan:
    """An end that is not later means the next day; raises InvalidInput."""
    opens, closes = minute_of_day(body.start_time), minute_of_day(body.end_time)
    return WeeklyPlan(
        weekdays=frozenset(body.weekdays),
        start_minute=opens,
        minutes=(closes - opens) % DAY_MINUTES or DAY_MINUTES,
        since=body.since,
        until=body.until,
    )


def wishes(body: SlotsBody) -> tuple[list[SlotWish], list[WeeklyPlan]]:
    """Raises InvalidInput for a body that wishes for nothing."""
    if body.slots is None and body.weekly is None:
        raise InvalidInput("slots", "field.missing", "Give slots, weekly hours, or both.")
    plans = [] if body.weekly is None else [weekly_plan(body.weekly)]
    return [slot_wish(each) for each in body.slots or ()], plans


def slots(added: Publication) -> Slots:
    return Slots(
        items=[slot(each) for each in added.slots],
        weekly_hours=[weekly_hours(each) for each in added.weekly_hours],
    )


def slot(each: model.Slot) -> Slot:
    starts_at, ends_at = local(each.period.start), local(each.period.end)
    return Slot(
        id=each.id,
        kind=each.kind,
        date=starts_at.date(),
        start_time=clock_time(starts_at),
        end_time=clock_time(ends_at),
        starts_at=starts_at,
        ends_at=ends_at,
    )


def weekly_hours(rule: Rule) -> WeeklyHours:
    plan = rule.plan
    return WeeklyHours(
        id=rule.id,
        weekdays=[day for day in WEEK if day in plan.weekdays],
        start_time=time_of_minute(plan.start_minute),
        end_time=time_of_minute(plan.start_minute + plan.minutes),
        since=plan.since,
        until=plan.until,
        except_dates=sorted(rule.except_dates),
    )


def my_calendar(own: OwnCalendar) -> MyCalendar:
    calendar = own.calendar
    return MyCalendar(
        items=[_calendar_slot(own, each) for each in calendar.slots],
        weekly=[_calendar_day(own, each) for each in calendar.occurrences],
        reserved=[
            Reserved(
                booking_id=each.booking_id,
                booking_code=own.booking_codes[each.booking_id],
                role=each.role.value,
                starts_at=local(each.period.start),
                ends_at=local(each.period.end),
            )
            for each in calendar.reservations
        ],
        free=_free(own.free()),
    )


def _calendar_slot(own: OwnCalendar, each: model.Slot) -> CalendarSlot:
    shown = slot(each)
    return CalendarSlot(
        id=shown.id,
        kind=shown.kind,
        date=shown.date,
        start_time=shown.start_time,
        end_time=shown.end_time,
        starts_at=shown.starts_at,
        ends_at=shown.ends_at,
        reserved=_reserved_parts(own, each.period),
    )


def _calendar_day(own: OwnCalendar, each: Occurrence) -> CalendarDay:
    return CalendarDay(
        weekly_hours_id=each.weekly_hours_id,
        date=each.day,
        start_time=clock_time(each.period.start),
        end_time=clock_time(each.period.end),
        starts_at=local(each.period.start),
        ends_at=local(each.period.end),
        reserved=_reserved_parts(own, each.period),
    )


def _reserved_parts(own: OwnCalendar, window: Period) -> list[ReservedPart]:
    return [
        ReservedPart(
            booking_id=part.booking_id,
            booking_code=own.booking_codes[part.booking_id],
            starts_at=local(part.period.start),
            ends_at=local(part.period.end),
        )
        for part in own.calendar.reserved_in(window)
    ]


def free_periods(periods: Iterable[Period]) -> FreePeriods:
    return FreePeriods(items=_free(periods))


def _free(periods: Iterable[Period]) -> list[FreePeriod]:
    return [FreePeriod(starts_at=local(each.start), ends_at=local(each.end)) for each in periods]


def feed_link(link: feeds.FeedLink, *, public_url: str) -> FeedLink:
    url = f"{public_url}/calendar/{link.token}{FEED_SUFFIX}"
    return FeedLink(url=url, created_at=local(link.created_at))
