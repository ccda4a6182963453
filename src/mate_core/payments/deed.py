"""What staff do with other people's money, and who agreed to it (RULES 16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class StaffDeed:
    """What a member of staff wants to do with money.

    `action` names the command (`escrow.refund`, `withdrawal.approve`), `terms` says what exactly,
    so that a second person agrees to the same thing (`split:400000`). None of the `parties`, the
    people of the case, may act on it. Without a `beneficiary` the state gets the money.
    """

    action: str
    subject_id: UUID
    terms: str
    amount: Vnd
    beneficiary: UserId | None
    parties: frozenset[UserId]

    @property
    def people(self) -> frozenset[UserId]:
        """Everyone who must keep out of it; whoever gets the money always among them."""
        return self.parties if self.beneficiary is None else self.parties | {self.beneficiary}


@dataclass(frozen=True, slots=True)
class DeedRecord:
    """A deed as it is kept: a proposal until `granted_at`, a figure of the daily sums after it.

    `seconded_by` is None for a deed that one person was free to do alone.
    """

    id: UUID
    action: str
    subject_id: UUID
    terms: str
    amount: Vnd
    beneficiary: UserId | None
    reason: str
    proposed_by: UserId
    proposed_at: datetime
    lapses_at: datetime
    seconded_by: UserId | None = None
    granted_at: datetime | None = None

    @classmethod
    def proposed(
        cls,
        record_id: UUID,
        deed: StaffDeed,
        by: UserId,
        *,
        reason: str,
        lifetime: timedelta,
        at: datetime,
    ) -> DeedRecord:
        return cls(
            id=record_id,
            action=deed.action,
            subject_id=deed.subject_id,
            terms=deed.terms,
            amount=deed.amount,
            beneficiary=deed.beneficiary,
            reason=reason,
            proposed_by=by,
            proposed_at=at,
            lapses_at=at + lifetime,
        )

    def still_means(self, deed: StaffDeed, *, at: datetime) -> bool:
        """Whether this proposal stands at `at` and moves the same money to the same person."""
        return (
            at < self.lapses_at
            and self.amount == deed.amount
            and self.beneficiary == deed.beneficiary
        )

    def granted(self, by: UserId, *, at: datetime) -> DeedRecord:
        """Done by `by`: by himself alone, or as the second person."""
        second = None if by == self.proposed_by else by
        return replace(self, seconded_by=second, granted_at=at)
