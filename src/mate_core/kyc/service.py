"""What people do with their own papers."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mate_core.identity.errors import UnderAge
from mate_core.identity.model import KycStatus
from mate_core.identity.standing import set_kyc_status
from mate_core.kyc.case import OWNER_SIGNS, DeclaredIdentity, KycCase, Picture
from mate_core.kyc.clerk import KycClerk
from mate_core.kyc.errors import (
    CardNumberContradicts,
    KycAlreadyVerified,
    KycPicturesMissing,
    TooManySubmissions,
    VideoUnsuitable,
)
from mate_core.kyc.events import KycCheckWanted
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import KycUow
from mate_core.kyc.states import OPEN, KycAction, KycState
from mate_core.kyc.views import KycProgress
from mate_core.media import steps as media_steps
from mate_core.media.intake import MediaIntake
from mate_core.media.model import MediaKind, StoredMedia
from mate_core.media.policies import MEGABYTE
from mate_core.privacy.consents import Purpose
from mate_core.privacy.errors import ConsentMissing
from mate_core.privacy.steps import has_consent
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import IdGenerator, KycCaseId, MediaId, UserId
from mate_core.shared.ports import Clock
from mate_core.shared.time import is_adult

_KIND_OF = {
    Picture.FRONT: MediaKind.KYC_DOCUMENT,
    Picture.BACK: MediaKind.KYC_DOCUMENT,
    Picture.VIDEO: MediaKind.KYC_VIDEO,
    Picture.SELFIE: MediaKind.KYC_DOCUMENT,
}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KycService:
    open_uow: Callable[[], KycUow]
    open_read: Callable[[], KycUow]
    clock: Clock
    ids: IdGenerator
    intake: MediaIntake
    clerk: KycClerk
    policy: KycPolicy

    async def status(self, actor: Actor) -> KycProgress:
        """Where one stands, why, and what to do next."""
        async with self.open_read() as uow:
            user = await uow.users.get(actor.user_id)
            return KycProgress.of(user.kyc_status, await uow.kyc_cases.latest(actor.user_id))

    async def upload(
        self, actor: Actor, picture: Picture, chunks: AsyncIterable[bytes], declared_type: str
    ) -> KycProgress:
        """Take in one side of the card, or the video; it replaces the one before.

        After a rejection it begins a new case. Raises KycUnderWay, KycAlreadyVerified,
        VideoUnsuitable, and whatever `MediaIntake.receive` raises.
        """
        await self._require_collecting(actor.user_id)
        media = await self.intake.receive(actor.user_id, _KIND_OF[picture], chunks, declared_type)
        if picture is Picture.VIDEO and not self._is_suitable(media):
            await self._discard(media.id)
            raise VideoUnsuitable(
                shortest=int(self.policy.shortest_video.total_seconds()),
                longest=int(self.policy.longest_video.total_seconds()),
                megabytes=self.policy.video_bytes // MEGABYTE,
            )
        return await self._attach(actor.user_id, picture, media.id)

    @command
    async def submit(self, actor: Actor, declared: DeclaredIdentity) -> KycProgress:
        """Have it checked; the answer comes by message.

        Raises InvalidInput, UnderAge, CardNumberContradicts, KycPicturesMissing, KycUnderWay,
        KycAlreadyVerified, TooManySubmissions, ConsentMissing.
        """
        at = self.clock.now()
        self._check(declared, at=at)
        async with self.open_uow() as uow:
            await uow.users.get_for_change(actor.user_id)
            case = await uow.kyc_cases.latest_for_change(actor.user_id)
            if case is None or case.state not in OPEN | {KycState.VERIFIED}:
                raise KycPicturesMissing
            submitted = case.submit(declared, self.policy, at=at)
            await self._require_room(uow, actor.user_id, at=at)
            if not await has_consent(uow, actor.user_id, Purpose.KYC_BIOMETRICS):
                raise ConsentMissing(purpose=Purpose.KYC_BIOMETRICS.value)
            await self.clerk.keep(uow, case, submitted, KycAction.SUBMIT, OWNER_SIGNS, at=at)
            user = await set_kyc_status(uow, actor.user_id, KycStatus.PENDING, at=at)
            await uow.publish(KycCheckWanted(case_id=case.id, at=at))
            await uow.commit()
        return KycProgress.of(user.kyc_status, submitted)

    async def _require_collecting(self, user_id: UserId) -> None:
        """Before a byte is read."""
        async with self.open_read() as uow:
            case = await uow.kyc_cases.latest(user_id)
        if case is not None:
            case.require_collecting()

    def _is_suitable(self, media: StoredMedia) -> bool:
        facts = media.facts
        if facts is None or facts.duration is None:
            return False
        length = self.policy.shortest_video <= facts.duration <= self.policy.longest_video
        return length and facts.bytes <= self.policy.video_bytes

    @command
    async def _discard(self, media_id: MediaId) -> None:
        async with self.open_uow() as uow:
            await media_steps.discard(uow, media_id, at=self.clock.now())
            await uow.commit()

    @command
    async def _attach(self, user_id: UserId, picture: Picture, media_id: MediaId) -> KycProgress:
        at = self.clock.now()
        async with self.open_uow() as uow:
            user = await uow.users.get_for_change(user_id)
            case = await uow.kyc_cases.latest_for_change(user_id)
            if case is not None and case.state is KycState.VERIFIED:
                raise KycAlreadyVerified
            if case is None or case.state not in OPEN:
                case = KycCase.opened(KycCaseId(self.ids.uuid()), user_id, self.policy, at=at)
                await uow.kyc_cases.add(case)
            former = case.pictures.of(picture)
            changed = case.with_picture(picture, media_id, self.policy, at=at)
            await uow.kyc_cases.save(changed)
            await media_steps.use(uow, media_id, user_id, at=at, kind=_KIND_OF[picture])
            if former is not None:
                await media_steps.discard(uow, former, at=at)
            await uow.commit()
        return KycProgress.of(user.kyc_status, changed)

    async def _require_room(self, uow: KycUow, user_id: UserId, *, at: datetime) -> None:
        """Every check is paid for, and every try is a chance to find out what passes."""
        policy = self.policy
        submitted = await uow.kyc_cases.submitted_since(user_id, at - policy.month)
        for allowed, window in (
            (policy.submissions_per_day, _DAY),
            (policy.submissions_per_month, policy.month),
        ):
            recent = [each for each in submitted if each > at - window]
            if len(recent) >= allowed:
                raise TooManySubmissions(recent[-allowed] + window, limit=allowed)

    def _check(self, declared: DeclaredIdentity, *, at: datetime) -> None:
        shortest, longest = self.policy.name_length
        if not shortest <= len(declared.full_name.strip()) <= longest:
            raise InvalidInput(
                "fullName", "name.length", f"Give a name of {shortest} to {longest} characters."
            )
        if not is_adult(declared.date_of_birth, at=at, years=self.policy.adult_age):
            raise UnderAge
        if not declared.number.fits(declared.date_of_birth, declared.sex):
            raise CardNumberContradicts
