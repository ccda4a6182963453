"""Wall time of Viet Nam on the wire, UTC inside; hours on the wire, half-hours inside."""

from __future__ import annotations

import datetime as dt
from typing import Final

from mate_core.shared.errors import InvalidInput
from mate_core.shared.time import Period, from_local, to_local

_YEARS: Final = range(2000, 2201)
_DAY: Final = dt.timedelta(days=1)
_MANY_HALF_HOURS: Final = 100_000


def instant(day: dt.date, at: str, *, field: str = "date") -> dt.datetime:
    """The UTC instant of HH:MM on that day; raises InvalidInput for absurd years."""
    if day.year not in _YEARS:
        raise InvalidInput(field, "date.out_of_range", "Give a year from 2000 to 2200.")
    return from_local(day, dt.time.fromisoformat(at))


def slot_period(day: dt.date, start: str, end: str) -> Period:
    """From `start` to the next `end`: an end that is not later means the next day."""
    opens, closes = instant(day, start), instant(day, end)
    return Period(opens, closes if closes > opens else closes + _DAY)


def days_period(first: dt.date, last: dt.date) -> Period:
    """Both days whole, in Viet Nam; raises InvalidInput when they are reversed."""
    opens = instant(first, "00:00", field="from")
    closes = instant(last, "00:00", field="to") + _DAY
    if closes <= opens:
        raise InvalidInput("to", "period.reversed", "The last day must not be before the first.")
    return Period(opens, closes)


def half_hours(hours: float, *, field: str) -> int:
    """Raises InvalidInput off the half-hour. The core judges how many are allowed."""
    doubled = hours * 2
    if not doubled.is_integer() or abs(doubled) > _MANY_HALF_HOURS:
        raise InvalidInput(
            field, "hours.not_half", "Give hours in steps of half an hour, such as 3 or 3.5."
        )
    return int(doubled)


def hours(half: int) -> float:
    return half / 2


def local(at: dt.datetime) -> dt.datetime:
    """The instant with the offset of Viet Nam, whole seconds."""
    return to_local(at).replace(microsecond=0)


def local_or_none(at: dt.datetime | None) -> dt.datetime | None:
    return None if at is None else local(at)


def clock_time(at: dt.datetime) -> str:
    """HH:MM in Viet Nam."""
    return f"{to_local(at):%H:%M}"


def minute_of_day(at: str) -> int:
    """HH:MM as minutes since midnight."""
    hour, minute = at.split(":")
    return int(hour) * 60 + int(minute)


def time_of_minute(minute: int) -> str:
    """HH:MM of a minute since midnight; the next day begins again at 00:00."""
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def utc_or_none(at: dt.datetime | None, *, field: str) -> dt.datetime | None:
    """The instant in UTC; raises InvalidInput for one without an offset."""
    if at is None:
        return None
    if at.utcoffset() is None:
        raise InvalidInput(field, "instant.no_offset", "Give the offset of the time zone too.")
    return at.astimezone(dt.UTC)
