"""Staff decide that a person has no place here, for ever or until a date (RULES 17)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mate_core.moderation.errors import AppealedAlready, AppealMissing, BanOver, OwnRuling
from mate_core.moderation.policies import ModerationPolicy
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class BanTerms:
    """How long, and what it costs; `expires_at` None is for ever.

    With `waives_tiers` the paid bookings of a banned user go back whole, not by their tiers.
    """

    expires_at: datetime | None = None
    waives_tiers: bool = False


@dataclass(frozen=True, slots=True)
class Appeal:
    """What the banned person says against it, and what became of that; one of a ban."""

    text: str
    at: datetime
    decided_at: datetime | None = None
    decided_by: UserId | None = None
    is_granted: bool | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """One ban of one person; a person has at most one in force.

    `reason` is read by the banned person. `seconded_by` is the second member of staff, for a
    partner. `carried_out_at` is when its consequences had been drawn, `reviewed_at` when the time
    of review was over. `watched` are bookings that ran on, for support to look at. `due_at` is when
    the pump looks at it next.
    """

    id: UUID
    user_id: UserId
    reason: str
    banned_by: UserId
    created_at: datetime
    review_until: datetime
    due_at: datetime | None
    terms: BanTerms = BanTerms()
    seconded_by: UserId | None = None
    carried_out_at: datetime | None = None
    reviewed_at: datetime | None = None
    watched: tuple[UUID, ...] = ()
    appeal: Appeal | None = None
    lifted_at: datetime | None = None
    lifted_by: UserId | None = None
    lift_reason: str | None = None
    version: int = 0

    @classmethod
    def imposed(
        cls,
        ban_id: UUID,
        user_id: UserId,
        terms: BanTerms,
        *,
        reason: str,
        by: UserId,
        seconded_by: UserId | None,
        policy: ModerationPolicy,
        at: datetime,
    ) -> Ban:
        """Due at once: its consequences are drawn after the commit."""
        return cls(
            id=ban_id,
            user_id=user_id,
            reason=reason,
            banned_by=by,
            created_at=at,
            review_until=at + policy.review,
            due_at=at,
            terms=terms,
            seconded_by=seconded_by,
        )

    @property
    def is_permanent(self) -> bool:
        return self.terms.expires_at is None

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None

    def has_expired(self, *, at: datetime) -> bool:
        expires_at = self.terms.expires_at
        return expires_at is not None and at >= expires_at

    def carried_out(self, watched: Sequence[UUID], *, at: datetime) -> Ban:
        """Every consequence is drawn."""
        return replace(self, carried_out_at=at, watched=tuple(watched))._scheduled()

    def reviewed(self, *, at: datetime) -> Ban:
        """Staff had their time: what waited for them goes on."""
        return replace(self, reviewed_at=at)._scheduled()

    def lifted(self, by: UserId | None, reason: str, *, at: datetime) -> Ban:
        """Over, and what waited for staff is let go at once; `by` None is the clock.

        Raises BanOver.
        """
        self._require_in_force()
        return replace(self, lifted_at=at, lifted_by=by, lift_reason=reason, due_at=at)

    def appealed(self, text: str, *, at: datetime) -> Ban:
        """Raises BanOver, AppealedAlready."""
        self._require_in_force()
        if self.appeal is not None:
            raise AppealedAlready
        return replace(self, appeal=Appeal(text, at))

    def decided(self, by: UserId, answer: str, *, granted: bool, at: datetime) -> Ban:
        """By somebody else than those who banned; granting does not lift yet.

        Raises BanOver, AppealMissing, OwnRuling.
        """
        self._require_in_force()
        if self.appeal is None or self.appeal.decided_at is not None:
            raise AppealMissing
        if by in (self.banned_by, self.seconded_by):
            raise OwnRuling
        decided = replace(
            self.appeal, decided_at=at, decided_by=by, is_granted=granted, answer=answer
        )
        return replace(self, appeal=decided)

    def _scheduled(self) -> Ban:
        """The next thing that the clock does: the end of the review, or of the ban."""
        if not self.in_force:
            return replace(self, due_at=None)
        review = self.review_until if self.reviewed_at is None else None
        ends = [each for each in (review, self.terms.expires_at) if each is not None]
        return replace(self, due_at=min(ends, default=None))

    def _require_in_force(self) -> None:
        if not self.in_force:
            raise BanOver


@dataclass(frozen=True, slots=True)
class BanProposal:
    """What one member of staff wants for a partner, until a second one wants it too (RULES 16)."""

    user_id: UserId
    terms: BanTerms
    reason: str
    proposed_by: UserId
    proposed_at: datetime
    lapses_at: datetime

    def is_for(self, terms: BanTerms, *, at: datetime) -> bool:
        """Whether it stands at `at`, and means the same."""
        return at < self.lapses_at and self.terms == terms
