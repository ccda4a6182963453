"""A booking as one of its parties, or staff, may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.bookings.extensions.model import Extension, ExtensionStatus
from mate_core.bookings.model import Booking, HistoryEntry, MeetingPlace, Terms
from mate_core.bookings.policies import BookingTimers
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.payments.escrow import Escrow
from mate_core.profiles.model import PublicProfile
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """`status` is what the viewer may know: the user never learns of a no (RULES 23)."""

    extension: Extension
    status: ExtensionStatus


@dataclass(frozen=True, slots=True)
class Counterpart:
    """The little that both sides of a meeting keep of each other, also across a block."""

    id: UserId
    display_name: str
    avatar_url: str | None


@dataclass(frozen=True, slots=True)
class BookingView:
    """`place` is cut down for the partner until the booking is paid (RULES 25).

    `meeting_code` only for the user, from 30 minutes before the start (RULES 11). `escrow` is
    shown as held or settled, never why or when (RULES 2).
    """

    booking: Booking
    viewer: Party
    place: MeetingPlace
    meeting_code: str | None
    history: Sequence[HistoryEntry] = ()
    escrow: Escrow | None = None
    extensions: Sequence[ExtensionView] = ()
    counterpart: Counterpart | None = None
    """For a party, while the two have something to do with each other (RULES 15)."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a meeting would cost; nothing is reserved."""

    terms: Terms


@dataclass(frozen=True, slots=True)
class RefundPreview:
    """What cancelling now would give back; `refund_percent` None while nothing is held."""

    refund_percent: int | None
    refund_amount: Vnd


_BEFORE_PAYMENT = frozenset({BookingStatus.PENDING, BookingStatus.CONFIRMED})


def view_of(
    booking: Booking,
    viewer: Party,
    *,
    timers: BookingTimers,
    at: datetime,
    history: Sequence[HistoryEntry] = (),
    escrow: Escrow | None = None,
    extensions: Sequence[ExtensionView] = (),
    counterpart: Counterpart | None = None,
) -> BookingView:
    """Everything that `viewer` may know of `booking` at `at`."""
    return BookingView(
        booking=booking,
        viewer=viewer,
        place=_place_for(booking, viewer),
        meeting_code=_code_for(booking, viewer, timers, at=at),
        history=history,
        escrow=escrow,
        extensions=extensions,
        counterpart=counterpart,
    )


def extension_view(extension: Extension, viewer: Party, *, at: datetime) -> ExtensionView:
    told = extension.told_to_user(at=at) if viewer is Party.USER else extension.status
    return ExtensionView(extension, told)


async def full_view(
    uow: BookingsUow, booking: Booking, viewer: Party, *, timers: BookingTimers, at: datetime
) -> BookingView:
    """The same with history, escrow, extensions, and for a party the other one's card."""
    extensions, history, escrow = await uow.together(
        uow.extensions.of_booking(booking.id),
        uow.bookings.history(booking.id),
        uow.escrows.of_reference(booking.id),
    )
    return view_of(
        booking,
        viewer,
        timers=timers,
        at=at,
        history=history,
        escrow=escrow,
        extensions=[extension_view(each, viewer, at=at) for each in extensions],
        counterpart=await _counterpart(uow, booking, viewer, escrow),
    )


async def _counterpart(
    uow: BookingsUow, booking: Booking, viewer: Party, escrow: Escrow | None
) -> Counterpart | None:
    if viewer not in (Party.USER, Party.PARTNER):
        return None
    if booking.status not in _BEFORE_PAYMENT and (escrow is None or escrow.settled):
        return None
    other = booking.partner_id if viewer is Party.USER else booking.user_id
    shown = PublicProfile.of(await uow.profiles.get(other))
    return Counterpart(other, shown.display_name, shown.avatar_url)


def _place_for(booking: Booking, viewer: Party) -> MeetingPlace:
    paid = booking.paid_at is not None and booking.status not in _BEFORE_PAYMENT
    if viewer is Party.PARTNER and not paid:
        return MeetingPlace(booking.place.venue_class)
    return booking.place


def _code_for(
    booking: Booking, viewer: Party, timers: BookingTimers, *, at: datetime
) -> str | None:
    waits = booking.status is BookingStatus.PAID and booking.can_start(timers, at=at)
    if viewer is Party.USER and waits and booking.meeting_code:
        return booking.meeting_code.digits
    return None
