"""What the clock does with a booking; called by the due pump (MONEY, "Timers")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.disputes.events import MeetingUnproven
from mate_core.bookings.meeting_service import finish
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.no_shows.steps import NoShowConductor
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import BookingConductor
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.shared.commands import command
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import Clock

_EXPIRED_AS = {
    BookingStatus.PENDING: (CancellationCode.REQUEST_EXPIRED, None),
    BookingStatus.CONFIRMED: (CancellationCode.PAYMENT_EXPIRED, None),
    BookingStatus.PAID: (CancellationCode.UNPROVEN, 100),
}
"""From which status, under which code, and what percent of the held sum goes back."""


@dataclass(frozen=True, slots=True)
class BookingTimerService:
    open_uow: Callable[[], BookingsUow]
    clock: Clock
    conductor: BookingConductor
    no_shows: NoShowConductor

    @command
    async def act(self, booking_id: BookingId) -> bool:
        """Move the booking if its time has come; False when somebody was faster."""
        at = self.clock.now()
        async with self.open_uow() as uow:
            booking = await self.conductor.lock(uow, booking_id, calendar=True)
            due_at = booking.due_at(self.conductor.policy.timers)
            if due_at is None or due_at > at:
                return False
            if booking.status is BookingStatus.IN_PROGRESS:
                await finish(uow, booking.complete_by_clock(at=at), self.conductor)
            elif booking.status is BookingStatus.PAID:
                await self._unstarted(uow, booking, at=at)
            elif not await self._extended(uow, booking, at=at):
                await self._expire(uow, booking, at=at)
            await uow.commit()
        return True

    async def _unstarted(self, uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
        """Paid, and nobody typed the code: silence about a report, a warning, or the end."""
        if booking.no_show_due_at is not None:
            await self.no_shows.settle_by_silence(uow, booking, at=at)
            return
        timers = self.conductor.policy.timers
        warned = booking.warned(timers, at=at)
        due_at = warned.due_at(timers)
        if due_at is None or due_at <= at:
            await self._expire(uow, booking, at=at)
            return
        await self.conductor.save_as_is(uow, warned)
        await uow.publish(
            MeetingUnproven(
                booking_id=booking.id,
                user_id=booking.user_id,
                partner_id=booking.partner_id,
                warning=warned.unproven_warnings,
                at=at,
            )
        )

    async def _expire(self, uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
        code, refund = _EXPIRED_AS[booking.status]
        moved = booking.end_without_meeting(
            Action.EXPIRE, code, by=Party.SYSTEM, actor_id=None, refund=refund, at=at
        )
        await self.conductor.end(uow, moved)

    async def _extended(self, uow: BookingsUow, booking: Booking, *, at: datetime) -> bool:
        """A payer who is on a gateway's page gets its time, once, never past the start."""
        if booking.status is not BookingStatus.CONFIRMED or booking.payment_extended_until:
            return False
        attempt = await uow.intents.waiting_for(booking.id)
        if attempt is None or attempt.expires_at <= at or booking.period.start <= at:
            return False
        await self.conductor.save_as_is(uow, booking.payment_extended(attempt.expires_at))
        return True
