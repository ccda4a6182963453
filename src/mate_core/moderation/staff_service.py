"""What staff do: ban, lift a ban, decide about an appeal (RULES 16 and 17)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.marks import Mark, Marker
from mate_core.identity.model import User, UserStatus
from mate_core.identity.standing import tell
from mate_core.identity.steps import end_sessions
from mate_core.messages.template import Message
from mate_core.moderation.bans import Ban, BanProposal, BanTerms
from mate_core.moderation.desk import refuse_own_case
from mate_core.moderation.errors import (
    AccountClosed,
    BannedAlready,
    BanOver,
    SecondStaffNeeded,
    StaffNotBannable,
)
from mate_core.moderation.events import BanProposed, UserBanned
from mate_core.moderation.policies import ModerationPolicy
from mate_core.moderation.ports import BansShown, ModerationUow
from mate_core.moderation.steps import lift_ban
from mate_core.moderation.texts import appeal_refused_text, banned_text, unbanned_text
from mate_core.shared.actor import Actor, Role
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import IdGenerator, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy_lines


@dataclass(frozen=True, slots=True)
class StaffBanService:
    """Every command leaves an audit record; with `dry_run` nothing changes.

    Lock order: person → ban. Whatever the ban ends is ended after the commit, by the pump.
    """

    open_uow: Callable[[], ModerationUow]
    open_read: Callable[[], ModerationUow]
    clock: Clock
    ids: IdGenerator
    marker: Marker
    policy: ModerationPolicy

    @command
    async def ban(
        self, actor: Actor, person: UserId, terms: BanTerms, *, reason: str, dry_run: bool = False
    ) -> Ban:
        """Hidden, logged out, known again; his future meetings end within seconds.

        `reason` is read by the banned person. A partner is banned by two: the first one proposes,
        a second one repeats the same terms. Raises Forbidden, NotFound, InvalidInput,
        OwnModerationCase, StaffNotBannable, AccountClosed, BannedAlready; SecondStaffNeeded when
        the proposal is stored.
        """
        actor.require_staff()
        require_reason(reason)
        now = self.clock.now()
        self._check(terms, at=now)
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            await self._require_bannable(uow, user)
            await refuse_own_case(uow, actor, person)
            waiting, seconded = await self._seconded(uow, actor, user, terms, reason, at=now)
            ban = self._imposed(actor, user, terms, seconded, reason, at=now)
            if waiting is None:
                await self._impose(uow, actor, user, ban, at=now)
            if dry_run:
                return ban
            await uow.commit()
        if waiting is not None:
            raise SecondStaffNeeded(waiting.lapses_at)
        return ban

    @command
    async def unban(
        self, actor: Actor, person: UserId, *, reason: str, dry_run: bool = False
    ) -> Ban:
        """Lift the ban that is in force. Nothing that it ended comes back.

        Raises Forbidden, NotFound, InvalidInput, OwnModerationCase, BanOver.
        """
        actor.require_staff()
        require_reason(reason)
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            await refuse_own_case(uow, actor, person)
            ban = await _in_force(uow, person)
            lifted = await self._lift(uow, actor, user, ban, reason)
            if not dry_run:
                await uow.commit()
        return lifted

    @command
    async def decide(
        self, actor: Actor, person: UserId, answer: str, *, granted: bool, dry_run: bool = False
    ) -> Ban:
        """About his appeal, by somebody who did not ban him; granting lifts the ban.

        `answer` is read by the banned person. Raises Forbidden, NotFound, InvalidInput, BanOver,
        AppealMissing, OwnRuling, OwnModerationCase.
        """
        actor.require_staff()
        said = tidy_lines(answer)
        require_length("answer", said, 1, self.policy.reason_length)
        now = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(person)
            await refuse_own_case(uow, actor, person)
            ban = await _in_force(uow, person)
            ban = ban.decided(actor.user_id, said, granted=granted, at=now)
            facts = {"ban": str(ban.id), "granted": str(granted).lower()}
            await self._audit(uow, actor, "user.ban.appeal", person, reason=said, facts=facts)
            if granted:
                ban = await self._lift(uow, actor, user, ban, said)
            else:
                await uow.bans.save(ban)
                await self._tell(uow, user, appeal_refused_text(), at=now)
            if not dry_run:
                await uow.commit()
        return ban

    async def page(
        self, actor: Actor, shown: BansShown, *, after: Cursor | None, limit: int
    ) -> Page[Ban]:
        """Newest first; raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.bans.page(shown, after=after, limit=limit)

    async def proposals(self, actor: Actor) -> Sequence[BanProposal]:
        """What waits for a second member of staff, oldest first; raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.ban_proposals.waiting(at=self.clock.now())

    async def of(self, actor: Actor, person: UserId) -> Sequence[Ban]:
        """Every ban of that person, oldest first; raises Forbidden."""
        actor.require_staff()
        async with self.open_read() as uow:
            return await uow.bans.of(person)

    def _check(self, terms: BanTerms, *, at: datetime) -> None:
        if terms.expires_at is None:
            return
        if not at + self.policy.shortest <= terms.expires_at <= at + self.policy.longest:
            raise InvalidInput(
                "until",
                "ban.length",
                "Give an instant between 1 hour and 3 years from now, or none for ever.",
            )

    async def _require_bannable(self, uow: ModerationUow, user: User) -> None:
        if user.as_actor().is_staff:
            raise StaffNotBannable
        if await uow.bans.in_force(user.id) is not None:
            raise BannedAlready
        if user.status is UserStatus.CLOSED:
            raise AccountClosed

    async def _seconded(
        self,
        uow: ModerationUow,
        actor: Actor,
        user: User,
        terms: BanTerms,
        reason: str,
        *,
        at: datetime,
    ) -> tuple[BanProposal | None, UserId | None]:
        """What waits for a second person, else who proposed it first; neither for a user."""
        known = await uow.ban_proposals.get_for_change(user.id)
        stands = known is not None and known.is_for(terms, at=at)
        if user.role is not Role.PARTNER:
            return None, None
        if known is not None and stands and known.proposed_by != actor.user_id:
            await uow.ban_proposals.remove(user.id)
            return None, known.proposed_by
        if known is not None and stands:
            return known, None
        proposal = BanProposal(
            user_id=user.id,
            terms=terms,
            reason=reason,
            proposed_by=actor.user_id,
            proposed_at=at,
            lapses_at=at + self.policy.proposal_lifetime,
        )
        await uow.ban_proposals.put(proposal)
        await self._audit(
            uow, actor, "user.ban.propose", user.id, reason=reason, facts=_facts(terms)
        )
        await uow.publish(BanProposed(user_id=user.id, proposed_by=actor.user_id, at=at))
        return proposal, None

    def _imposed(
        self,
        actor: Actor,
        user: User,
        terms: BanTerms,
        proposed_by: UserId | None,
        reason: str,
        *,
        at: datetime,
    ) -> Ban:
        return Ban.imposed(
            self.ids.uuid(),
            user.id,
            terms,
            reason=reason,
            by=proposed_by or actor.user_id,
            seconded_by=actor.user_id if proposed_by else None,
            policy=self.policy,
            at=at,
        )

    async def _impose(
        self, uow: ModerationUow, actor: Actor, user: User, ban: Ban, *, at: datetime
    ) -> None:
        await uow.users.save(user.banned(at=at))
        await uow.bans.add(ban)
        await uow.banned_marks.add(ban.id, await self._marks_of(uow, user))
        await end_sessions(uow, user.id, at=at)
        facts = {"ban": str(ban.id), **_facts(ban.terms)}
        await self._audit(uow, actor, "user.ban", user.id, reason=ban.reason, facts=facts)
        await uow.publish(UserBanned(user_id=user.id, ban_id=ban.id, at=at))
        await self._tell(uow, user, banned_text(), at=at)

    async def _marks_of(self, uow: ModerationUow, user: User) -> Sequence[Mark]:
        """His proven addresses, and the devices on which he logged in lately."""
        addresses = user.verified_addresses().values()
        sessions = await uow.sessions.of_user(user.id)
        devices = dict.fromkeys(each.device_hash for each in sessions if each.device_hash)
        return [
            *(self.marker.of_address(address) for address in addresses),
            *(self.marker.of_device_hash(digest) for digest in devices),
        ]

    async def _lift(
        self, uow: ModerationUow, actor: Actor, user: User, ban: Ban, reason: str
    ) -> Ban:
        now = self.clock.now()
        lifted = await lift_ban(uow, ban, actor.user_id, reason, at=now)
        facts = {"ban": str(ban.id)}
        await self._audit(uow, actor, "user.unban", user.id, reason=reason, facts=facts)
        await self._tell(uow, user, unbanned_text(), at=now)
        return lifted

    async def _tell(self, uow: ModerationUow, user: User, text: Message, *, at: datetime) -> None:
        lifetime = self.policy.notice_lifetime
        await tell(uow, user, text, ids=self.ids, lifetime=lifetime, at=at)

    async def _audit(
        self,
        uow: ModerationUow,
        actor: Actor,
        action: str,
        person: UserId,
        *,
        reason: str,
        facts: Mapping[str, str],
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                at=self.clock.now(),
                action=action,
                subject_type="user",
                subject_id=person,
                reason=reason,
                facts=facts,
            )
        )


def _facts(terms: BanTerms) -> Mapping[str, str]:
    until = terms.expires_at.isoformat() if terms.expires_at else "for ever"
    return {"until": until, "waivesTiers": str(terms.waives_tiers).lower()}


async def _in_force(uow: ModerationUow, person: UserId) -> Ban:
    ban = await uow.bans.in_force(person)
    if ban is None:
        raise BanOver
    return ban
