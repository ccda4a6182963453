"""What people may meet for, at what kind of place, and at what hours: shapes and rules.

The table itself is `activity_table`. It is closed (FEATURES 17) and knows public places only: no
home, no hotel room, nothing late at night (VIETNAM V15).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.time import HALF_HOUR, Period, from_local, local_day, merged

TRIP: Final = timedelta(days=1)
"""From this length on an activity that goes over several days may run through the night."""
_DAY: Final = timedelta(days=1)
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Names:
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Hours:
    """The same every day: minutes of the local day, `closes` past 24 hours after midnight."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        length = self.closes - self.opens
        if not (0 <= self.opens < _DAY_MINUTES and 0 < length <= _DAY_MINUTES):
            raise ValueError(f"open from minute {self.opens} to minute {self.closes}")

    @classmethod
    def between(cls, opens: str, closes: str) -> Hours:
        """From HH:MM to the next HH:MM in Viet Nam, which may be after midnight."""
        first, last = _minutes(opens), _minutes(closes)
        return cls(first, last if last > first else last + _DAY_MINUTES)

    @property
    def spoken(self) -> Mapping[str, str]:
        """`opens` and `closes` as HH:MM, for sentences."""
        return {"opens": _clock_time(self.opens), "closes": _clock_time(self.closes)}

    def hold(self, period: Period) -> bool:
        """Whether it is open for the whole of `period`."""
        first, last = local_day(period.start) - _DAY, local_day(period.end)
        days = [first + n * _DAY for n in range((last - first).days + 1)]
        return any(opened.contains(period) for opened in merged(map(self._on, days)))

    def _on(self, day: date) -> Period:
        midnight = from_local(day, time())
        return Period(
            midnight + timedelta(minutes=self.opens), midnight + timedelta(minutes=self.closes)
        )


def _minutes(clock_time: str) -> int:
    at = time.fromisoformat(clock_time)
    return at.hour * 60 + at.minute


def _clock_time(minutes: int) -> str:
    hour, minute = divmod(minutes % _DAY_MINUTES, 60)
    return f"{hour:02}:{minute:02}"


@dataclass(frozen=True, slots=True)
class Venue:
    """A kind of public place, and when people may meet there."""

    venue_class: VenueClass
    names: Names
    hours: Hours


@dataclass(frozen=True, slots=True)
class Activity:
    """What a partner may offer; `takes_days` marks what may go on for several days."""

    service_type: ServiceType
    names: Names
    venue_classes: tuple[VenueClass, ...]
    takes_days: bool = False

    def is_trip(self, period: Period) -> bool:
        """Whether it lasts so long that only its beginning and its end are at the place."""
        return self.takes_days and period.duration >= TRIP


@dataclass(frozen=True, slots=True)
class ActivityEdition:
    """The whole table as it holds from the local day `since` on."""

    version: int
    since: date
    activities: Mapping[ServiceType, Activity]
    venues: Mapping[VenueClass, Venue]

    def is_open(self, service_type: ServiceType, venue_class: VenueClass, meeting: Period) -> bool:
        """Whether the place is open for the whole meeting, or at both ends of a trip."""
        hours = self.venues[venue_class].hours
        if not self.activities[service_type].is_trip(meeting):
            return hours.hold(meeting)
        first = Period(meeting.start, meeting.start + HALF_HOUR)
        last = Period(meeting.end - HALF_HOUR, meeting.end)
        return hours.hold(first) and hours.hold(last)


@dataclass(frozen=True, slots=True)
class ActivityBook:
    """All editions, oldest first; a meeting is judged by the one in force when it is asked for."""

    editions: Sequence[ActivityEdition]

    def at(self, instant: datetime) -> ActivityEdition:
        """The edition in force; before the first one, the first."""
        today = local_day(instant)
        in_force = [edition for edition in self.editions if edition.since <= today]
        return in_force[-1] if in_force else self.editions[0]
