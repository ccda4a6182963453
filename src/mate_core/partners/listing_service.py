"""What staff do with listings: read (audited), claim, approve, reject, take down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.identity.standing import tell
from mate_core.messages.template import Message
from mate_core.moderation.desk import refuse_own_case
from mate_core.moderation.desk_errors import CaseDecided
from mate_core.moderation.screening.case import Decision, ListingCase, ListingCaseState
from mate_core.moderation.screening.events import (
    ListingApproved,
    ListingRejected,
    SuspensionProposed,
)
from mate_core.moderation.screening.model import Category
from mate_core.moderation.screening.policies import ScreeningPolicy
from mate_core.moderation.texts import listing_approved_text, listing_rejected_text
from mate_core.partners.events import PartnerListingChanged
from mate_core.partners.listing_steps import ListingScreener
from mate_core.partners.listing_views import ListingFile, OwnListing
from mate_core.partners.model import ListingStatus, Partner
from mate_core.partners.ports import PartnersUow
from mate_core.shared.actor import Actor
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.ids import IdGenerator, ListingCaseId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ListingService:
    """`mine` is the partner's; all else is for staff. With `dry_run` everything is checked, nothing
    changes."""

    open_uow: Callable[[], PartnersUow]
    open_read: Callable[[], PartnersUow]
    clock: Clock
    ids: IdGenerator
    screener: ListingScreener
    policy: ScreeningPolicy

    async def mine(self, actor: Actor) -> OwnListing:
        """Raises NotFound for people who are not partners."""
        async with self.open_read() as uow:
            partner = await uow.partners.get(actor.user_id)
            return OwnListing.of(partner, await uow.listing_cases.latest(partner.id))

    async def queue(
        self, actor: Actor, *, closed: bool = False, after: Cursor | None, limit: int
    ) -> Page[ListingCase]:
        """Open cases, overdue ones first; or the closed ones, newest first. Raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            asked = uow.listing_cases.closed if closed else uow.listing_cases.queue
            return await asked(after=after, limit=limit)

    async def count_overdue(self, actor: Actor) -> int:
        """Raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.listing_cases.count_overdue(at=self.clock.now())

    async def peek(self, actor: Actor, case_id: ListingCaseId) -> ListingCaseState:
        """Whether there is such a case, and how it stands. Raises Forbidden, NotFound."""
        actor.require_staff()
        async with self.open_read() as uow:
            return (await uow.listing_cases.get(case_id)).state

    @command
    async def show(self, actor: Actor, case_id: ListingCaseId) -> ListingFile:
        """With the texts as they stood; the look itself is audited. Raises Forbidden, NotFound."""
        actor.require_staff()
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await uow.listing_cases.get(case_id)
            partner = await uow.partners.get(case.partner_id)
            every = await uow.listing_cases.of_partner(case.partner_id)
            await self._audit(uow, actor, "listing.read", case, "looked at the file", at=at)
            await uow.commit()
        return ListingFile(case, partner, tuple(each for each in every if each.id != case_id))

    @command
    async def claim(self, actor: Actor, case_id: ListingCaseId) -> ListingCase:
        """For half an hour nobody else decides it.

        Raises Forbidden, NotFound, OwnModerationCase, CaseDecided, CaseClaimed.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            _, case = await self._taken(uow, actor, case_id)
            claimed = case.claimed(actor.user_id, self.policy, at=at)
            await uow.listing_cases.save(claimed)
            await uow.commit()
        return claimed

    @command
    async def approve(
        self, actor: Actor, case_id: ListingCaseId, *, reason: str, dry_run: bool = False
    ) -> ListingCase:
        """Public from now on, and the same words are not asked about again.

        Raises Forbidden, NotFound, InvalidInput, OwnModerationCase, CaseDecided, CaseClaimed.
        """
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            partner, case = await self._taken(uow, actor, case_id)
            approved = case.approved(Decision(actor.user_id, at, reason.strip()))
            await uow.listing_cases.save(approved)
            await self._now(uow, partner, ListingStatus.APPROVED, at=at)
            await self._audit(uow, actor, "listing.approve", approved, reason, at=at)
            await uow.publish(ListingApproved(case_id=case.id, partner_id=partner.id, at=at))
            await self._tell(uow, partner.id, listing_approved_text(), at=at)
            if not dry_run:
                await uow.commit()
        return approved

    @command
    async def reject(
        self,
        actor: Actor,
        case_id: ListingCaseId,
        category: Category,
        *,
        reason: str,
        dry_run: bool = False,
    ) -> ListingCase:
        """Not shown; the partner reads the category, never the reason, and may write anew.

        Raises Forbidden, NotFound, InvalidInput, OwnModerationCase, CaseDecided, CaseClaimed.
        """
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            partner, case = await self._taken(uow, actor, case_id)
            rejected = case.rejected(Decision(actor.user_id, at, reason.strip(), category))
            await uow.listing_cases.save(rejected)
            await self._now(uow, partner, ListingStatus.REJECTED, at=at)
            await self._rejected(uow, actor, rejected, at=at)
            if not dry_run:
                await uow.commit()
        return rejected

    @command
    async def take_down(
        self,
        actor: Actor,
        partner_id: UserId,
        category: Category,
        *,
        reason: str,
        dry_run: bool = False,
    ) -> ListingCase:
        """A listing that is public, or waits, is shown to nobody from now on.

        Raises Forbidden, NotFound, InvalidInput, OwnModerationCase; CaseDecided where it is
        rejected already.
        """
        actor.require_staff()
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            partner = await uow.partners.get_for_change(partner_id)
            await refuse_own_case(uow, actor, partner_id)
            if partner.listing is ListingStatus.REJECTED:
                raise CaseDecided
            decision = Decision(actor.user_id, at, reason.strip(), category)
            rejected = await self.screener.take_down(uow, partner, decision, at=at)
            await self._rejected(uow, actor, rejected, at=at)
            if not dry_run:
                await uow.commit()
        return rejected

    async def _taken(
        self, uow: PartnersUow, actor: Actor, case_id: ListingCaseId
    ) -> tuple[Partner, ListingCase]:
        """Partner and case under their locks, by somebody who may decide about them."""
        actor.require_staff()
        asked = await uow.listing_cases.get(case_id)
        partner = await uow.partners.get_for_change(asked.partner_id)
        await refuse_own_case(uow, actor, asked.partner_id)
        return partner, await uow.listing_cases.get_for_change(case_id)

    async def _now(
        self, uow: PartnersUow, partner: Partner, status: ListingStatus, *, at: datetime
    ) -> None:
        await uow.partners.save(replace(partner, listing=status, updated_at=at))
        await uow.publish(PartnerListingChanged(partner_id=partner.id, at=at))

    async def _rejected(
        self, uow: PartnersUow, actor: Actor, case: ListingCase, *, at: datetime
    ) -> None:
        """What follows a rejection: the record, the word to the partner, and the repeat."""
        decision, partner_id = case.decision, case.partner_id
        if decision is None:
            raise RuntimeError("a rejected case has a decision")
        await self._audit(uow, actor, "listing.reject", case, decision.reason, at=at)
        await uow.publish(
            ListingRejected(
                case_id=case.id, partner_id=partner_id, category=decision.category, at=at
            )
        )
        await self._tell(uow, partner_id, listing_rejected_text(), at=at)
        if decision.category is not Category.SEXUAL_SERVICE:
            return
        since = at - self.policy.repeat_window
        repeats = await uow.listing_cases.count_rejected(partner_id, decision.category, since=since)
        if repeats >= self.policy.repeats:
            await uow.publish(
                SuspensionProposed(
                    user_id=partner_id,
                    cause="repeated_rejections",
                    case_id=case.id,
                    proposed_by=None,
                    at=at,
                )
            )

    async def _tell(
        self, uow: PartnersUow, partner_id: UserId, text: Message, *, at: datetime
    ) -> None:
        user = await uow.users.get(partner_id)
        await tell(uow, user, text, ids=self.ids, lifetime=self.policy.told_within, at=at)

    async def _audit(
        self,
        uow: PartnersUow,
        actor: Actor,
        action: str,
        case: ListingCase,
        reason: str,
        *,
        at: datetime,
    ) -> None:
        category = case.decision.category if case.decision else None
        facts = {"case": str(case.id), "state": case.state.value, "cause": case.cause.value}
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                action=action,
                subject_type="partner",
                subject_id=case.partner_id,
                reason=reason,
                at=at,
                facts=facts | ({"category": category.value} if category else {}),
            )
        )
