"""Time that stands still until somebody moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from mate_core.shared.time import require_utc


class VirtualClock:
    """A Clock for tests and simulation: starts at `start` (aware, UTC) and only moves forward."""

    def __init__(self, start: datetime = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)) -> None:
        self._now = require_utc(start)

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move on by `by` and answer the new instant; raises ValueError when `by` is negative."""
        return self.set(self._now + by)

    def set(self, instant: datetime) -> datetime:
        """Jump to `instant`; raises ValueError when it lies in the past or is not in UTC."""
        if require_utc(instant) < self._now:
            raise ValueError(f"time does not run backwards: {self._now} -> {instant}")
        self._now = instant
        return instant
