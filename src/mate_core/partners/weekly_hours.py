"""Hours that a partner keeps open every week, kept as a rule and never as rows of days.

Days and minutes are wall time of Viet Nam, which has no daylight saving: every local minute exists
once. A day's hours may run past midnight and belong to the day on which they begin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from mate_core.partners.errors import NotOneOfTheDays
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import UserId, WeeklyHoursId
from mate_core.shared.time import Period, from_local, local_day

DAY_MINUTES: Final = 24 * 60
_DAY: Final = timedelta(days=1)


class Weekday(StrEnum):
    """In the order of `date.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"

    @classmethod
    def of(cls, day: date) -> Weekday:
        return WEEK[day.weekday()]


WEEK: Final = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class WeeklyPlan:
    """On which days, from when and for how long; `since` and `until` are first and last day.

    `start_minute` counts from local midnight, `minutes` may reach past the next one. Raises
    InvalidInput without a day, or with a last day before the first.
    """

    weekdays: frozenset[Weekday]
    start_minute: int
    minutes: int
    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if not self.weekdays:
            raise InvalidInput("weekdays", "field.missing", "Name at least one day of the week.")
        if not (0 <= self.start_minute < DAY_MINUTES and 1 <= self.minutes <= DAY_MINUTES):
            raise ValueError(f"{self.minutes} minutes from minute {self.start_minute} of a day")
        if self.until is not None and self.until < self.since:
            raise InvalidInput("until", "period.reversed", "The last day is before the first.")

    @property
    def first_day(self) -> date | None:
        """The first day on which it begins; None when its days end before one comes."""
        week = (self.since + n * _DAY for n in range(len(WEEK)))
        return next((day for day in week if self.begins_on(day)), None)

    def begins_on(self, day: date) -> bool:
        ended = self.until is not None and day > self.until
        return day >= self.since and not ended and Weekday.of(day) in self.weekdays

    def period_on(self, day: date) -> Period:
        """The hours that begin on that day, in UTC."""
        hour, minute = divmod(self.start_minute, 60)
        opens = from_local(day, time(hour, minute))
        return Period(opens, opens + timedelta(minutes=self.minutes))


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day's hours of a rule."""

    weekly_hours_id: WeeklyHoursId
    day: date
    period: Period


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """A partner's rule; `except_dates` are days on which it does not begin."""

    id: WeeklyHoursId
    partner_id: UserId
    plan: WeeklyPlan
    created_at: datetime
    except_dates: frozenset[date] = frozenset()
    version: int = 0

    def occurrences(self, within: Period) -> Iterator[Occurrence]:
        """What it opens that meets `within`, each whole, by start."""
        first, last = days_reaching(within)
        plan = self.plan
        day = max(first, plan.since)
        last = min(last, plan.until or last)
        while day <= last:
            if plan.begins_on(day) and day not in self.except_dates:
                period = plan.period_on(day)
                if period.overlaps(within):
                    yield Occurrence(self.id, day, period)
            day += _DAY

    def changed(self, plan: WeeklyPlan) -> WeeklyHours:
        """Another plan; days that were left out stay so where they are still days of it."""
        kept = frozenset(day for day in self.except_dates if plan.begins_on(day))
        return replace(self, plan=plan, except_dates=kept)

    def without_day(self, day: date) -> WeeklyHours:
        """Raises NotOneOfTheDays."""
        if not self.plan.begins_on(day):
            raise NotOneOfTheDays(day=day.isoformat())
        return replace(self, except_dates=self.except_dates | {day})

    def with_day(self, day: date) -> WeeklyHours:
        """Open on that day again; one that was not left out changes nothing."""
        return replace(self, except_dates=self.except_dates - {day})


def days_reaching(period: Period) -> tuple[date, date]:
    """The first and the last local day whose hours can meet `period`: they last a day at most."""
    return local_day(period.start) - _DAY, local_day(period.end)


def occurrences_of(rules: Iterable[WeeklyHours], within: Period) -> Sequence[Occurrence]:
    """What all the rules open that meets `within`, by start."""
    met = [occurrence for rule in rules for occurrence in rule.occurrences(within)]
    return sorted(met, key=lambda occurrence: (occurrence.period, occurrence.weekly_hours_id))
