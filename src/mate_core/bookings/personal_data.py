"""What bookings keeps of a person: meetings, one's own words, one's own statements."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.transitions import Party
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor

_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class BookingData:
    open_read: Callable[[], BookingsUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("bookings", self._bookings(person))]

    async def _bookings(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        after: Cursor | None = None
        while True:
            async with self.open_read() as uow:
                page = await uow.bookings.page(
                    person,
                    role=None,
                    status=None,
                    within=(None, None),
                    after=after,
                    limit=_PAGE,
                )
                rows = [await _row(uow, booking, person) for booking in page.items]
            for row in rows:
                yield row
            after = page.next
            if after is None:
                return

    async def erase(self, uow: BookingsUow, person: UserId, *, at: datetime) -> None:
        """Notes and places of the person go; that the meeting was booked and paid stays."""
        await uow.bookings.forget_words(person, at=at)


async def _row(uow: BookingsUow, booking: Booking, person: UserId) -> Mapping[str, Any]:
    """The other side is a name, and what it wrote is its own."""
    is_user = booking.user_id == person
    other = booking.partner_id if is_user else booking.user_id
    place, cancellation = booking.place, booking.cancellation
    party = Party.USER if is_user else Party.PARTNER
    return {
        "code": booking.code,
        "role": party,
        "with": (await uow.profiles.get(other)).shown_name,
        "activity": booking.service_type,
        "from": booking.period.start,
        "to": booking.period.end,
        "status": booking.status,
        "total": booking.total,
        "place": place.location if is_user else None,
        "note": booking.user_note if is_user else booking.partner_note,
        "requestedAt": booking.created_at,
        "cancelledBy": cancellation.by if cancellation else None,
        "cancellationReason": (
            cancellation.reason if cancellation and cancellation.by is party else None
        ),
        "statements": await _statements(uow, booking, person),
    }


async def _statements(uow: BookingsUow, booking: Booking, person: UserId) -> list[dict[str, Any]]:
    return [
        {"at": each.at, "text": each.text}
        for each in await uow.disputes.statements(booking.id)
        if each.author == person
    ]
