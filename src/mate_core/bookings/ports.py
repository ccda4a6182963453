"""What bookings needs of the world."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mate_core.bookings.disputes.ports import Disputes, NoShows
from mate_core.bookings.extensions.model import Extension
from mate_core.bookings.model import Booking, HistoryEntry, Standing
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.partners.ports import PartnersUow
from mate_core.payments.ports import PaymentsUow
from mate_core.shared.ids import BookingId, ExtensionId, UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.time import Period


class BookingOrder(StrEnum):
    """How a list goes on: by the request, newest first; or by the meeting, soonest first."""

    NEWEST = "newest"
    START = "start"


class Bookings(Protocol):
    async def add(self, booking: Booking, *, due_at: datetime | None) -> None: ...

    async def get(self, booking_id: BookingId) -> Booking:
        """Raises NotFound; no lock."""
        ...

    async def by_code(self, code: str) -> Booking:
        """By its human code (`MATE-…`, upper case); raises NotFound; no lock."""
        ...

    async def get_for_change(self, booking_id: BookingId) -> Booking:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def save(self, booking: Booking, *, due_at: datetime | None) -> None:
        """Guarded by `version`; `due_at` is when the pump should look at it again."""
        ...

    async def pending_overlapping(
        self, persons: Sequence[UserId], period: Period, *, but: BookingId
    ) -> Sequence[Booking]:
        """PENDING bookings whose occupied time meets `period` and in which one of `persons`
        takes part in either role, their rows locked in order of id. The buffer is the partner's
        alone, so the caller still asks `Booking.rivals`."""
        ...

    async def unpaid_between(self, one: UserId, other: UserId) -> Sequence[Booking]:
        """PENDING and CONFIRMED bookings of these two with each other, in whichever roles, their
        rows locked in order of id."""
        ...

    async def standing(self, user_id: UserId, partner_id: UserId, *, at: datetime) -> Standing:
        """Open = PENDING or CONFIRMED; future = neither cancelled, completed nor
        disputed, start after `at`."""
        ...

    async def unpaid_expiries(self, user_id: UserId, *, since: datetime) -> int:
        """Bookings of that user cancelled as `payment_expired` since then."""
        ...

    async def free_cancellations(self, user_id: UserId, *, since: datetime) -> int:
        """Paid bookings that the user cancelled at 100 % since then."""
        ...

    async def page(
        self,
        person: UserId | None,
        *,
        role: Party | None,
        status: Collection[BookingStatus] | None,
        within: tuple[datetime | None, datetime | None],
        after: Cursor | None,
        limit: int,
        order: BookingOrder = BookingOrder.NEWEST,
    ) -> Page[Booking]:
        """`person` None means everyone's (staff); `status` any of those; `within` bounds the start.

        A cursor is a place in one order: rows that come in meanwhile move nothing behind it.
        """
        ...

    async def forget_words(self, person: UserId, *, at: datetime) -> None:
        """Empty his own notes, and the meeting places that he wrote as a user."""
        ...

    async def forget_places(self, *, before: datetime) -> int:
        """Empty the exact point of meetings that ended before that instant and are completed or
        cancelled; answers how many."""
        ...

    async def add_history(self, entry: HistoryEntry) -> None: ...

    async def history(self, booking_id: BookingId) -> Sequence[HistoryEntry]:
        """Oldest first."""
        ...


class Extensions(Protocol):
    """Rows under the lock of their booking; at most one of a booking is open."""

    async def add(self, extension: Extension) -> None:
        """Raises ConcurrencyConflict when another one of the booking is open."""
        ...

    async def get(self, extension_id: ExtensionId) -> Extension:
        """Raises NotFound."""
        ...

    async def forget_addresses(self, *, before: datetime) -> int:
        """Empty the payer's address of those proposed before that instant; answers how many."""
        ...

    async def open_of(self, booking_id: BookingId) -> Extension | None:
        """The one that waits for an answer or for money, if there is one."""
        ...

    async def of_booking(self, booking_id: BookingId) -> Sequence[Extension]:
        """In the order in which they were proposed."""
        ...

    async def save(self, extension: Extension) -> None:
        """Guarded by `version`."""
        ...


class BookingsUow(PartnersUow, PaymentsUow, Protocol):
    @property
    def bookings(self) -> Bookings: ...
    @property
    def no_shows(self) -> NoShows: ...
    @property
    def disputes(self) -> Disputes: ...
    @property
    def extensions(self) -> Extensions: ...
