"""What staff do with reports: read (audited), claim, decide."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.standing import tell
from mate_core.messages.template import Message
from mate_core.moderation.desk import refuse_own_case
from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.model import Outcome, ReportCase, ReportedKind, Verdict
from mate_core.moderation.reports.policies import ReportPolicy
from mate_core.moderation.reports.ports import ReportsUow
from mate_core.moderation.reports.views import ReportFile
from mate_core.moderation.screening.events import SuspensionProposed
from mate_core.moderation.texts import conduct_warning_text, report_closed_text
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, ReportCaseId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class StaffReportService:
    """With `dry_run` everything is checked, nothing changes."""

    open_uow: Callable[[], ReportsUow]
    open_read: Callable[[], ReportsUow]
    clock: Clock
    ids: IdGenerator
    policy: ReportPolicy

    async def queue(
        self,
        actor: Actor,
        kind: ReportedKind | None = None,
        *,
        decided: bool = False,
        after: Cursor | None,
        limit: int,
    ) -> Page[ReportCase]:
        """Open cases, overdue ones first; or the decided ones, newest first. Raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            asked = uow.report_cases.decided if decided else uow.report_cases.queue
            return await asked(kind, after=after, limit=limit)

    async def count_overdue(self, actor: Actor) -> int:
        """Raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.report_cases.count_overdue(at=self.clock.now())

    @command
    async def show(self, actor: Actor, case_id: ReportCaseId) -> ReportFile:
        """With what people wrote; the look itself is audited. Raises Forbidden, NotFound."""
        actor.require_staff()
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await uow.report_cases.get(case_id)
            reports = await uow.reports.of_case(case_id)
            await self._audit(uow, actor, "report.read", case, "looked at the file", at=at)
            await uow.commit()
        return ReportFile(case, reports)

    @command
    async def claim(self, actor: Actor, case_id: ReportCaseId) -> ReportCase:
        """For half an hour nobody else decides it.

        Raises Forbidden, NotFound, OwnModerationCase, CaseDecided, CaseClaimed.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._taken(uow, actor, case_id)
            claimed = case.claimed(actor.user_id, self.policy, at=at)
            await uow.report_cases.save(claimed)
            await uow.commit()
        return claimed

    @command
    async def decide(
        self,
        actor: Actor,
        case_id: ReportCaseId,
        outcome: Outcome,
        *,
        note: str,
        dry_run: bool = False,
    ) -> ReportCase:
        """Once for everybody who reported; they are told that it was looked at, and no more.

        Raises Forbidden, NotFound, InvalidInput, OwnModerationCase, CaseDecided, CaseClaimed,
        OutcomeImpossible.
        """
        require_reason(note)
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._taken(uow, actor, case_id)
            decided = case.decided(Verdict(actor.user_id, at, outcome, note.strip()))
            await uow.report_cases.save(decided)
            await self._audit(uow, actor, "report.decide", case, note, at=at, outcome=outcome.value)
            await uow.publish(
                ReportDecided(
                    case_id=case.id,
                    kind=case.kind,
                    object_id=case.object_id,
                    owner_id=case.owner_id,
                    outcome=outcome,
                    decided_by=actor.user_id,
                    at=at,
                )
            )
            await self._carry_out(uow, actor, decided, outcome, at=at)
            if not dry_run:
                await uow.commit()
        return decided

    async def _taken(self, uow: ReportsUow, actor: Actor, case_id: ReportCaseId) -> ReportCase:
        """The case under its lock, by somebody who is no party to it."""
        actor.require_staff()
        case = await uow.report_cases.get_for_change(case_id)
        reporters = [each.reporter_id for each in await uow.reports.of_case(case_id)]
        await refuse_own_case(uow, actor, case.owner_id, *reporters)
        return case

    async def _carry_out(
        self, uow: ReportsUow, actor: Actor, case: ReportCase, outcome: Outcome, *, at: datetime
    ) -> None:
        if outcome is Outcome.WARNED:
            await self._tell(uow, case.owner_id, conduct_warning_text(), at=at)
        if outcome is Outcome.SUSPENDED:
            await uow.publish(
                SuspensionProposed(
                    user_id=case.owner_id,
                    cause=f"report.{case.kind}",
                    case_id=case.id,
                    proposed_by=actor.user_id,
                    at=at,
                )
            )
        for report in await uow.reports.of_case(case.id):
            await self._tell(uow, report.reporter_id, report_closed_text(), at=at)

    async def _tell(self, uow: ReportsUow, person: UserId, text: Message, *, at: datetime) -> None:
        try:
            user = await uow.users.get(person)
        except NotFound:
            return
        await tell(uow, user, text, ids=self.ids, lifetime=self.policy.told_within, at=at)

    async def _audit(
        self,
        uow: ReportsUow,
        actor: Actor,
        action: str,
        case: ReportCase,
        reason: str,
        *,
        at: datetime,
        **facts: str,
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                action=action,
                subject_type="report",
                subject_id=case.id,
                reason=reason,
                at=at,
                facts={
                    "kind": case.kind.value,
                    "object": str(case.object_id),
                    "owner": str(case.owner_id),
                    **facts,
                },
            )
        )
