"""What happened to bookings."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.shared.events import Event
from mate_core.shared.ids import BookingId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRequested(Event):
    booking_id: BookingId
    user_id: UserId
    partner_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMoved(Event):
    """An edge of the table was taken; `cancellation_code` when it led to CANCELLED."""

    booking_id: BookingId
    user_id: UserId
    partner_id: UserId
    action: str
    from_status: str
    to_status: str
    cancellation_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCodeLockedOut(Event):
    """Five wrong codes: support should look when it was the last code."""

    booking_id: BookingId
    codes_issued: int
