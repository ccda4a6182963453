"""Reporting what one sees, and reading what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mate_core.media.addresses import PublicAddresses
from mate_core.moderation.reports.errors import OwnObjectReported, ReportedElsewhere, TooManyReports
from mate_core.moderation.reports.events import ObjectReported
from mate_core.moderation.reports.model import Report, ReportCase, ReportedKind, ReportReason
from mate_core.moderation.reports.policies import ReportPolicy
from mate_core.moderation.reports.ports import Reportable, ReportsUow
from mate_core.moderation.reports.views import OwnReport
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, MediaId, ReportCaseId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy_lines

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UserReportService:
    """`objects` are the rooms whose things can be reported, by kind."""

    open_uow: Callable[[], ReportsUow]
    open_read: Callable[[], ReportsUow]
    clock: Clock
    ids: IdGenerator
    objects: Reportable
    policy: ReportPolicy

    @command
    async def report(
        self,
        actor: Actor,
        kind: ReportedKind,
        object_id: UUID,
        reason: ReportReason,
        details: str | None = None,
    ) -> OwnReport:
        """Join the open case of the object, or begin one; who is in it already changes nothing.

        Raises NotFound for what the person cannot see, OwnObjectReported, ReportedElsewhere,
        InvalidInput, TooManyReports.
        """
        words = tidy_lines(details or "") or None
        require_length("details", words or "", 0, self.policy.details_length)
        if kind is ReportedKind.REVIEW:
            raise ReportedElsewhere
        objects = self.objects.get(kind)
        if objects is None:
            raise NotFound
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.lock_persons([actor.user_id])  # counted one at a time
            owner = await objects.owner_seen_by(uow, actor.user_id, object_id)
            if owner == actor.user_id:
                raise OwnObjectReported
            case = await uow.report_cases.open_of(kind, object_id)
            if case is not None:
                standing = await uow.reports.by(actor.user_id, case.id)
                if standing is not None:
                    return OwnReport.of(standing, case)
            await self._require_room(uow, actor.user_id, at=now)
            case = await self._case(uow, case, kind, object_id, owner, at=now)
            report = Report(self.ids.uuid(), case.id, actor.user_id, reason, now, words)
            await uow.reports.add(report)
            await uow.publish(
                ObjectReported(case_id=case.id, kind=kind, object_id=object_id, at=now)
            )
            await uow.commit()
        return OwnReport.of(report, case)

    async def picture_at(self, url: str) -> MediaId:
        """The picture behind an address that profiles show; raises NotFound."""
        key = PublicAddresses.key_of(url)
        if key is None:
            raise NotFound
        async with self.open_read() as uow:
            return (await uow.media.by_key(key)).id

    async def mine(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[OwnReport]:
        """Newest first."""
        async with self.open_read() as uow:
            page = await uow.reports.of_reporter(actor.user_id, after=after, limit=limit)
            found = [
                OwnReport.of(report, await uow.report_cases.get(report.case_id))
                for report in page.items
            ]
        return Page(found, page.next)

    async def _case(
        self,
        uow: ReportsUow,
        standing: ReportCase | None,
        kind: ReportedKind,
        object_id: UUID,
        owner: UserId,
        *,
        at: datetime,
    ) -> ReportCase:
        """The open case with one report more."""
        if standing is not None:
            joined = standing.joined()
            await uow.report_cases.save(joined)
            return joined
        case = ReportCase(
            id=ReportCaseId(self.ids.uuid()),
            kind=kind,
            object_id=object_id,
            owner_id=owner,
            opened_at=at,
            due_at=at + self.policy.clock,
        ).joined()
        await uow.report_cases.add(case)
        return case

    async def _require_room(self, uow: ReportsUow, reporter: UserId, *, at: datetime) -> None:
        made = await uow.reports.made_since(reporter, at - _DAY)
        limit = self.policy.reports_per_day
        if len(made) >= limit:
            raise TooManyReports(retry_at=made[-limit] + _DAY, limit=limit)
