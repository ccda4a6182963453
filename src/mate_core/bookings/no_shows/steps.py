"""What becomes of a reported no-show, inside somebody else's transaction (RULES 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.bookings.disputes.errors import NoShowClosed
from mate_core.bookings.disputes.evidence_contributors import PresenceEvidence
from mate_core.bookings.disputes.model import Opening
from mate_core.bookings.disputes.steps import DisputeConductor
from mate_core.bookings.model import Booking
from mate_core.bookings.no_shows.model import NoShowReport, ReportStatus
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor
from mate_core.bookings.transitions import Action, Party


@dataclass(frozen=True, slots=True)
class NoShowConductor:
    conductor: BookingConductor
    disputes: DisputeConductor
    presence: PresenceEvidence

    async def accept(self, uow: BookingsUow, booking: Booking, report: NoShowReport) -> Booking:
        """A new report; from now on its own clock runs instead of the booking's."""
        await uow.no_shows.add(report)
        waiting = replace(booking, no_show_due_at=report.contest_due_at)
        return await self.conductor.save_as_is(uow, waiting)

    async def dispute(
        self, uow: BookingsUow, booking: Booking, report: NoShowReport, *, at: datetime
    ) -> Booking:
        """Contested, reported by both, or without evidence: staff have to decide.

        Raises what opening a dispute raises.
        """
        await uow.no_shows.save(report.closed(ReportStatus.DISPUTED, at=at))
        opening = Opening(Party.SYSTEM, None, report.rule.reason, report.details)
        return await self.disputes.open(uow, booking, opening, at=at)

    async def settle_by_silence(
        self, uow: BookingsUow, booking: Booking, *, at: datetime
    ) -> Booking:
        """Nobody contested it: it counts as reported.

        In the partner's favour only with evidence that he was there; without it a dispute opens.
        """
        report = await uow.no_shows.of_booking(booking.id)
        if report is None or not report.is_open:
            raise NoShowClosed
        rule = report.rule
        pays_partner = rule.refund_percent < 100
        if pays_partner and not await self.presence.was_at_place(uow, booking, report.reporter_id):
            return await self.dispute(uow, booking, report, at=at)
        await uow.no_shows.save(report.closed(ReportStatus.SETTLED, at=at))
        moved = booking.end_without_meeting(
            Action.NO_SHOW,
            rule.cancellation,
            by=Party.SYSTEM,
            actor_id=None,
            refund=rule.refund_percent,
            at=at,
        )
        return await self.conductor.end(uow, moved)
