"""Whether a meeting can go on: bounds of the booking, both calendars, and freezes."""

from __future__ import annotations

from mate_core.bookings.errors import (
    ExtensionNotPossible,
    ExtensionOutsideVenueHours,
    ExtensionTooDear,
    ExtensionTooLong,
)
from mate_core.bookings.extensions.model import Extension
from mate_core.bookings.model import Booking
from mate_core.bookings.policies import BookingLimits
from mate_core.bookings.ports import BookingsUow
from mate_core.bookings.transitions import Party
from mate_core.partners.activities import ActivityEdition
from mate_core.partners.calendar import Calendar
from mate_core.partners.errors import PeriodTaken
from mate_core.shared.time import Period


def require_bounds(booking: Booking, extension: Extension, limits: BookingLimits) -> None:
    """Raises ExtensionTooLong, ExtensionTooDear."""
    if not 1 <= extension.half_hours <= limits.longest_half_hours - booking.half_hours:
        raise ExtensionTooLong(longest=f"{limits.longest_half_hours // 48} days")
    if booking.total + extension.price.total > limits.highest_total:
        raise ExtensionTooDear(limit=limits.highest_total.amount)


def require_venue_hours(booking: Booking, longer: Booking, edition: ActivityEdition) -> None:
    """Going on keeps within the hours of the place; raises ExtensionOutsideVenueHours."""
    venue_class = booking.place.venue_class
    if not edition.is_open(booking.service_type, venue_class, longer.period):
        hours = edition.venues[venue_class].hours
        raise ExtensionOutsideVenueHours(venue_class=venue_class.value, **hours.spoken)


async def require_room(
    uow: BookingsUow, booking: Booking, longer: Booking, *, viewer: Party
) -> None:
    """Published time for what comes on top, and nothing else in the way of either person.

    The partner hears of the partner's own other meeting (PeriodTaken); all else is one refusal
    that tells nothing of the other person's calendar (RULES 27). Raises ExtensionNotPossible.
    """
    partner_id, user_id = booking.partner_id, booking.user_id
    taken = await uow.reservations.of(partner_id, longer.occupied)
    others = [each for each in taken if each.booking_id != booking.id]
    if others:
        raise PeriodTaken if viewer is Party.PARTNER else ExtensionNotPossible
    on_top = Period(booking.period.end, longer.period.end)
    slots, weekly_hours = await uow.together(
        uow.slots.within(partner_id, on_top), uow.weekly_hours.within(partner_id, on_top)
    )
    if not Calendar.of(on_top, slots, weekly_hours, ()).offers(on_top):
        raise ExtensionNotPossible
    of_user = await uow.reservations.of(user_id, longer.period)
    if any(each.booking_id != booking.id for each in of_user):
        raise ExtensionNotPossible


async def require_unfrozen(uow: BookingsUow, booking: Booking) -> None:
    """Nothing is added to money that is frozen; the refusal does not say so (RULES 2, 23).

    Raises ExtensionNotPossible.
    """
    escrow = await uow.escrows.of_reference(booking.id)
    if escrow is None or await uow.escrows.open_freezes(escrow.id):
        raise ExtensionNotPossible
