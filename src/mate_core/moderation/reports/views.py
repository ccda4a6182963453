"""What reporters and staff read about reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from mate_core.moderation.reports.model import Report, ReportCase, ReportedKind, ReportReason


class ReportStatus(StrEnum):
    IN_REVIEW = "IN_REVIEW"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class OwnReport:
    """What a reporter reads: that it was looked at, never what became of the other person."""

    id: UUID
    kind: ReportedKind
    object_id: UUID
    reason: ReportReason
    details: str | None
    reported_at: datetime
    status: ReportStatus
    closed_at: datetime | None

    @classmethod
    def of(cls, report: Report, case: ReportCase) -> OwnReport:
        return cls(
            id=report.id,
            kind=case.kind,
            object_id=case.object_id,
            reason=report.reason,
            details=report.details,
            reported_at=report.at,
            status=ReportStatus.IN_REVIEW if case.is_open else ReportStatus.CLOSED,
            closed_at=case.verdict.at if case.verdict else None,
        )


@dataclass(frozen=True, slots=True)
class ReportFile:
    """A case with everything that people said."""

    case: ReportCase
    reports: Sequence[Report]
