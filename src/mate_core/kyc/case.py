"""One attempt of a person to be verified, from the first picture to the last one deleted.

A case that ended stays as it ended; who tries again begins another one. What it holds of a person
(number, name, birth date) goes with the pictures: of an approval the verified name stays, which
payouts are compared with (RULES 20), and the keyed hash of the number.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from mate_core.kyc.citizen_id import CitizenId, Sex
from mate_core.kyc.errors import (
    KycAlreadyVerified,
    KycPicturesGone,
    KycPicturesMissing,
    KycUnderWay,
)
from mate_core.kyc.findings import NO_SCORES, KycProvider, KycReason, Scores
from mate_core.kyc.policies import KycPolicy
from mate_core.kyc.states import UNDER_WAY, KycAction, KycParty, KycState, move_of
from mate_core.shared.ids import KycCaseId, MediaId, UserId


class Picture(StrEnum):
    FRONT = "front"
    BACK = "back"
    VIDEO = "video"
    SELFIE = "selfie"
    """A still of the face: one more vendor can be asked with it, so it may be left out."""


NEEDED: Final = (Picture.FRONT, Picture.BACK, Picture.VIDEO)


@dataclass(frozen=True, slots=True)
class Pictures:
    front: MediaId | None = None
    back: MediaId | None = None
    video: MediaId | None = None
    selfie: MediaId | None = None

    def of(self, picture: Picture) -> MediaId | None:
        found: MediaId | None = getattr(self, picture.value)
        return found

    def with_(self, picture: Picture, media_id: MediaId) -> Pictures:
        return replace(self, **{picture.value: media_id})

    @property
    def all(self) -> tuple[MediaId, ...]:
        return tuple(each for picture in Picture if (each := self.of(picture)) is not None)

    @property
    def missing(self) -> tuple[Picture, ...]:
        """What has to come before a submission."""
        return tuple(picture for picture in NEEDED if self.of(picture) is None)


@dataclass(frozen=True, slots=True)
class DeclaredIdentity:
    """What a person says stands on the card; none of it is ever shown in a repr."""

    number: CitizenId = field(repr=False)
    full_name: str = field(repr=False)
    date_of_birth: date = field(repr=False)
    sex: Sex | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one member of staff wants to do and a second one has to agree to."""

    action: KycAction
    by: UserId
    lapses_at: datetime


@dataclass(frozen=True, slots=True)
class Signature:
    """Who says so: a vendor's findings under our thresholds, a member of staff, or the clock.

    `note` is what staff wrote; `thresholds` the version that the scores were held against.
    """

    by: KycParty
    actor_id: UserId | None = None
    provider: KycProvider | None = None
    reference: str = ""
    scores: Scores = NO_SCORES
    thresholds: str = ""
    note: str = ""


OWNER_SIGNS = Signature(KycParty.OWNER)
CLOCK_SIGNS = Signature(KycParty.SYSTEM)


@dataclass(frozen=True, slots=True)
class KycEntry:
    """One line of the log of decisions: append-only, without anything personal."""

    id: UUID
    case_id: KycCaseId
    user_id: UserId
    at: datetime
    action: KycAction
    before: KycState
    after: KycState
    signature: Signature
    reasons: tuple[KycReason, ...] = ()


