"""Bookings as objects that people report: the conduct of the other side."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.bookings.ports import BookingsUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId, UserId


@dataclass(frozen=True, slots=True)
class ReportableBookings:
    """Those of the two parties."""

    async def owner_seen_by(self, uow: BookingsUow, viewer: UserId, object_id: UUID) -> UserId:
        booking = await uow.bookings.get(BookingId(object_id))
        if viewer not in (booking.user_id, booking.partner_id):
            raise NotFound
        return booking.partner_id if viewer == booking.user_id else booking.user_id
