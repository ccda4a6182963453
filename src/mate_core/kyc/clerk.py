"""What every step of a case does beside the case itself, inside somebody else's transaction.

Lock order: the person → the case → media.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.model import KycStatus
from mate_core.identity.ports import IdentityUow, KeyedHasher
from mate_core.identity.standing import set_kyc_status, tell
from mate_core.identity.texts import kyc_rejected_text, kyc_retake_text, kyc_verified_text
from mate_core.kyc.case import OWNER_SIGNS, KycCase, KycEntry, Signature
from mate_core.kyc.errors import CardNotAccepted, KycOwnCase, KycSecondPersonNeeded
from mate_core.kyc.events import (
    KycRejected,
    KycRetakeNeeded,
    KycReviewNeeded,
    KycRevoked,
    KycSecondPersonAwaited,
    KycVerified,
)
from mate_core.kyc.findings import KycReason
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import KycUow
from mate_core.kyc.states import OPEN, KycAction, KycParty, KycState
from mate_core.kyc.views import KycRuling
from mate_core.messages.template import Message
from mate_core.privacy.consents import Purpose
from mate_core.privacy.events import ConsentChanged
from mate_core.shared.actor import Actor
from mate_core.shared.ids import IdGenerator, KycCaseId, UserId


@dataclass(frozen=True, slots=True)
class KycClerk:
    ids: IdGenerator
    hasher: KeyedHasher
    policy: KycPolicy

    async def keep(
        self,
        uow: KycUow,
        before: KycCase,
        after: KycCase,
        action: KycAction,
        signature: Signature,
        *,
        at: datetime,
    ) -> None:
        """Save the case with its line in the log."""
        await uow.kyc_cases.save(after)
        await uow.kyc_cases.write_down(
            KycEntry(
                id=self.ids.uuid(),
                case_id=after.id,
                user_id=after.user_id,
                at=at,
                action=action,
                before=before.state,
                after=after.state,
                signature=signature,
                reasons=after.reasons,
            )
        )

    async def approve(
        self,
        uow: KycUow,
        case: KycCase,
        action: KycAction,
        signature: Signature,
        *,
        at: datetime,
        known_name: str | None = None,
    ) -> KycCase:
        """Verified from now on. Raises CardNotAccepted, KycMoveRefused, KycPicturesGone."""
        approved = case.approve(action, self.policy, at=at, known_name=known_name)
        if case.declared is not None:
            await self._claim_card(uow, case.user_id, case.declared.number.number, at=at)
        await self.keep(uow, case, approved, action, signature, at=at)
        await self._answer(uow, case, KycStatus.VERIFIED, kyc_verified_text(), at=at)
        await uow.publish(KycVerified(case_id=case.id, user_id=case.user_id, at=at))
        return approved

    async def reject(
        self,
        uow: KycUow,
        case: KycCase,
        reasons: tuple[KycReason, ...],
        signature: Signature,
        *,
        at: datetime,
    ) -> KycCase:
        """Raises KycMoveRefused."""
        rejected = case.reject(reasons, self.policy, at=at)
        await self.keep(uow, case, rejected, KycAction.REJECT, signature, at=at)
        await self._answer(uow, case, KycStatus.REJECTED, kyc_rejected_text(), at=at)
        await uow.publish(
            KycRejected(case_id=case.id, user_id=case.user_id, reasons=reasons, at=at)
        )
        return rejected

    async def retake(
        self,
        uow: KycUow,
        case: KycCase,
        reasons: tuple[KycReason, ...],
        signature: Signature,
        *,
        at: datetime,
    ) -> None:
        again = case.retake(reasons, self.policy, at=at)
        await self.keep(uow, case, again, KycAction.RETAKE, signature, at=at)
        await self._answer(uow, case, KycStatus.NONE, kyc_retake_text(), at=at)
        await uow.publish(
            KycRetakeNeeded(case_id=case.id, user_id=case.user_id, reasons=reasons, at=at)
        )

    async def refer(
        self,
        uow: KycUow,
        case: KycCase,
        reasons: tuple[KycReason, ...],
        signature: Signature,
        *,
        at: datetime,
    ) -> None:
        """To the staff queue; the person goes on waiting."""
        referred = case.refer(reasons, at=at)
        await self.keep(uow, case, referred, KycAction.REFER, signature, at=at)
        await uow.publish(
            KycReviewNeeded(case_id=case.id, user_id=case.user_id, reasons=reasons, at=at)
        )

    async def revoke(
        self, uow: KycUow, case: KycCase, signature: Signature, *, at: datetime
    ) -> KycCase:
        """Verified no longer; a partner is no longer found or booked."""
        revoked = case.revoke(at=at)
        await self.keep(uow, case, revoked, KycAction.REVOKE, signature, at=at)
        await self._answer(uow, case, KycStatus.REJECTED, kyc_rejected_text(), at=at)
        await uow.publish(KycRevoked(case_id=case.id, user_id=case.user_id, at=at))
        return revoked

    async def withdraw(self, uow: KycUow, event: ConsentChanged) -> None:
        """Without consent nothing is compared any more, and what is there goes.

        A verdict that was given stands. Whatever a vendor still answers finds no case.
        """
        if event.granted or event.purpose != Purpose.KYC_BIOMETRICS:
            return
        await uow.users.get_for_change(event.user_id)
        case = await uow.kyc_cases.latest_for_change(event.user_id)
        if case is None or case.state not in OPEN:
            return
        ended = case.expire(at=event.at, action=KycAction.WITHDRAW)
        await self.keep(uow, case, ended, KycAction.WITHDRAW, OWNER_SIGNS, at=event.at)
        await set_kyc_status(uow, event.user_id, KycStatus.NONE, at=event.at)

    async def vouch(
        self,
        uow: KycUow,
        actor: Actor,
        user_id: UserId,
        *,
        known_name: str,
        note: str,
        at: datetime,
    ) -> KycRuling:
        """Staff saw the card in person: verified without any picture of it.

        Where findings have spoken against the person, that is an override and needs two people.
        The caller holds the lock on the person. Raises KycOwnCase, KycMoveRefused, CardNotAccepted.
        """
        await refuse_own_case(uow, actor, user_id)
        case = await uow.kyc_cases.latest_for_change(user_id)
        signature = Signature(KycParty.STAFF, actor.user_id, note=note)
        if case is not None and case.state is KycState.REJECTED and case.has_pictures:
            return await self.override(uow, actor, case, note=note, at=at)
        if case is None or case.state in (KycState.REJECTED, KycState.EXPIRED, KycState.REVOKED):
            case = KycCase.opened(KycCaseId(self.ids.uuid()), user_id, self.policy, at=at)
            await uow.kyc_cases.add(case)
        is_in_review = case.state is KycState.IN_REVIEW
        action = KycAction.VERIFY if is_in_review else KycAction.VOUCH
        approved = await self.approve(uow, case, action, signature, at=at, known_name=known_name)
        return KycRuling(approved, granted=True)

    async def override(
        self, uow: KycUow, actor: Actor, case: KycCase, *, note: str, at: datetime
    ) -> KycRuling:
        """The second of two people approves what was rejected (RULES 16).

        The caller commits in both cases, and calls `require_granted` afterwards.
        """
        if not case.is_seconded(KycAction.OVERRIDE, actor.user_id, at=at):
            return await self.propose(uow, actor, case, KycAction.OVERRIDE, at=at)
        signature = Signature(KycParty.TWO_STAFF, actor.user_id, note=note)
        approved = await self.approve(uow, case, KycAction.OVERRIDE, signature, at=at)
        return KycRuling(approved, granted=True)

    async def propose(
        self, uow: KycUow, actor: Actor, case: KycCase, action: KycAction, *, at: datetime
    ) -> KycRuling:
        """Remember who wants it first; nothing changes for the person."""
        proposed = case.proposed(action, actor.user_id, self.policy.proposal_lifetime, at=at)
        await uow.kyc_cases.save(proposed)
        await uow.publish(
            KycSecondPersonAwaited(
                case_id=case.id, user_id=case.user_id, proposed_by=actor.user_id, at=at
            )
        )
        return KycRuling(proposed, granted=False)

    async def _claim_card(self, uow: KycUow, user_id: UserId, number: str, *, at: datetime) -> None:
        """One card, one account: raises CardNotAccepted for another's, or a banned one."""
        card_hash = self.hasher.digest("citizen-id", number)
        holder = await uow.card_hashes.claim(card_hash, user_id, at=at)
        if holder.user_id != user_id or holder.banned_at is not None:
            raise CardNotAccepted

    async def _answer(
        self, uow: KycUow, case: KycCase, status: KycStatus, text: Message, *, at: datetime
    ) -> None:
        user = await set_kyc_status(uow, case.user_id, status, at=at)
        await tell(uow, user, text, ids=self.ids, lifetime=self.policy.told_within, at=at)


def require_granted(ruling: KycRuling) -> None:
    """After the commit: raises KycSecondPersonNeeded when it only stored a proposal."""
    if not ruling.granted and ruling.case.proposal is not None:
        raise KycSecondPersonNeeded(lapses_at=ruling.case.proposal.lapses_at)


async def refuse_own_case(uow: IdentityUow, actor: Actor, user_id: UserId) -> None:
    """Nobody of staff decides about himself, or about somebody with his phone number."""
    if actor.user_id == user_id:
        raise KycOwnCase
    phone = (await uow.users.get(actor.user_id)).phone
    if phone is not None and (await uow.users.get(user_id)).phone == phone:
        raise KycOwnCase
