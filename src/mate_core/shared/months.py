"""Calendar months of Viet Nam, in which books are kept and taxes are declared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from mate_core.shared.errors import InvalidInput
from mate_core.shared.time import Period, from_local, local_day

_MONTHS = 12
_YEARS = range(2000, 2201)


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month; `str()` gives `2026-11`, the form in references and on the command line."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= _MONTHS:
            raise ValueError(f"there is no month {self.year}-{self.number}")

    @classmethod
    def parsed(cls, text: str, *, field: str = "month") -> Month:
        """`YYYY-MM`; raises InvalidInput for anything else."""
        year, _, number = text.partition("-")
        try:
            if len(year) != 4 or len(number) != 2 or not (year + number).isascii():
                raise ValueError(text)
            month = cls(int(year), int(number))
            if month.year not in _YEARS:
                raise ValueError(text)
            return month
        except ValueError:
            raise InvalidInput(
                field, "month.malformed", "Give a month as YYYY-MM, such as 2026-11."
            ) from None

    @classmethod
    def of(cls, instant: datetime) -> Month:
        """The month in Viet Nam at that instant."""
        day = local_day(instant)
        return cls(day.year, day.month)

    @property
    def next(self) -> Month:
        if self.number == _MONTHS:
            return Month(self.year + 1, 1)
        return Month(self.year, self.number + 1)

    @property
    def period(self) -> Period:
        """From its first midnight in Viet Nam to the next month's."""
        return Period(self._start, self.next._start)

    @property
    def _start(self) -> datetime:
        return from_local(date(self.year, self.number, 1), time(0))

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def day_period(day: date) -> Period:
    """That day in Viet Nam, midnight to midnight."""
    return Period(from_local(day, time(0)), from_local(day + timedelta(days=1), time(0)))
