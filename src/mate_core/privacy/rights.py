"""What people may ask of us about their data, and by when they have an answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.privacy.errors import RequestEnded
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.working_days import after_working_days
from mate_core.shared.ids import UserId


class RightsKind(StrEnum):
    ACCESS = "ACCESS"
    CORRECT = "CORRECT"
    DELETE = "DELETE"
    RESTRICT = "RESTRICT"
    WITHDRAW = "WITHDRAW"


class RightsStatus(StrEnum):
    RECEIVED = "RECEIVED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    ANSWERED = "ANSWERED"
    REFUSED = "REFUSED"


OPEN = frozenset({RightsStatus.RECEIVED, RightsStatus.ACKNOWLEDGED})


@dataclass(frozen=True, slots=True)
class RightsRequest:
    """`RECEIVED → ACKNOWLEDGED → ANSWERED | REFUSED`; the two dates are the law's."""

    id: UUID
    user_id: UserId
    kind: RightsKind
    details: str
    received_at: datetime
    acknowledge_due_at: datetime
    due_at: datetime
    status: RightsStatus = RightsStatus.RECEIVED
    acknowledged_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: UserId | None = None
    answer: str | None = None
    version: int = 0

    @classmethod
    def received(
        cls,
        request_id: UUID,
        user_id: UserId,
        kind: RightsKind,
        details: str,
        policy: PrivacyPolicy,
        *,
        at: datetime,
    ) -> RightsRequest:
        days: int = getattr(policy.rights, kind.value.lower())
        return cls(
            id=request_id,
            user_id=user_id,
            kind=kind,
            details=details,
            received_at=at,
            acknowledge_due_at=after_working_days(
                at, policy.rights.acknowledge, holidays=policy.holidays
            ),
            due_at=after_working_days(at, days, holidays=policy.holidays),
        )

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_overdue(self, *, at: datetime) -> bool:
        """Whether a date of the law has passed without what it asks for."""
        if self.status is RightsStatus.RECEIVED and at >= self.acknowledge_due_at:
            return True
        return self.is_open and at >= self.due_at

    def acknowledged(self, *, at: datetime) -> RightsRequest:
        """A second look changes nothing; raises RequestEnded."""
        self._require_open()
        if self.status is RightsStatus.ACKNOWLEDGED:
            return self
        return replace(self, status=RightsStatus.ACKNOWLEDGED, acknowledged_at=at)

    def answered(self, answer: str, by: UserId, *, refused: bool, at: datetime) -> RightsRequest:
        """Raises RequestEnded."""
        self._require_open()
        return replace(
            self,
            status=RightsStatus.REFUSED if refused else RightsStatus.ANSWERED,
            acknowledged_at=self.acknowledged_at or at,
            answered_at=at,
            answered_by=by,
            answer=answer,
        )

    def without_words(self) -> RightsRequest:
        """The same without what was written; an open one ends with the account."""
        if not self.is_open:
            return replace(self, details="", answer="")
        return replace(self, status=RightsStatus.ANSWERED, details="", answer="")

    def _require_open(self) -> None:
        if not self.is_open:
            raise RequestEnded
