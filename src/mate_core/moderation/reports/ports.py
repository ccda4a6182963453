"""What reports need of the world, and of the rooms whose objects are reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from mate_core.media.ports import MediaUow
from mate_core.moderation.ports import ModerationUow
from mate_core.moderation.reports.model import Report, ReportCase, ReportedKind
from mate_core.shared.ids import ReportCaseId, UserId
from mate_core.shared.pages import Cursor, Page


class ReportCases(Protocol):
    async def add(self, case: ReportCase) -> None:
        """Raises ConcurrencyConflict when the object has an open case."""
        ...

    async def get(self, case_id: ReportCaseId) -> ReportCase:
        """Raises NotFound."""
        ...

    async def get_for_change(self, case_id: ReportCaseId) -> ReportCase:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def open_of(self, kind: ReportedKind, object_id: UUID) -> ReportCase | None:
        """The open case about that object, locked."""
        ...

    async def save(self, case: ReportCase) -> None:
        """Guarded by `version`; raises ConcurrencyConflict when somebody saved in between."""
        ...

    async def queue(
        self, kind: ReportedKind | None, *, after: Cursor | None, limit: int
    ) -> Page[ReportCase]:
        """Open ones, what is due first at the front; the cursor is (due_at, id)."""
        ...

    async def decided(
        self, kind: ReportedKind | None, *, after: Cursor | None, limit: int
    ) -> Page[ReportCase]:
        """Newest first; the cursor is (decided at, id)."""
        ...

    async def count_overdue(self, *, at: datetime) -> int:
        """Open ones whose clock is over."""
        ...


class Reports(Protocol):
    async def add(self, report: Report) -> None:
        """Raises ConcurrencyConflict when that person reported in that case already."""
        ...

    async def of_case(self, case_id: ReportCaseId) -> Sequence[Report]:
        """Oldest first."""
        ...

    async def by(self, reporter_id: UserId, case_id: ReportCaseId) -> Report | None: ...

    async def made_since(self, reporter_id: UserId, since: datetime) -> Sequence[datetime]:
        """Instants of that person's reports from then on, oldest first."""
        ...

    async def of_reporter(
        self, reporter_id: UserId, *, after: Cursor | None, limit: int
    ) -> Page[Report]:
        """Newest first; the cursor is (at, id)."""
        ...


class ReportsUow(MediaUow, ModerationUow, Protocol):
    @property
    def report_cases(self) -> ReportCases: ...
    @property
    def reports(self) -> Reports: ...


class ReportableObjects(Protocol):
    """What one room knows of its objects. `uow` is `Any`: each room names its own narrower one."""

    async def owner_seen_by(self, uow: Any, viewer: UserId, object_id: UUID) -> UserId:
        """Whose the object is; raises NotFound unless `viewer` can see it."""
        ...


Reportable = Mapping[ReportedKind, ReportableObjects]
