"""One dispute about one booking: opened, answered, decided, perhaps appealed, then executed.

The money is frozen from the opening to the end; the booking itself stands in DISPUTED.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mate_core.bookings.disputes.errors import (
    AcceptedAlready,
    AnswerClosed,
    AppealClosed,
    DisputeMoveRefused,
    NotTheOpener,
    SafetyNotWithdrawn,
    SameDecider,
)
from mate_core.bookings.model import Booking
from mate_core.bookings.policies import DisputeTimers
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.money import ZERO, Vnd


class DisputeReason(StrEnum):
    """What went wrong; a closed list."""

    NO_SHOW = "no_show"
    CODE_REFUSED = "code_refused"
    LEFT_EARLY = "left_early"
    NOT_AS_AGREED = "not_as_agreed"
    MISCONDUCT = "misconduct"
    CANCELLATION = "cancellation"
    OTHER = "other"
    SAFETY = "safety"
    NOT_THIS_PERSON = "not_this_person"


SAFETY_REASONS: Final = frozenset({DisputeReason.SAFETY, DisputeReason.NOT_THIS_PERSON})


class DisputeStatus(StrEnum):
    OPEN = "OPEN"
    DECIDED = "DECIDED"
    APPEALED = "APPEALED"
    EXECUTED = "EXECUTED"
    WITHDRAWN = "WITHDRAWN"


class DisputeAction(StrEnum):
    DECIDE = "decide"
    APPEAL = "appeal"
    DECIDE_AGAIN = "decide_again"
    EXECUTE = "execute"
    DEFAULT = "default"
    WITHDRAW = "withdraw"
    TURN_TO_SAFETY = "turn_to_safety"


_S, _A = DisputeStatus, DisputeAction
DISPUTE_MOVES: Final[Mapping[tuple[DisputeStatus, DisputeAction], DisputeStatus]] = (
    MappingProxyType(
        {
            (_S.OPEN, _A.DECIDE): _S.DECIDED,
            (_S.OPEN, _A.WITHDRAW): _S.WITHDRAWN,
            (_S.OPEN, _A.DEFAULT): _S.EXECUTED,
            (_S.OPEN, _A.TURN_TO_SAFETY): _S.OPEN,
            (_S.DECIDED, _A.APPEAL): _S.APPEALED,
            (_S.DECIDED, _A.EXECUTE): _S.EXECUTED,
            (_S.APPEALED, _A.DECIDE_AGAIN): _S.EXECUTED,
            (_S.APPEALED, _A.DEFAULT): _S.EXECUTED,
            (_S.WITHDRAWN, _A.TURN_TO_SAFETY): _S.OPEN,
        }
    )
)
UNSETTLED: Final = frozenset({_S.OPEN, _S.DECIDED, _S.APPEALED})


def dispute_status_after(status: DisputeStatus, action: DisputeAction) -> DisputeStatus:
    """Where `action` leads; raises DisputeMoveRefused for every pair that the table lacks."""
    to = DISPUTE_MOVES.get((status, action))
    if to is None:
        raise DisputeMoveRefused(status=status.value, action=action.value)
    return to


class Outcome(StrEnum):
    RELEASE = "release"
    REFUND = "refund"
    SPLIT = "split"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of the money; `partner_amount` (gross, dong) goes with SPLIT alone."""

    outcome: Outcome
    partner_amount: Vnd = ZERO

    @property
    def terms(self) -> str:
        """The verdict in one word, such as `split:400000`."""
        if self.outcome is Outcome.SPLIT:
            return f"{self.outcome}:{self.partner_amount.amount}"
        return self.outcome.value


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict of staff. Both parties read the note; nobody but staff learns who wrote it."""

    verdict: Verdict
    note: str
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class Appeal:
    by: Party
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Statement:
    """What a party says for himself. Kept beside the frozen evidence, never inside it."""

    id: UUID
    party: Party
    author: UserId
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """The one dispute of a booking; `opener_id` is None when the system opened it.

    `former_status` is where a withdrawal leads back to. `code_entered` tells whether the meeting
    was proven, which rules the default outcome. `benefit_of_doubt`: see RULES 14.
    """

    booking_id: BookingId
    opened_by: Party
    opener_id: UserId | None
    reason: DisputeReason
    details: str
    former_status: BookingStatus
    code_entered: bool
    opened_at: datetime
    answer_due_at: datetime
    decision_due_at: datetime
    default_at: datetime
    status: DisputeStatus = DisputeStatus.OPEN
    benefit_of_doubt: bool = False
    overdue_since: datetime | None = None
    rulings: tuple[Ruling, ...] = ()
    accepted_by: frozenset[Party] = frozenset()
    appeal: Appeal | None = None
    appeal_due_at: datetime | None = None
    closed_at: datetime | None = None
    version: int = 0

    @property
    def is_safety(self) -> bool:
        return self.reason in SAFETY_REASONS

    @property
    def is_unsettled(self) -> bool:
        return self.status in UNSETTLED

    @property
    def due_at(self) -> datetime | None:
        """When the clock looks at it next; None once it is over."""
        match self.status:
            case DisputeStatus.OPEN | DisputeStatus.APPEALED:
                return self.default_at if self.overdue_since else self.decision_due_at
            case DisputeStatus.DECIDED:
                return self.appeal_due_at
            case _:
                return None

    @property
    def default_verdict(self) -> Verdict:
        """What happens when nobody decides.

        After an appeal the first ruling stands. A safety dispute with the benefit of the doubt
        goes to a user who opened it; else the code decides.
        """
        if self.rulings:
            return self.rulings[-1].verdict
        if self.benefit_of_doubt and self.opened_by is Party.USER:
            return Verdict(Outcome.REFUND)
        return Verdict(Outcome.RELEASE if self.code_entered else Outcome.REFUND)

    def require_answerable(self, *, at: datetime) -> None:
        """Raises AnswerClosed after 48 h, and once it is decided."""
        if self.status is not DisputeStatus.OPEN or at >= self.answer_due_at:
            raise AnswerClosed

    def decided(self, ruling: Ruling, *, timers: DisputeTimers) -> Dispute:
        """The first ruling waits for both sides; the second one is final.

        Raises DisputeMoveRefused, SameDecider.
        """
        if self.status is DisputeStatus.APPEALED:
            if any(earlier.by == ruling.by for earlier in self.rulings):
                raise SameDecider
            to = dispute_status_after(self.status, DisputeAction.DECIDE_AGAIN)
            return replace(self, status=to, rulings=(*self.rulings, ruling), closed_at=ruling.at)
        to = dispute_status_after(self.status, DisputeAction.DECIDE)
        return replace(self, status=to, rulings=(ruling,), appeal_due_at=ruling.at + timers.appeal)

    def accepted(self, party: Party) -> Dispute:
        """Raises DisputeMoveRefused unless there is a ruling to accept."""
        dispute_status_after(self.status, DisputeAction.EXECUTE)
        return replace(self, accepted_by=self.accepted_by | {party})

    @property
    def is_accepted_by_both(self) -> bool:
        return self.accepted_by >= {Party.USER, Party.PARTNER}

    def appealed(
        self, party: Party, reason: str, *, timers: DisputeTimers, at: datetime
    ) -> Dispute:
        """Once, within 72 h, by a party who has not accepted.

        Raises DisputeMoveRefused, AcceptedAlready, AppealClosed.
        """
        to = dispute_status_after(self.status, DisputeAction.APPEAL)
        if party in self.accepted_by:
            raise AcceptedAlready
        if self.appeal_due_at is None or at >= self.appeal_due_at:
            raise AppealClosed
        return replace(
            self,
            status=to,
            appeal=Appeal(party, reason, at),
            decision_due_at=at + timers.second_decision,
            default_at=at + timers.default_after,
            overdue_since=None,
        )

    def executed(self, *, at: datetime) -> Dispute:
        """A ruling that nobody appealed, or the default; raises DisputeMoveRefused."""
        decided = self.status is DisputeStatus.DECIDED
        action = DisputeAction.EXECUTE if decided else DisputeAction.DEFAULT
        return replace(self, status=dispute_status_after(self.status, action), closed_at=at)

    def withdrawn(self, by: UserId, *, at: datetime) -> Dispute:
        """Raises DisputeMoveRefused once decided, NotTheOpener, SafetyNotWithdrawn."""
        to = dispute_status_after(self.status, DisputeAction.WITHDRAW)
        if by != self.opener_id:
            raise NotTheOpener
        if self.is_safety:
            raise SafetyNotWithdrawn
        return replace(self, status=to, closed_at=at)

    def overdue(self, *, at: datetime) -> Dispute:
        return replace(self, overdue_since=at)

    def turned_to_safety(self, other: Dispute) -> Dispute:
        """An undecided or withdrawn dispute becomes the safety dispute `other`, with its clocks.

        Raises DisputeMoveRefused.
        """
        to = dispute_status_after(self.status, DisputeAction.TURN_TO_SAFETY)
        former = self.former_status if self.is_unsettled else other.former_status
        return replace(other, status=to, former_status=former, version=self.version)


@dataclass(frozen=True, slots=True)
class Opening:
    """Who wants a dispute, and why; `opener_id` None is the system."""

    by: Party
    opener_id: UserId | None
    reason: DisputeReason
    details: str


def opened(
    booking: Booking,
    opening: Opening,
    *,
    benefit_of_doubt: bool,
    timers: DisputeTimers,
    at: datetime,
) -> Dispute:
    """The dispute as it begins, with all its clocks."""
    is_safety = opening.reason in SAFETY_REASONS
    return Dispute(
        booking_id=booking.id,
        opened_by=opening.by,
        opener_id=opening.opener_id,
        reason=opening.reason,
        details=opening.details,
        former_status=booking.status,
        code_entered=booking.started_at is not None,
        opened_at=at,
        answer_due_at=at + timers.answer,
        decision_due_at=at + (timers.safety_decision if is_safety else timers.decision),
        default_at=at + timers.default_after,
        benefit_of_doubt=is_safety and benefit_of_doubt,
    )
