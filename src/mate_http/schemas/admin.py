"""Bodies of `/admin`."""

from __future__ import annotations

import datetime as dt
from typing import Literal
from uuid import UUID

from mate_core.payments.escrow import EscrowStatus, FreezeCause
from mate_http.schemas.base import Output


class Division(Output, frozen=True):
    """Who gets what; the five make up the held sum."""

    payer: int
    partner: int
    service_fee: int
    vat: int
    pit: int


class EscrowDecision(Output, frozen=True):
    """`settlement` is pending while a freeze is open; the instruction stands.

    With `waitsForSecondPerson` nothing has moved: another member of staff must repeat the command.
    """

    escrow_id: UUID
    booking_id: UUID
    amount: int
    settlement: Literal["pending", "done"]
    waits_for_second_person: bool
    division: Division


class Freeze(Output, frozen=True):
    id: UUID
    cause: FreezeCause
    reason: str
    opened_at: dt.datetime
    opened_by: UUID | None


class AuditEntry(Output, frozen=True):
    at: dt.datetime
    actor_id: UUID | None
    action: str
    reason: str


class EscrowFile(Output, frozen=True):
    """Everything about one escrow, for staff only."""

    escrow_id: UUID
    booking_id: UUID
    amount: int
    status: EscrowStatus
    due_at: dt.datetime | None
    freezes: list[Freeze]
    audit: list[AuditEntry]


class VerifiedPartner(Output, frozen=True):
    partner_id: UUID
    is_verified: bool
    verified_at: dt.datetime | None
