"""A case is about one object and gathers what several people say of it; staff decide it once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.moderation.desk import Claim, claimed, require_free
from mate_core.moderation.desk_errors import CaseDecided
from mate_core.moderation.reports.errors import OutcomeImpossible
from mate_core.moderation.reports.policies import ReportPolicy
from mate_core.shared.ids import ReportCaseId, UserId


class ReportedKind(StrEnum):
    USER = "user"
    LISTING = "listing"
    """What a partner offers; its id is the partner's."""
    REVIEW = "review"
    MESSAGE = "message"
    MEDIA = "media"
    BOOKING = "booking"
    """The conduct of the other side."""


class ReportReason(StrEnum):
    SEXUAL_SERVICE = "sexual_service"
    HARASSMENT = "harassment"
    FRAUD = "fraud"
    FAKE_IDENTITY = "fake_identity"
    MINOR = "minor"
    PRIVATE_LODGING = "private_lodging"
    OFF_PLATFORM = "off_platform"
    HATE = "hate"
    VIOLENCE = "violence"
    SPAM = "spam"
    OTHER = "other"


class Outcome(StrEnum):
    NO_ACTION = "no_action"
    REMOVED = "removed"
    """The object is taken down."""
    WARNED = "warned"
    SUSPENDED = "suspended"
    """A ban of its owner is proposed; two people decide about it."""


OUTCOMES: Final[Mapping[ReportedKind, frozenset[Outcome]]] = MappingProxyType(
    {
        ReportedKind.USER: frozenset(Outcome) - {Outcome.REMOVED},
        ReportedKind.LISTING: frozenset(Outcome),
        ReportedKind.REVIEW: frozenset(Outcome),
        ReportedKind.MESSAGE: frozenset(Outcome),
        ReportedKind.MEDIA: frozenset(Outcome),
        ReportedKind.BOOKING: frozenset(Outcome) - {Outcome.REMOVED},
    }
)
"""What staff may make of each kind."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`note` is for the file; neither side reads it."""

    by: UserId
    at: datetime
    outcome: Outcome
    note: str


@dataclass(frozen=True, slots=True)
class ReportCase:
    """`owner_id` is whose object it is. Open while there is no verdict.

    A case without `reports` was opened by a rule of ours, such as for repeated rejections.
    """

    id: ReportCaseId
    kind: ReportedKind
    object_id: UUID
    owner_id: UserId
    opened_at: datetime
    due_at: datetime
    reports: int = 0
    claim: Claim | None = None
    verdict: Verdict | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        return self.verdict is None

    def is_overdue(self, *, at: datetime) -> bool:
        return self.is_open and self.due_at <= at

    def joined(self) -> ReportCase:
        """One more person reports the same."""
        return replace(self, reports=self.reports + 1)

    def claimed(self, by: UserId, policy: ReportPolicy, *, at: datetime) -> ReportCase:
        """Raises CaseDecided, CaseClaimed."""
        self._require_open()
        claim = claimed(self.claim, by, lifetime=policy.claim, at=at)
        return replace(self, claim=claim)

    def decided(self, verdict: Verdict) -> ReportCase:
        """Raises CaseDecided, CaseClaimed, OutcomeImpossible."""
        self._require_open()
        require_free(self.claim, verdict.by, at=verdict.at)
        if verdict.outcome not in OUTCOMES[self.kind]:
            raise OutcomeImpossible
        return replace(self, verdict=verdict, claim=None)

    def _require_open(self) -> None:
        if not self.is_open:
            raise CaseDecided


@dataclass(frozen=True, slots=True)
class Report:
    """What one person says of the object of a case; once for each case."""

    id: UUID
    case_id: ReportCaseId
    reporter_id: UserId
    reason: ReportReason
    at: datetime
    details: str | None = field(default=None, repr=False)
