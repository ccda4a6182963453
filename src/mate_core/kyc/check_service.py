"""Asking vendors about submitted cases: called by the queue, at least once each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.kyc.case import CLOCK_SIGNS, KycCase, Picture, Signature
from mate_core.kyc.clerk import KycClerk
from mate_core.kyc.errors import CardNotAccepted, VerifierRefused, VerifierUnavailable
from mate_core.kyc.events import KycCheckWanted
from mate_core.kyc.findings import Findings, KycReason
from mate_core.kyc.judging import Outcome, judge
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.ports import Evidence, EvidenceFile, IdentityVerifier, KycUow
from mate_core.kyc.states import KycAction, KycParty, KycState
from mate_core.media.errors import ObjectMissing, ObjectStorageUnavailable
from mate_core.media.model import StoredMedia
from mate_core.media.ports import ObjectStorage
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import KycCaseId
from mate_core.shared.ports import Clock

_UNANSWERED = (KycReason.VERIFIER_UNAVAILABLE,)


@dataclass(frozen=True, slots=True)
class _Begun:
    """A case that this run has taken, its pictures, and who can be asked about them."""

    case: KycCase
    media: Mapping[Picture, StoredMedia]
    verifiers: Sequence[IdentityVerifier]

    @property
    def verifier(self) -> IdentityVerifier:
        """They are asked in turn."""
        return self.verifiers[(self.case.checks - 1) % len(self.verifiers)]


@dataclass(frozen=True, slots=True)
class KycChecker:
    """`verifiers` are asked in turn, one a run; a run that dies is found by its due instant."""

    open_uow: Callable[[], KycUow]
    clock: Clock
    storage: ObjectStorage
    verifiers: Sequence[IdentityVerifier]
    clerk: KycClerk
    policy: KycPolicy

    async def check(self, case_id: UUID) -> None:
        """Ask the next vendor and act on what it says; nothing for a case that does not wait."""
        begun = await self._begin(KycCaseId(case_id))
        if begun is None:
            return
        verifier = begun.verifier
        signature = Signature(KycParty.SYSTEM, provider=verifier.provider)
        try:
            findings = await verifier.check(await self._evidence(begun))
        except VerifierRefused as refused:
            await self._retake(begun.case, (refused.reason,), signature)
        except (VerifierUnavailable, ObjectMissing, ObjectStorageUnavailable):
            await self._unanswered(begun, signature)
        else:
            await self._decide(begun.case, findings)

    @command
    async def _begin(self, case_id: KycCaseId) -> _Begun | None:
        at = self.clock.now()
        async with self.open_uow() as uow:
            try:
                case = await uow.kyc_cases.get_for_change(case_id)
            except NotFound:
                return None
            if case.state is not KycState.SUBMITTED:
                return None
            begun = case.begin(self.policy, at=at)
            await self.clerk.keep(uow, case, begun, KycAction.BEGIN, CLOCK_SIGNS, at=at)
            verifiers = self._able(begun)
            if not verifiers:
                held = await uow.kyc_cases.get_for_change(case_id)
                await self.clerk.refer(uow, held, _UNANSWERED, CLOCK_SIGNS, at=at)
                await uow.commit()
                return None
            media = {
                picture: await uow.media.get(media_id)
                for picture in Picture
                if (media_id := case.pictures.of(picture)) is not None
            }
            await uow.commit()
        return _Begun(begun, media, verifiers)

    def _able(self, case: KycCase) -> Sequence[IdentityVerifier]:
        has_selfie = case.pictures.selfie is not None
        return [each for each in self.verifiers if has_selfie or not each.needs_selfie]

    async def _evidence(self, begun: _Begun) -> Evidence:
        files = {picture: await self._file(media) for picture, media in begun.media.items()}
        return Evidence(
            session=begun.case.id.hex,
            front=files[Picture.FRONT],
            back=files[Picture.BACK],
            video=files[Picture.VIDEO],
            selfie=files.get(Picture.SELFIE),
        )

    async def _file(self, media: StoredMedia) -> EvidenceFile:
        if media.facts is None:
            raise ObjectMissing
        content = b"".join([chunk async for chunk in self.storage.read(media.place)])
        return EvidenceFile(content, media.facts.content_type)

    @command
    async def _decide(self, begun: KycCase, findings: Findings) -> None:
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._still_held(uow, begun)
            if case is None or case.declared is None:
                return
            judgement = judge(findings, case.declared, self.policy, at=at)
            signature = Signature(
                KycParty.SYSTEM,
                provider=findings.provider,
                reference=findings.reference,
                scores=findings.scores,
                thresholds=self.policy.thresholds.version,
            )
            reasons = judgement.reasons
            if judgement.outcome is Outcome.VERIFY:
                await self._approve(uow, case, signature, at=at)
            elif judgement.outcome is Outcome.REJECT:
                await self.clerk.reject(uow, case, reasons, signature, at=at)
            elif judgement.outcome is Outcome.RETAKE:
                await self.clerk.retake(uow, case, reasons, signature, at=at)
            else:
                await self.clerk.refer(uow, case, reasons, signature, at=at)
            await uow.commit()

    async def _approve(
        self, uow: KycUow, case: KycCase, signature: Signature, *, at: datetime
    ) -> None:
        """Whose card it is shows only now: before, anybody could ask whether a number is known."""
        try:
            await self.clerk.approve(uow, case, KycAction.VERIFY, signature, at=at)
        except CardNotAccepted:
            reasons = (KycReason.CARD_NOT_ACCEPTED,)
            await self.clerk.reject(uow, case, reasons, signature, at=at)

    @command
    async def _retake(
        self, begun: KycCase, reasons: tuple[KycReason, ...], signature: Signature
    ) -> None:
        at = self.clock.now()
        async with self.open_uow() as uow:
            case = await self._still_held(uow, begun)
            if case is not None:
                await self.clerk.retake(uow, case, reasons, signature, at=at)
                await uow.commit()

    @command
    async def _unanswered(self, begun: _Begun, signature: Signature) -> None:
        """The next vendor at once, the next round after a pause, after the last one staff."""
        at, asked, able = self.clock.now(), begun.case.checks, len(begun.verifiers)
        async with self.open_uow() as uow:
            case = await self._still_held(uow, begun.case)
            if case is None:
                return
            if asked >= self.policy.rounds * able:
                await self.clerk.refer(uow, case, _UNANSWERED, signature, at=at)
            else:
                is_round_over = asked % able == 0
                pause = self.policy.pause if is_round_over else self.policy.patience
                again = case.ask_again(at=at, due_at=at + pause)
                await self.clerk.keep(uow, case, again, KycAction.ASK_AGAIN, signature, at=at)
                if not is_round_over:
                    await uow.publish(KycCheckWanted(case_id=case.id, at=at))
            await uow.commit()

    async def _still_held(self, uow: KycUow, begun: KycCase) -> KycCase | None:
        """The case under its locks, unless another run has taken it over meanwhile."""
        await uow.users.get_for_change(begun.user_id)
        case = await uow.kyc_cases.get_for_change(begun.id)
        is_ours = case.state is KycState.CHECKING and case.checks == begun.checks
        return case if is_ours else None
