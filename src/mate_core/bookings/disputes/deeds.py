"""A decision about a dispute as a deed of staff: what exactly a second person agrees to."""

from __future__ import annotations

from mate_core.bookings.disputes.model import Dispute, DisputeStatus, Outcome, Verdict
from mate_core.payments.deed import StaffDeed
from mate_core.payments.escrow import Escrow, Shares

DECIDE = "dispute.decide"


def dispute_deed(dispute: Dispute, escrow: Escrow, verdict: Verdict, shares: Shares) -> StaffDeed:
    """The whole sum counts, however it is divided, for whoever gets the greater part.

    The first decision and the one after an appeal are two deeds.
    """
    is_second = dispute.status is DisputeStatus.APPEALED
    to_payee = verdict.outcome is Outcome.RELEASE or shares.gross > shares.payer
    return StaffDeed(
        action=DECIDE,
        subject_id=dispute.booking_id,
        terms=f"{verdict.terms}{':appeal' if is_second else ''}",
        amount=escrow.subtotal if verdict.outcome is Outcome.RELEASE else escrow.amount,
        beneficiary=escrow.payee if to_payee else escrow.payer,
        parties=frozenset((escrow.payer, escrow.payee)),
    )
