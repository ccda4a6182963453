"""Which vendors are down, as far as this process has seen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mate_core.messages.policies import LadderPolicy


@dataclass(frozen=True, slots=True)
class Circuit:
    """Trouble with one vendor on one channel; a closed circuit is a working one.

    Open, it sends the vendor to the end of the line, no further: where nobody else is left, it is
    asked all the same. `wait_until` is the vendor's own wish and is kept.
    """

    failures: int = 0
    open_until: datetime | None = None
    wait_until: datetime | None = None

    def is_open(self, *, at: datetime) -> bool:
        return self.open_until is not None and at < self.open_until

    def must_wait(self, *, at: datetime) -> bool:
        return self.wait_until is not None and at < self.wait_until

    def failed(
        self,
        policy: LadderPolicy,
        *,
        at: datetime,
        retry_after: timedelta | None = None,
        at_once: bool = False,
    ) -> Circuit:
        """One more failure in a row; `at_once` for those that the next call will meet too."""
        failures = self.failures + 1
        opens = at_once or failures >= policy.failures_to_open
        wait = min(retry_after, policy.longest_wait) if retry_after else None
        return replace(
            self,
            failures=failures,
            open_until=at + policy.open_for if opens else self.open_until,
            wait_until=at + wait if wait else self.wait_until,
        )
