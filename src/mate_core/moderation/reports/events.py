"""What happened to reports."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.moderation.reports.model import Outcome, ReportedKind
from mate_core.shared.events import Event
from mate_core.shared.ids import ReportCaseId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectReported(Event):
    """The first report of an object, or one that joined others."""

    case_id: ReportCaseId
    kind: ReportedKind
    object_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDecided(Event):
    """Each room takes down what is its own, in the same transaction, when `outcome` is REMOVED."""

    case_id: ReportCaseId
    kind: ReportedKind
    object_id: UUID
    owner_id: UserId
    outcome: Outcome
    decided_by: UserId
