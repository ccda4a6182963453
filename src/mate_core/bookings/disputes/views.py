"""A dispute as one of its parties, or staff, may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mate_core.bookings.disputes.evidence import EvidenceBundle
from mate_core.bookings.disputes.model import Dispute, DisputeStatus, Statement
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.transitions import Party
from mate_core.payments.escrow import Escrow, Freeze, Shares
from mate_core.shared.ports import AuditRecord


@dataclass(frozen=True, slots=True)
class DisputeView:
    """For one party. `details` are withheld from the other side of a safety dispute.

    `is_settled` tells whether the money has moved, never why it has not (RULES 2).
    """

    dispute: Dispute
    viewer: Party
    details: str | None
    statements: Sequence[Statement]
    is_settled: bool


@dataclass(frozen=True, slots=True)
class DisputeFile:
    """Everything, for staff."""

    dispute: Dispute
    booking: Booking
    escrow: Escrow
    statements: Sequence[Statement]
    evidence: Sequence[EvidenceBundle]
    freezes: Sequence[Freeze]
    audit: Sequence[AuditRecord]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a ruling of staff comes to.

    `waits_for_second_person` True: nothing is decided until somebody else agrees (RULES 16).
    """

    dispute: Dispute
    escrow: Escrow
    shares: Shares
    waits_for_second_person: bool = False

    @property
    def is_executed(self) -> bool:
        return self.dispute.status is DisputeStatus.EXECUTED


async def dispute_view(
    uow: BookingsUow, booking: Booking, dispute: Dispute, viewer: Party
) -> DisputeView:
    """Everything that `viewer` may know of it."""
    statements = await uow.disputes.statements(booking.id)
    escrow = await uow.escrows.of_reference(booking.id)
    hidden = dispute.is_safety and viewer is not dispute.opened_by
    return DisputeView(
        dispute=dispute,
        viewer=viewer,
        details=None if hidden else dispute.details,
        statements=[each for each in statements if not hidden or each.party is viewer],
        is_settled=escrow is not None and not escrow.is_open,
    )
