"""Numbers of reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ReportPolicy:
    """`clock` is how long staff have from the first report of an object (FEATURES 123)."""

    clock: timedelta = timedelta(hours=24)
    claim: timedelta = timedelta(minutes=30)
    reports_per_day: int = 20
    details_length: int = 1_000
    note_length: int = 1_000
    told_within: timedelta = timedelta(hours=24)
