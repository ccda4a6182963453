"""Numbers of privacy: how long we may take, and how often one may ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from mate_core.privacy.working_days import PUBLIC_HOLIDAYS


@dataclass(frozen=True, slots=True)
class RightsDays:
    """Working days for each step (VIETNAM V5)."""

    acknowledge: int = 2
    access: int = 10
    correct: int = 10
    withdraw: int = 15
    restrict: int = 15
    delete: int = 20


@dataclass(frozen=True, slots=True)
class PrivacyPolicy:
    rights: RightsDays = RightsDays()
    holidays: frozenset[date] = PUBLIC_HOLIDAYS
    open_requests: int = 5
    """Rights requests that a person may have open at a time."""
    closing_days: int = 20
    """Working days within which an account is closed (RULES 18)."""
    closing_retry: timedelta = timedelta(hours=1)
    """How often an account that cannot be closed yet is looked at again."""
    export_link: timedelta = timedelta(hours=24)
    exports_a_day: int = 3
