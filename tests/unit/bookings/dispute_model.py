"""What a dispute must come to, in the plainest terms: part of the machine's oracle."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from mate_core.bookings.transitions import BookingStatus as S
from mate_core.shared.ids import UserId

DAY = timedelta(days=1)
RELEASE, REFUND, SPLIT = "release", "refund", "split"
OPEN, DECIDED, APPEALED, OVER = "open", "decided", "appealed", "over"


@dataclass
class Quarrel:
    """One dispute as it should stand. `verdict` is (outcome, partner's amount)."""

    opener: UserId
    by_user: bool
    former: S
    opened_at: datetime
    code_entered: bool
    safety: bool = False
    believed: bool = False
    status: str = OPEN
    overdue: bool = False
    verdict: tuple[str, int] | None = None
    decider: UserId | None = None
    accepted: set[UserId] = field(default_factory=set)
    decision_due: datetime = field(init=False)
    default_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.decision_due = self.opened_at + (3 * DAY if self.safety else 5 * DAY)
        self.default_at = self.opened_at + 14 * DAY

    @property
    def due_at(self) -> datetime | None:
        if self.status == OVER:
            return None
        if self.status == DECIDED:
            return self.decision_due
        return self.default_at if self.overdue else self.decision_due

    def decide(self, verdict: tuple[str, int], by: UserId, at: datetime) -> None:
        self.verdict, self.decider = verdict, by
        self.status, self.decision_due = DECIDED, at + 3 * DAY

    def appeal(self, at: datetime) -> None:
        self.status, self.overdue = APPEALED, False
        self.decision_due, self.default_at = at + 7 * DAY, at + 14 * DAY

    @property
    def default(self) -> tuple[str, int]:
        """What happens when nobody decides."""
        if self.verdict is not None:
            return self.verdict
        if self.believed and self.by_user:
            return REFUND, 0
        return (RELEASE if self.code_entered else REFUND), 0
