"""What the clock does with a dispute; called by the due pump (MONEY, "Timers")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.disputes.events import DisputeOverdue
from mate_core.bookings.disputes.model import Dispute, DisputeStatus, Verdict
from mate_core.bookings.disputes.steps import DisputeConductor
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.transitions import Party
from mate_core.shared.commands import command
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class DisputeTimerService:
    open_uow: Callable[[], BookingsUow]
    clock: Clock
    disputes: DisputeConductor

    @command
    async def act(self, booking_id: BookingId) -> bool:
        """Do what is due with the dispute of that booking; False when somebody was faster.

        A decision without appeal is executed after 72 hours. Undecided ones are shown to
        administrators at the end of the time for decision, and end by default at 14 days.
        """
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self.disputes.conductor.lock(uow, booking_id, calendar=True)
            dispute = await uow.disputes.of_booking(booking.id)
            if dispute is None or dispute.due_at is None or dispute.due_at > at:
                return False
            if dispute.status is DisputeStatus.DECIDED:
                await self._end(uow, booking, dispute, dispute.rulings[-1].verdict, at=at)
            elif dispute.overdue_since is not None or dispute.default_at <= at:
                await self._end(uow, booking, dispute, dispute.default_verdict, at=at)
            else:
                await uow.disputes.save(dispute.overdue(at=at))
                await uow.publish(DisputeOverdue(booking_id=booking.id, at=at))
            await uow.commit()
        return True

    async def _end(
        self,
        uow: BookingsUow,
        booking: Booking,
        dispute: Dispute,
        verdict: Verdict,
        *,
        at: datetime,
    ) -> None:
        await self.disputes.execute(uow, booking, verdict, by=Party.SYSTEM, actor_id=None, at=at)
        await uow.disputes.save(dispute.executed(at=at))
