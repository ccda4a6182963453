"""Evidence that tests and simulations put down."""

from __future__ import annotations

from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.shared.ids import BookingId, UserId


class RecordedPresence:
    """Knows exactly what it was told."""

    def __init__(self) -> None:
        self._seen: set[tuple[BookingId, UserId]] = set()

    def saw(self, booking_id: BookingId, person: UserId) -> None:
        """That person was at the place of that meeting."""
        self._seen.add((booking_id, person))

    async def was_at_place(self, uow: BookingsUow, booking: Booking, person: UserId) -> bool:
        return (booking.id, person) in self._seen
