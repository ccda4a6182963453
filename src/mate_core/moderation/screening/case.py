"""A listing that waits for staff: the texts as they stood, and what became of it.

A case is never rewritten: new texts of the partner make another one, so that what was once there
stays evidence (FEATURES 124).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from mate_core.moderation.desk import Claim, claimed, require_free
from mate_core.moderation.desk_errors import CaseDecided
from mate_core.moderation.screening.model import Category, Finding
from mate_core.moderation.screening.policies import ScreeningPolicy
from mate_core.shared.ids import ListingCaseId, UserId

_NO_TEXTS: Final[Mapping[str, str]] = MappingProxyType({})


class ListingCause(StrEnum):
    """Why staff have to look."""

    FINDINGS = "findings"
    BY_HAND = "by_hand"
    """Every listing is looked at, by a setting."""
    AFTER_REJECTION = "after_rejection"
    """New texts of a partner whose last ones were rejected."""
    TAKEN_DOWN = "taken_down"
    """Was public, until a report or a member of staff said otherwise."""


class ListingCaseState(StrEnum):
    OPEN = "OPEN"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    CLEARED = "CLEARED"
    """The partner took out himself what was found."""
    SUPERSEDED = "SUPERSEDED"
    """The partner wrote something else that waits in its place."""


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is for the file and the audit log; the partner reads the category."""

    by: UserId
    at: datetime
    reason: str
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class ListingCase:
    id: ListingCaseId
    partner_id: UserId
    cause: ListingCause
    texts_digest: str
    opened_at: datetime
    due_at: datetime
    """When the clock of 24 hours is over; it goes on when the partner writes something else."""
    texts: Mapping[str, str] = field(default_factory=lambda: _NO_TEXTS, repr=False)
    findings: tuple[Finding, ...] = ()
    state: ListingCaseState = ListingCaseState.OPEN
    claim: Claim | None = None
    decision: Decision | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.state is ListingCaseState.OPEN

    @property
    def may_clear_itself(self) -> bool:
        """Whether the partner's own mending is enough."""
        return self.is_open and self.cause is ListingCause.FINDINGS

    def is_overdue(self, *, at: datetime) -> bool:
        return self.is_open and self.due_at <= at

    def claimed(self, by: UserId, policy: ScreeningPolicy, *, at: datetime) -> ListingCase:
        """Raises CaseDecided, CaseClaimed."""
        self._require_open()
        claim = claimed(self.claim, by, lifetime=policy.claim, at=at)
        return replace(self, claim=claim)

    def approved(self, decision: Decision) -> ListingCase:
        """Raises CaseDecided, CaseClaimed."""
        return self._decided(ListingCaseState.APPROVED, decision)

    def rejected(self, decision: Decision) -> ListingCase:
        """Raises CaseDecided, CaseClaimed."""
        return self._decided(ListingCaseState.REJECTED, decision)

    def ended(self, state: ListingCaseState, *, at: datetime) -> ListingCase:
        """Closed by what the partner wrote; raises CaseDecided."""
        self._require_open()
        return replace(self, state=state, closed_at=at, claim=None)

    def _decided(self, state: ListingCaseState, decision: Decision) -> ListingCase:
        self._require_open()
        require_free(self.claim, decision.by, at=decision.at)
        return replace(self, state=state, decision=decision, closed_at=decision.at, claim=None)

    def _require_open(self) -> None:
        if not self.is_open:
            raise CaseDecided

    def for_nobody(self, *, at: datetime) -> ListingCase:
        """For an account that has ended: what was rejected stays evidence, the rest goes."""
        if self.state is ListingCaseState.REJECTED:
            return self
        case = self.ended(ListingCaseState.CLEARED, at=at) if self.is_open else self
        return replace(case, texts=_NO_TEXTS, findings=())

    def covers(self, findings: tuple[Finding, ...]) -> bool:
        """Whether staff have approved every one of these words already."""
        if self.state is not ListingCaseState.APPROVED:
            return False
        return {each.key for each in findings} <= {each.key for each in self.findings}


def digest_of(texts: Mapping[str, str]) -> str:
    """SHA-256 in hexadecimal; the same texts have the same one."""
    parts = [f"{name}={len(text)}:{text}" for name, text in sorted(texts.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
