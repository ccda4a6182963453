"""What the clock does with a booking; called by the due pump (MONEY, "Timers")."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.meeting_service import finish
from mate_core.bookings.model import Booking, CancellationCode
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
            elif not await self._extended(uow, booking, at=at):
                await self._expire(uow, booking, at=at)
            await uow.commit()
        return True

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
