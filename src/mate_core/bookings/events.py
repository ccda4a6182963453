"""What happened to bookings."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.shared.events import Event
from mate_core.shared.ids import BookingId, ExtensionId, UserId


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
class ExtensionMoved(Event):
    """A proposal to go on longer, or what became of it.

    DECLINED is nobody's news but the partner's own: the user is not told (RULES 23).
    """

    booking_id: BookingId
    extension_id: ExtensionId
    user_id: UserId
    partner_id: UserId
    to_status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCodeLockedOut(Event):
    """Five wrong codes: support should look when it was the last code."""

    booking_id: BookingId
    codes_issued: int
