"""What reports do in the rooms below, inside the transaction of the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.identity.model import User, UserStatus
from mate_core.media import steps as media
from mate_core.media.ports import MediaUow
from mate_core.moderation.bans import BanProposal, BanTerms
from mate_core.moderation.events import BanProposed
from mate_core.moderation.policies import ModerationPolicy
from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.model import Outcome, ReportCase, ReportedKind
from mate_core.moderation.reports.policies import ReportPolicy
from mate_core.moderation.reports.ports import ReportsUow
from mate_core.moderation.screening.events import SuspensionProposed
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import IdGenerator, MediaId, ReportCaseId, UserId


async def remove_reported_media(uow: MediaUow, event: ReportDecided) -> None:
    """Nobody sees a picture any more that staff removed; its objects go after the commit."""
    if event.kind is not ReportedKind.MEDIA or event.outcome is not Outcome.REMOVED:
        return
    try:
        await media.discard(uow, MediaId(event.object_id), at=event.at)
    except NotFound:
        return  # its owner was faster


@dataclass(frozen=True, slots=True)
class SuspensionDesk:
    """Where proposals to suspend somebody go: what a member of staff wants waits for a second one
    to ban him; what a rule wants waits in the queue of reports, as a case without a reporter."""

    ids: IdGenerator
    reports: ReportPolicy
    bans: ModerationPolicy

    async def propose(self, uow: ReportsUow, event: SuspensionProposed) -> None:
        """Nothing to do about staff, or who is banned or gone already."""
        user = await uow.users.get(event.user_id)
        if not _is_bannable(user):
            return
        if event.proposed_by is None:
            await self._open_case(uow, event)
        else:
            await self._propose_ban(uow, event, event.proposed_by)

    async def _open_case(self, uow: ReportsUow, event: SuspensionProposed) -> None:
        if await uow.report_cases.open_of(ReportedKind.USER, event.user_id) is not None:
            return
        await uow.report_cases.add(
            ReportCase(
                id=ReportCaseId(self.ids.uuid()),
                kind=ReportedKind.USER,
                object_id=event.user_id,
                owner_id=event.user_id,
                opened_at=event.at,
                due_at=event.at + self.reports.clock,
            )
        )

    async def _propose_ban(self, uow: ReportsUow, event: SuspensionProposed, by: UserId) -> None:
        standing = await uow.ban_proposals.get_for_change(event.user_id)
        if standing is not None and event.at < standing.lapses_at:
            return
        await uow.ban_proposals.put(
            BanProposal(
                user_id=event.user_id,
                terms=BanTerms(),
                reason=f"{event.cause}, case {event.case_id}",
                proposed_by=by,
                proposed_at=event.at,
                lapses_at=event.at + self.bans.proposal_lifetime,
            )
        )
        await uow.publish(BanProposed(user_id=event.user_id, proposed_by=by, at=event.at))


def _is_bannable(user: User) -> bool:
    gone = user.status in (UserStatus.BANNED, UserStatus.CLOSED)
    return not gone and not user.as_actor().is_staff
