"""Instants, half-open periods and the interval algebra of calendars.

Inside, every instant is aware and in UTC; wall time of Viet Nam exists only at the edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
HALF_HOUR = timedelta(minutes=30)


def require_utc(instant: datetime) -> datetime:
    """`instant` unchanged; raises ValueError when it is naive or in another zone."""
    if instant.tzinfo is UTC:  # as nearly always, and far cheaper to see than an offset
        return instant
    if instant.tzinfo is None or instant.utcoffset() != timedelta(0):
        raise ValueError(f"an instant must be aware and in UTC, got {instant!r}")
    return instant


def from_local(day: date, at: time) -> datetime:
    """The UTC instant of a wall time in Viet Nam (no daylight saving, so it always exists)."""
    return datetime.combine(day, at, tzinfo=VIETNAM).astimezone(UTC)


def to_local(instant: datetime) -> datetime:
    """The same instant as wall time in Viet Nam."""
    return instant.astimezone(VIETNAM)


def spoken(instant: datetime) -> str:
    """Wall time in Viet Nam to the minute, for sentences."""
    return to_local(instant).isoformat(" ", "minutes")[:16]


def local_day(instant: datetime) -> date:
    """The calendar day in Viet Nam at `instant`."""
    return to_local(instant).date()


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open stretch of time [start, end), in UTC, never empty; may cross midnight."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        require_utc(self.start)
        require_utc(self.end)
        if self.start >= self.end:
            raise ValueError(f"a period must end after it starts: {self.start} .. {self.end}")

    @classmethod
    def of_half_hours(cls, start: datetime, half_hours: int) -> Period:
        """The period of `half_hours` × 30 minutes from `start`."""
        return cls(start, start + half_hours * HALF_HOUR)

    @property
    def duration(self) -> timedelta:
        return self.end - self.start

    def overlaps(self, other: Period) -> bool:
        """Whether the two share an instant; touching ends do not."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    def extended(self, by: timedelta) -> Period:
        """The same start, ending later by `by` (for the travel buffer after a meeting)."""
        return Period(self.start, self.end + by)


def merged(periods: Iterable[Period]) -> list[Period]:
    """The union as sorted, disjoint periods; neighbours that touch become one."""
    union: list[Period] = []
    for period in sorted(periods):
        if union and period.start <= union[-1].end:
            union[-1] = Period(union[-1].start, max(union[-1].end, period.end))
        else:
            union.append(period)
    return union


def without(available: Iterable[Period], taken: Iterable[Period]) -> list[Period]:
    """What remains of `available` once every `taken` period is cut out, sorted and disjoint."""
    remaining = merged(available)
    for cut in merged(taken):
        remaining = [part for period in remaining for part in _cut(period, cut)]
    return remaining


def _cut(period: Period, cut: Period) -> Sequence[Period]:
    if not period.overlaps(cut):
        return (period,)
    parts = []
    if period.start < cut.start:
        parts.append(Period(period.start, cut.start))
    if cut.end < period.end:
        parts.append(Period(cut.end, period.end))
    return parts


def hull(periods: Sequence[Period]) -> Period:
    """From the first start to the last end; raises ValueError without any."""
    return Period(min(each.start for each in periods), max(each.end for each in periods))


def clipped(periods: Iterable[Period], to: Period) -> list[Period]:
    """The parts of `periods` that lie inside `to`."""
    return [
        Period(max(period.start, to.start), min(period.end, to.end))
        for period in periods
        if period.overlaps(to)
    ]


def is_adult(born: date, *, at: datetime, years: int = 18) -> bool:
    """Whether the birthday of that age has begun in Viet Nam; 29 February counts on 1 March."""
    today = local_day(at)
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (0 if had_birthday else 1) >= years
