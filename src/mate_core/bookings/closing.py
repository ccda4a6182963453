"""The meetings of an account that is being closed (RULES 18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from mate_core.bookings.meeting_service import MeetingService
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.steps import running
from mate_core.bookings.transitions import BookingStatus
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Refusal
from mate_core.shared.ids import UserId

REASON: Final = "Tài khoản đã đóng"
"""What the other side reads: "account closed"."""
_UNPAID: Final = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED})
_CODES: Final = {
    BookingStatus.PENDING: "booking.requested",
    BookingStatus.CONFIRMED: "booking.confirmed",
    BookingStatus.PAID: "booking.paid",
    BookingStatus.IN_PROGRESS: "booking.in_progress",
    BookingStatus.DISPUTED: "booking.disputed",
}


@dataclass(frozen=True, slots=True)
class ClosingMeetings:
    """`OpenBusiness` of bookings: everything goes through the commands of the parties."""

    open_read: Callable[[], BookingsUow]
    meetings: MeetingService

    async def wind_down(self, person: UserId) -> None:
        """Drop what is unpaid, cancel what is paid and has not begun, with the refund of its tier.

        What the rules do not let a party end (a meeting that has begun, a dispute) is waited for.
        """
        async with self.open_read() as uow:
            found = [booking async for booking in running(uow, person, _CODES)]
        for booking in found:
            with suppress(Refusal):  # changed meanwhile, or not his to end: looked at again
                await self._end(person, booking)

    async def _end(self, person: UserId, booking: Booking) -> None:
        actor = Actor(person)
        if booking.status is BookingStatus.PENDING and booking.partner_id == person:
            await self.meetings.reject(actor, booking.id, REASON)
        elif booking.status in _UNPAID or booking.status is BookingStatus.PAID:
            await self.meetings.cancel(actor, booking.id, REASON)

    async def still_open(self, uow: BookingsUow, person: UserId) -> Sequence[str]:
        return [_CODES[booking.status] async for booking in running(uow, person, _CODES)]
