"""What happened around no-shows and disputes. Never texts, names or who of staff decided."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.shared.events import Event
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingUnproven(Event):
    """Nobody has typed the code yet; both should be reminded. `warning` counts from 1 to 3."""

    booking_id: BookingId
    user_id: UserId
    partner_id: UserId
    warning: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowReported(Event):
    booking_id: BookingId
    user_id: UserId
    partner_id: UserId
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(Event):
    """`opened_by` in which role; `is_safety` ones are decided in 72 hours."""

    booking_id: BookingId
    user_id: UserId
    partner_id: UserId
    opened_by: str
    reason: str
    is_safety: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAnswered(Event):
    booking_id: BookingId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDecided(Event):
    """`partner_amount` in dong goes with a split; `is_final` after an appeal."""

    booking_id: BookingId
    user_id: UserId
    partner_id: UserId
    outcome: str
    partner_amount: Vnd
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeAppealed(Event):
    booking_id: BookingId
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOverdue(Event):
    """Staff are late: administrators should look."""

    booking_id: BookingId


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeExecuted(Event):
    booking_id: BookingId
    user_id: UserId
    partner_id: UserId
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWithdrawn(Event):
    booking_id: BookingId
    user_id: UserId
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyCancelled(Event):
    """For the trust team: somebody ended, or wanted to end, a meeting for safety's sake."""

    booking_id: BookingId
    by: UserId
    reason: str
