"""The closing of an account (RULES 18): CLOSING → CLOSED, or withdrawn by its owner."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.privacy.errors import ClosingHeld, NotClosing
from mate_core.privacy.policies import PrivacyPolicy
from mate_core.privacy.working_days import after_working_days
from mate_core.shared.ids import UserId


class ClosureStatus(StrEnum):
    CLOSING = "CLOSING"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Closure:
    """`due_at` is when the pump looks at it again, None once it has ended or is held.

    `phone_hash` and `email_hash` (keyed) stay after the addresses are gone, so that a ban still
    finds a person who comes back.
    """

    id: UUID
    user_id: UserId
    requested_at: datetime
    complete_by: datetime
    due_at: datetime | None
    status: ClosureStatus = ClosureStatus.CLOSING
    still_open: tuple[str, ...] = ()
    hold_reason: str | None = None
    held_by: UserId | None = None
    phone_hash: str | None = None
    email_hash: str | None = None
    ended_at: datetime | None = None
    version: int = 0

    @classmethod
    def requested(
        cls, closure_id: UUID, user_id: UserId, policy: PrivacyPolicy, *, at: datetime
    ) -> Closure:
        complete_by = after_working_days(at, policy.closing_days, holidays=policy.holidays)
        return cls(closure_id, user_id, requested_at=at, complete_by=complete_by, due_at=at)

    @property
    def is_held(self) -> bool:
        return self.hold_reason is not None

    def is_overdue(self, *, at: datetime) -> bool:
        """Past the law's term, no legal hold excusing it: somebody must look."""
        return self.status is ClosureStatus.CLOSING and not self.is_held and at >= self.complete_by

    def waiting(
        self, still_open: tuple[str, ...], policy: PrivacyPolicy, *, at: datetime
    ) -> Closure:
        """Something is open yet; looked at again in a while."""
        self._require_closing()
        return replace(self, still_open=still_open, due_at=at + policy.closing_retry)

    def held(self, reason: str, by: UserId) -> Closure:
        """A legal hold: nothing is erased until it is lifted. Raises NotClosing."""
        self._require_closing()
        return replace(self, hold_reason=reason, held_by=by, due_at=None)

    def released(self, *, at: datetime) -> Closure:
        self._require_closing()
        return replace(self, hold_reason=None, held_by=None, due_at=at)

    def withdrawn(self, *, at: datetime) -> Closure:
        self._require_closing()
        return replace(self, status=ClosureStatus.WITHDRAWN, due_at=None, ended_at=at)

    def completed(self, phone_hash: str | None, email_hash: str | None, *, at: datetime) -> Closure:
        """Raises NotClosing, ClosingHeld."""
        self._require_closing()
        if self.is_held:
            raise ClosingHeld
        return replace(
            self,
            status=ClosureStatus.CLOSED,
            still_open=(),
            phone_hash=phone_hash,
            email_hash=email_hash,
            due_at=None,
            ended_at=at,
        )

    def _require_closing(self) -> None:
        if self.status is not ClosureStatus.CLOSING:
            raise NotClosing
