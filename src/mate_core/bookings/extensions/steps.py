"""Steps on extensions inside the transaction of their booking, which the caller has locked."""

from __future__ import annotations

from datetime import datetime

from mate_core.bookings.events import ExtensionMoved
from mate_core.bookings.extensions.model import Extension
from mate_core.bookings.model import Booking
from mate_core.bookings.ports import BookingsUow
from mate_core.partners.events import CalendarChanged
from mate_core.partners.steps import reserve_anew
from mate_core.payments.steps import supersede_attempt


async def record_extension(
    uow: BookingsUow, booking: Booking, extension: Extension, *, at: datetime
) -> None:
    """Save an extension after a move and tell of it."""
    await uow.extensions.save(extension)
    await publish_extension(uow, booking, extension, at=at)


async def publish_extension(
    uow: BookingsUow, booking: Booking, extension: Extension, *, at: datetime
) -> None:
    await uow.publish(
        ExtensionMoved(
            booking_id=booking.id,
            extension_id=extension.id,
            user_id=booking.user_id,
            partner_id=booking.partner_id,
            to_status=extension.status.value,
            at=at,
        )
    )


async def reserve_length(uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
    """Make the reservations of both people as long as `booking` is.

    The caller holds the lock on both persons when they get longer. Raises PeriodTaken.
    """
    await reserve_anew(
        uow,
        booking.id,
        user_id=booking.user_id,
        partner_id=booking.partner_id,
        meeting=booking.period,
        occupied=booking.occupied,
    )
    await uow.publish(
        CalendarChanged(person_id=booking.user_id, at=at),
        CalendarChanged(person_id=booking.partner_id, at=at),
    )


async def close_extension(
    uow: BookingsUow, booking: Booking, closed: Extension, *, at: datetime
) -> None:
    """An extension came to nothing: time that it kept is free again, money for it is late."""
    if closed.accepted_at is not None:
        await supersede_attempt(uow, booking.id, at=at)
        await reserve_length(uow, booking, at=at)
    await record_extension(uow, booking, closed, at=at)


async def drop_extension(uow: BookingsUow, booking: Booking, *, at: datetime) -> None:
    """The meeting is over or will not be: whatever still waits to make it longer is closed."""
    waiting = await uow.extensions.open_of(booking.id)
    if waiting is not None:
        await close_extension(uow, booking, waiting.dropped(at=at), at=at)