@dataclass(frozen=True, slots=True)
class KycCase:
    """`due_at` is when the clock looks at it again; `checks` counts the vendors asked since the
    last submission.
    """

    id: KycCaseId
    user_id: UserId
    opened_at: datetime
    changed_at: datetime
    due_at: datetime | None
    state: KycState = KycState.COLLECTING
    pictures: Pictures = Pictures()
    declared: DeclaredIdentity | None = None
    verified_name: str | None = field(default=None, repr=False)
    reasons: tuple[KycReason, ...] = ()
    checks: int = 0
    submitted_at: datetime | None = None
    decided_at: datetime | None = None
    discarded_at: datetime | None = None
    gone_at: datetime | None = None
    proposal: Proposal | None = None
    version: int = 0

    @classmethod
    def opened(
        cls, case_id: KycCaseId, user_id: UserId, policy: KycPolicy, *, at: datetime
    ) -> KycCase:
        return cls(case_id, user_id, at, at, at + policy.collecting_kept)

    @property
    def has_pictures(self) -> bool:
        """Whether they may still be looked at."""
        return bool(self.pictures.all) and self.discarded_at is None

    def require_collecting(self) -> None:
        """Raises KycUnderWay, KycAlreadyVerified: nothing of it may change now."""
        if self.state in UNDER_WAY:
            raise KycUnderWay
        if self.state is KycState.VERIFIED:
            raise KycAlreadyVerified

    def with_picture(
        self, picture: Picture, media_id: MediaId, policy: KycPolicy, *, at: datetime
    ) -> KycCase:
        """Raises KycUnderWay, KycAlreadyVerified."""
        self.require_collecting()
        return replace(
            self,
            pictures=self.pictures.with_(picture, media_id),
            changed_at=at,
            due_at=at + policy.collecting_kept,
        )

    def submit(self, declared: DeclaredIdentity, policy: KycPolicy, *, at: datetime) -> KycCase:
        """Raises KycUnderWay, KycAlreadyVerified, KycPicturesMissing."""
        self.require_collecting()
        if self.pictures.missing:
            raise KycPicturesMissing
        moved = self._moved(KycAction.SUBMIT, at=at, due_at=at + policy.patience)
        return replace(moved, declared=declared, submitted_at=at, checks=0)

    def begin(self, policy: KycPolicy, *, at: datetime) -> KycCase:
        moved = self._moved(KycAction.BEGIN, at=at, due_at=at + policy.patience)
        return replace(moved, checks=self.checks + 1)

    def ask_again(self, *, at: datetime, due_at: datetime) -> KycCase:
        """Nobody answered, or staff want to hear another answer."""
        checks = 0 if self.state is KycState.IN_REVIEW else self.checks
        return replace(self._moved(KycAction.ASK_AGAIN, at=at, due_at=due_at), checks=checks)

    def asked_for(self, policy: KycPolicy, *, at: datetime) -> KycCase:
        """The check was asked for once more; look again if nobody takes it."""
        return replace(self, due_at=at + policy.patience)

    def retake(self, reasons: tuple[KycReason, ...], policy: KycPolicy, *, at: datetime) -> KycCase:
        """What was written is written again with the next submission."""
        due_at = at + policy.collecting_kept
        moved = self._moved(KycAction.RETAKE, at=at, due_at=due_at, reasons=reasons)
        return replace(moved, declared=None)

    def refer(self, reasons: tuple[KycReason, ...], *, at: datetime) -> KycCase:
        return self._moved(KycAction.REFER, at=at, due_at=None, reasons=reasons)

    def reject(
        self,
        reasons: tuple[KycReason, ...],
        policy: KycPolicy,
        *,
        at: datetime,
    ) -> KycCase:
        """The pictures stay for an appeal."""
        due_at = at + policy.rejected_kept
        moved = self._moved(KycAction.REJECT, at=at, due_at=due_at, reasons=reasons)
        return replace(moved, decided_at=at)

    def approve(
        self,
        action: KycAction,
        policy: KycPolicy,
        *,
        at: datetime,
        known_name: str | None = None,
    ) -> KycCase:
        """By VERIFY, OVERRIDE or VOUCH. Number and birth date go at once, the pictures soon.

        `known_name` is the name that staff vouch for. Raises KycPicturesGone for an override of
        what nobody can see any more, KycMoveRefused.
        """
        if action is KycAction.OVERRIDE and not self.has_pictures:
            raise KycPicturesGone
        name = self.declared.full_name if self.declared else known_name
        moved = self._moved(action, at=at, due_at=at + policy.approved_kept)
        if not self.pictures.all:
            moved = replace(moved, due_at=None)
        return replace(moved, decided_at=at, declared=None, verified_name=name)

    def expire(self, *, at: datetime, action: KycAction = KycAction.EXPIRE) -> KycCase:
        """By EXPIRE or WITHDRAW: the pictures go as soon as the clock looks."""
        return replace(self._moved(action, at=at, due_at=at), declared=None)

    def revoke(self, *, at: datetime) -> KycCase:
        """What was to be thrown away still is, at its time."""
        return replace(self._moved(KycAction.REVOKE, at=at, due_at=self.due_at), decided_at=at)

    def discarded(self, policy: KycPolicy, *, at: datetime) -> KycCase:
        """The pictures were given up; what they were compared with goes too."""
        return replace(
            self,
            declared=None,
            discarded_at=self.discarded_at or at,
            # Once proved gone there is nothing to look for: it would be due for ever.
            due_at=at + policy.look_again if self.gone_at is None else None,
        )

    def forgotten(self, policy: KycPolicy, *, at: datetime) -> KycCase:
        """The account is closed: nothing of the person stays, whatever state this is in."""
        return replace(self.discarded(policy, at=at), verified_name=None)

    def proved_gone(self, *, at: datetime) -> KycCase:
        """Storage lists none of the pictures any more."""
        return replace(self, pictures=Pictures(), gone_at=at, due_at=None)

    def proposed(
        self, action: KycAction, by: UserId, lifetime: timedelta, *, at: datetime
    ) -> KycCase:
        return replace(self, proposal=Proposal(action, by, at + lifetime))

    def is_seconded(self, action: KycAction, by: UserId, *, at: datetime) -> bool:
        """Whether somebody else has proposed the same, and not too long ago."""
        proposal = self.proposal
        return (
            proposal is not None
            and proposal.action is action
            and proposal.by != by
            and at < proposal.lapses_at
        )

    def _moved(
        self,
        action: KycAction,
        *,
        at: datetime,
        due_at: datetime | None,
        reasons: tuple[KycReason, ...] = (),
    ) -> KycCase:
        return replace(
            self,
            state=move_of(self.state, action).to,
            reasons=reasons,
            changed_at=at,
            due_at=due_at,
            proposal=None,
        )
