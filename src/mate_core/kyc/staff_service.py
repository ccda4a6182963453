"""What staff do with cases: look (audited), decide, and ask again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from mate_core.kyc.case import KycCase, Picture, Signature
from mate_core.kyc.clerk import KycClerk, refuse_own_case, require_granted
from mate_core.kyc.errors import KycMoveRefused, KycPicturesGone
from mate_core.kyc.events import KycCheckWanted
from mate_core.kyc.findings import REJECTIONS, KycReason
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import KycUow
from mate_core.kyc.states import KycAction, KycParty, KycState
from mate_core.kyc.views import KycFile, KycFilter, KycRuling
from mate_core.media.model import StoredMedia
from mate_core.media.policies import MediaPolicy
from mate_core.media.ports import ObjectStorage
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.ids import IdGenerator, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class StaffKycService:
    """All of it needs the capability `kyc`. With `dry_run` everything is checked, nothing changes.

    A person is named by his account; what is meant is his newest case.
    """

    open_uow: Callable[[], KycUow]
    open_read: Callable[[], KycUow]
    clock: Clock
    ids: IdGenerator
    storage: ObjectStorage
    clerk: KycClerk
    policy: KycPolicy
    media: MediaPolicy

    async def listed(
        self, actor: Actor, wanted: KycFilter, *, after: Cursor | None, limit: int
    ) -> Page[KycCase]:
        """Newest first; raises Forbidden."""
        actor.require(Capability.KYC)
        async with self.open_read() as uow:
            return await uow.kyc_cases.listed(wanted.states, after=after, limit=limit)

    @command
    async def show(self, actor: Actor, user_id: UserId) -> KycFile:
        """What the person wrote and every decision; the look itself is audited.

        Raises Forbidden, NotFound.
        """
        actor.require(Capability.KYC)
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await _latest(uow, user_id)
            profile = await uow.profiles.get(user_id)
            await self._audit(uow, actor, "kyc.read", case, "looked at the file", at=at)
            log = await uow.kyc_cases.log_of(case.id)
            await uow.commit()
        return KycFile(case, log, profile.full_name)

    @command
    async def look(self, actor: Actor, user_id: UserId, *, reason: str) -> Mapping[Picture, str]:
        """Links to the pictures, for two minutes; in the audit log before the links exist.

        Raises Forbidden, NotFound, InvalidInput, KycOwnCase, KycPicturesGone.
        """
        actor.require(Capability.KYC)
        require_reason(reason)
        at = self.clock.now()
        async with self.open_uow() as uow:
            await refuse_own_case(uow, actor, user_id)
            case = await _latest(uow, user_id)
            if not case.has_pictures:
                raise KycPicturesGone
            media = {
                picture: await uow.media.get(media_id)
                for picture in Picture
                if (media_id := case.pictures.of(picture)) is not None
            }
            await self._audit(uow, actor, "kyc.look", case, reason, at=at)
            await uow.commit()
        return {picture: await self._link(each, at=at) for picture, each in media.items()}

    @command
    async def approve(
        self, actor: Actor, user_id: UserId, *, reason: str, dry_run: bool = False
    ) -> KycRuling:
        """What waits for staff, alone; what was rejected, as the second of two people.

        Raises Forbidden, NotFound, InvalidInput, KycOwnCase, KycMoveRefused, CardNotAccepted,
        KycPicturesGone, KycSecondPersonNeeded.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._taken(uow, actor, user_id, reason)
            if case.state is KycState.REJECTED:
                if not case.has_pictures:
                    raise KycPicturesGone
                ruling = await self.clerk.override(uow, actor, case, note=reason, at=at)
            elif case.state is KycState.IN_REVIEW:
                signature = Signature(KycParty.STAFF, actor.user_id, note=reason)
                approved = await self.clerk.approve(uow, case, KycAction.VERIFY, signature, at=at)
                ruling = KycRuling(approved, granted=True)
            else:
                raise KycMoveRefused(state=case.state.value)
            return await self._ruled(
                uow, actor, "kyc.approve", ruling, reason, at=at, dry_run=dry_run
            )

    @command
    async def reject(
        self,
        actor: Actor,
        user_id: UserId,
        reasons: Collection[KycReason],
        *,
        note: str,
        dry_run: bool = False,
    ) -> KycRuling:
        """What waits for staff. The person reads the reasons, never the note.

        Raises Forbidden, NotFound, InvalidInput, KycOwnCase, KycMoveRefused.
        """
        if not reasons or not set(reasons) <= REJECTIONS:
            allowed = ", ".join(sorted(REJECTIONS))
            raise InvalidInput("reasons", "kyc.reasons_unknown", f"Give one or more of: {allowed}.")
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._taken(uow, actor, user_id, note)
            if case.state is not KycState.IN_REVIEW:
                raise KycMoveRefused(state=case.state.value)
            signature = Signature(KycParty.STAFF, actor.user_id, note=note)
            ordered = tuple(reason for reason in KycReason if reason in reasons)
            rejected = await self.clerk.reject(uow, case, ordered, signature, at=at)
            ruling = KycRuling(rejected, granted=True)
            return await self._ruled(uow, actor, "kyc.reject", ruling, note, at=at, dry_run=dry_run)

    @command
    async def retry(
        self, actor: Actor, user_id: UserId, *, reason: str, dry_run: bool = False
    ) -> KycRuling:
        """Ask the vendors again about what waits for staff, such as after one was down.

        Raises Forbidden, NotFound, InvalidInput, KycOwnCase, KycMoveRefused.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._taken(uow, actor, user_id, reason)
            if case.state is not KycState.IN_REVIEW:
                raise KycMoveRefused(state=case.state.value)
            again = case.ask_again(at=at, due_at=at + self.policy.patience)
            signature = Signature(KycParty.STAFF, actor.user_id, note=reason)
            await self.clerk.keep(uow, case, again, KycAction.ASK_AGAIN, signature, at=at)
            await uow.publish(KycCheckWanted(case_id=case.id, at=at))
            ruling = KycRuling(again, granted=True)
            return await self._ruled(
                uow, actor, "kyc.retry", ruling, reason, at=at, dry_run=dry_run
            )

    @command
    async def revoke(
        self, actor: Actor, user_id: UserId, *, reason: str, dry_run: bool = False
    ) -> KycRuling:
        """Verified no longer, once a second person wants the same.

        Raises Forbidden, NotFound, InvalidInput, KycOwnCase, KycMoveRefused,
        KycSecondPersonNeeded.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._taken(uow, actor, user_id, reason)
            if case.state is not KycState.VERIFIED:
                raise KycMoveRefused(state=case.state.value)
            if case.is_seconded(KycAction.REVOKE, actor.user_id, at=at):
                signature = Signature(KycParty.TWO_STAFF, actor.user_id, note=reason)
                revoked = await self.clerk.revoke(uow, case, signature, at=at)
                ruling = KycRuling(revoked, granted=True)
            else:
                ruling = await self.clerk.propose(uow, actor, case, KycAction.REVOKE, at=at)
            return await self._ruled(
                uow, actor, "kyc.revoke", ruling, reason, at=at, dry_run=dry_run
            )

    async def _taken(self, uow: KycUow, actor: Actor, user_id: UserId, reason: str) -> KycCase:
        """The case under its locks, by somebody who may decide about it."""
        actor.require(Capability.KYC)
        require_reason(reason)
        await uow.users.get_for_change(user_id)
        await refuse_own_case(uow, actor, user_id)
        case = await uow.kyc_cases.latest_for_change(user_id)
        if case is None:
            raise NotFound
        return case

    async def _ruled(
        self,
        uow: KycUow,
        actor: Actor,
        action: str,
        ruling: KycRuling,
        reason: str,
        *,
        at: datetime,
        dry_run: bool,
    ) -> KycRuling:
        if dry_run:
            return ruling
        named = action if ruling.granted else f"{action}.propose"
        await self._audit(uow, actor, named, ruling.case, reason, at=at)
        await uow.commit()
        require_granted(ruling)
        return ruling

    async def _audit(
        self, uow: KycUow, actor: Actor, action: str, case: KycCase, reason: str, *, at: datetime
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.ids,
                actor,
                action=action,
                subject_type="user",
                subject_id=case.user_id,
                reason=reason,
                at=at,
                facts={"case": str(case.id), "state": case.state.value},
            )
        )

    async def _link(self, media: StoredMedia, *, at: datetime) -> str:
        if media.facts is None:
            raise KycPicturesGone
        return await self.storage.link(
            media.place,
            at=at,
            lifetime=self.media.staff_link_life,
            content_type=media.facts.content_type,
        )


async def _latest(uow: KycUow, user_id: UserId) -> KycCase:
    case = await uow.kyc_cases.latest(user_id)
    if case is None:
        raise NotFound
    return case
