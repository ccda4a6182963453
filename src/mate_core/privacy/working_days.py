"""Working days of Viet Nam: Monday to Friday, public holidays apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final

from mate_core.shared.time import from_local, local_day

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5


def _days(first: date, last: date) -> Iterable[date]:
    return (first + n * _DAY for n in range((last - first).days + 1))


PUBLIC_HOLIDAYS: Final = frozenset(
    (
        date(2026, 1, 1),
        *_days(date(2026, 2, 16), date(2026, 2, 20)),  # Tet
        date(2026, 4, 27),  # Hung Kings, for Sunday the 26th
        *_days(date(2026, 4, 30), date(2026, 5, 1)),
        *_days(date(2026, 9, 1), date(2026, 9, 2)),
        date(2027, 1, 1),
        *_days(date(2027, 2, 5), date(2027, 2, 11)),  # Tet, with the days for its weekend
        date(2027, 4, 16),  # Hung Kings
        date(2027, 4, 30),
        date(2027, 5, 3),  # for Saturday the 1st
        *_days(date(2027, 9, 2), date(2027, 9, 3)),
    )
)
"""Labour Code 45/2019 art. 112, with the days that stand in for weekends. `MATE_PUBLIC_HOLIDAYS`
adds to them. A holiday that is missing here only makes a due date earlier than the law's."""


def after_working_days(
    at: datetime, days: int, *, holidays: frozenset[date] = PUBLIC_HOLIDAYS
) -> datetime:
    """The end (UTC) of the `days`-th working day in Viet Nam after the day of `at`."""
    day = local_day(at)
    left = days
    while left:
        day += _DAY
        if day.weekday() < _SATURDAY and day not in holidays:
            left -= 1
    return from_local(day + _DAY, time())
