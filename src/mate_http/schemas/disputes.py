"""Bodies of no-shows, disputes and safety cancellations."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from mate_core.bookings.disputes.model import DisputeReason, DisputeStatus, Outcome
from mate_core.bookings.no_shows.model import NoShowClaim, ReportStatus
from mate_core.bookings.transitions import BookingStatus, Party
from mate_http.schemas.admin import AuditEntry, Division, Freeze
from mate_http.schemas.base import Input, Money, Output, Reason, Text

SafetyReason = Literal["safety", "not_this_person"]
PartyReason = Literal[
    "no_show", "code_refused", "left_early", "not_as_agreed", "misconduct", "cancellation", "other"
]


class NoShowBody(Input, frozen=True):
    """Without `claim` it says that the other side did not come."""

    details: Text
    claim: NoShowClaim | None = None


class StatementBody(Input, frozen=True):
    statement: Text


class NoShow(Output, frozen=True):
    """Contestable by the other side until `contestUntil`; silence settles it as reported."""

    booking_id: UUID
    claim: NoShowClaim
    reported_by: Party
    details: str
    reported_at: dt.datetime
    contest_until: dt.datetime
    status: ReportStatus
    booking_status: BookingStatus


class DisputeBody(Input, frozen=True):
    reason: PartyReason
    details: Text


class SafetyCancelBody(Input, frozen=True):
    reason: SafetyReason
    details: Text


class AppealBody(Input, frozen=True):
    reason: Reason


class DisputeStatement(Output, frozen=True):
    by: Party
    text: str
    at: dt.datetime


class Decision(Output, frozen=True):
    """`partnerAmount` goes with a split: before tax and without the fee."""

    outcome: Outcome
    partner_amount: int | None
    note: str
    decided_at: dt.datetime


class DisputeAppeal(Output, frozen=True):
    by: Party
    reason: str
    at: dt.datetime


class Dispute(Output, frozen=True):
    """`settlement` says only whether the money has been divided.

    Of a safety dispute the other side reads neither `details` nor the opener's statements.
    """

    booking_id: UUID
    status: DisputeStatus
    opened_by: Party
    reason: DisputeReason
    details: str | None
    opened_at: dt.datetime
    answer_until: dt.datetime
    statements: list[DisputeStatement]
    decisions: list[Decision]
    accepted_by: list[Party]
    appeal_until: dt.datetime | None
    appeal: DisputeAppeal | None
    closed_at: dt.datetime | None
    settlement: Literal["pending", "done"]


class DisputeCase(Output, frozen=True):
    """A dispute in the list of staff."""

    booking_id: UUID
    status: DisputeStatus
    opened_by: Party
    reason: DisputeReason
    is_safety: bool
    benefit_of_doubt: bool
    code_entered: bool
    former_status: BookingStatus
    opened_at: dt.datetime
    decision_due_at: dt.datetime
    overdue_since: dt.datetime | None
    is_appeal: bool


class DisputeCases(Output, frozen=True):
    items: list[DisputeCase]
    next_cursor: str | None


class Evidence(Output, frozen=True):
    """`content` as it was frozen; `digest` is its SHA-256 over the canonical JSON text."""

    frozen_at: dt.datetime
    digest: str
    is_intact: bool
    content: list[dict[str, Any]]


class DisputeFile(Output, frozen=True):
    """Everything about one dispute, for staff only; every look at it is audited."""

    case: DisputeCase
    booking_code: str
    booking_status: BookingStatus
    user_id: UUID
    partner_id: UUID
    amount: int
    subtotal: int
    details: str
    statements: list[DisputeStatement]
    decisions: list[Decision]
    appeal: DisputeAppeal | None
    evidence: list[Evidence]
    freezes: list[Freeze]
    audit: list[AuditEntry]


class OpenDisputeBody(Input, frozen=True):
    reason: DisputeReason
    details: Text


class ResolveBody(Input, frozen=True):
    """`partnerAmount` only with a split, from 0 to the subtotal; both parties read `note`."""

    outcome: Outcome
    note: Annotated[str, msgspec.Meta(max_length=500)]
    partner_amount: Money | None = None


class Resolution(Output, frozen=True):
    """With `waitsForSecondPerson` nothing is decided: another member of staff must repeat it.

    `division` is at the tax rates of today; it is executed when both accept, or after 72 hours
    without appeal, or at once after an appeal.
    """

    booking_id: UUID
    status: DisputeStatus
    amount: int
    division: Division
    waits_for_second_person: bool
