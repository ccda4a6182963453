"""Examples of published time, calendar feeds and the catalogue of activities."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.examples.common import AT, BOOKING, DAY, OTHER

_SLOT_WISH: Final[dict[str, Any]] = {"date": DAY, "startTime": "21:00", "endTime": "01:00"}
_FREE: Final[dict[str, Any]] = {
    "startsAt": "2026-03-14T21:00:00+07:00",
    "endsAt": "2026-03-15T01:00:00+07:00",
}
_SLOT: Final[dict[str, Any]] = {"id": OTHER, "kind": "available", **_SLOT_WISH, **_FREE}
_PART: Final[dict[str, Any]] = {
    "bookingId": BOOKING,
    "bookingCode": "MATE-7KQ2M9XD",
    "startsAt": "2026-03-14T21:00:00+07:00",
    "endsAt": "2026-03-15T00:30:00+07:00",
}
_RESERVED: Final[dict[str, Any]] = {"role": "partner", **_PART}
_WEEKLY_WISH: Final[dict[str, Any]] = {
    "weekdays": ["friday", "saturday"],
    "startTime": "18:00",
    "endTime": "23:00",
    "from": "2026-03-06",
    "until": None,
}
_WEEKLY: Final[dict[str, Any]] = {"id": OTHER, **_WEEKLY_WISH, "exceptDates": [DAY]}
_CALENDAR_SLOT: Final[dict[str, Any]] = {**_SLOT, "reserved": [_PART]}
_CALENDAR_DAY: Final[dict[str, Any]] = {
    "weeklyHoursId": OTHER,
    "date": "2026-03-20",
    "startTime": "18:00",
    "endTime": "23:00",
    "startsAt": "2026-03-20T18:00:00+07:00",
    "endsAt": "2026-03-20T23:00:00+07:00",
    "reserved": [],
}
_ACTIVITY: Final[dict[str, Any]] = {
    "serviceType": "movie",
    "name": {"vi": "xem phim", "en": "film"},
    "venueClasses": ["cinema", "mall"],
    "tripFromHours": None,
}
_VENUE: Final[dict[str, Any]] = {
    "venueClass": "cinema",
    "name": {"vi": "rạp chiếu phim", "en": "cinema"},
    "opensAt": "08:00",
    "closesAt": "01:00",
    "closesNextDay": True,
}

CALENDAR_EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "SlotBody": _SLOT_WISH,
        "SlotsBody": {"slots": [_SLOT_WISH], "weekly": _WEEKLY_WISH},
        "Slot": _SLOT,
        "Slots": {"items": [_SLOT], "weeklyHours": [_WEEKLY]},
        "WeeklyHoursBody": _WEEKLY_WISH,
        "WeeklyHours": _WEEKLY,
        "WeeklyHoursList": {"items": [_WEEKLY]},
        "ExceptionBody": {"date": DAY},
        "ReservedPart": _PART,
        "Reserved": _RESERVED,
        "CalendarSlot": _CALENDAR_SLOT,
        "CalendarDay": _CALENDAR_DAY,
        "MyCalendar": {
            "items": [_CALENDAR_SLOT],
            "weekly": [_CALENDAR_DAY],
            "reserved": [_RESERVED],
            "free": [_FREE],
        },
        "FreePeriod": _FREE,
        "FreePeriods": {"items": [_FREE]},
        "FeedState": {"isOn": True, "createdAt": AT},
        "FeedLink": {
            "url": "https://api.mate.example/calendar/q7Lw2m-Vt0fJxY3aRk9Zb5NcE1hGdPsU8oTiB4yXn6K.ics",
            "createdAt": AT,
        },
        "Names": _ACTIVITY["name"],
        "Activity": _ACTIVITY,
        "Venue": _VENUE,
        "Activities": {
            "version": 1,
            "since": "2026-01-01",
            "activities": [_ACTIVITY],
            "venues": [_VENUE],
        },
    }
)
