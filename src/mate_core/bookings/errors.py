"""Refusals about bookings."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, Forbidden, RuleViolation


class MoveRefused(Conflict):
    code = "booking.move_refused"
    message = "A booking that is {status} cannot take the step “{action}” from the {party}."


class NotYourStep(Forbidden):
    code = "booking.not_your_step"
    message = "The step “{action}” is not for the {party}."


class BookingOverdue(Conflict):
    """Its time to be confirmed or paid has passed; the clock is about to close it."""

    code = "booking.expired"
    message = "The time for this step has passed."


class PriceChanged(Conflict):
    code = "booking.price_changed"
    message = "The total is {total_amount} VND now; ask for a new quote."


class RefundChanged(Conflict):
    code = "booking.refund_changed"
    message = "The refund is {refund_amount} VND now; look at the preview again."


class NoLongerAvailable(Conflict):
    """The user is taken; the partner learns nothing more (RULES 27)."""

    code = "booking.no_longer_available"
    message = "This booking is no longer available."


class OutsideStartWindow(Conflict):
    code = "booking.outside_start_window"
    message = "Start is possible from 30 minutes before the booked start until the booked end."


class MeetingCodeWrong(RuleViolation):
    code = "booking.meeting_code_wrong"
    message = "The code is wrong; {tries_left} tries are left."
    field = "meetingCode"


class MeetingCodeLocked(Conflict):
    code = "booking.meeting_code_locked"
    message = "Five wrong codes: ask the user to issue a new code in the app."


class MeetingCodesExhausted(Conflict):
    code = "booking.meeting_codes_exhausted"
    message = "All three codes are used up; contact support."


class StartedAlready(Conflict):
    code = "booking.cancel_after_start"
    message = "The booked start has passed: report a no-show or open a dispute instead."


class BookingWithSelf(RuleViolation):
    code = "booking.with_self"
    message = "You cannot book yourself."
    field = "partnerId"


class PartnerNotBookable(RuleViolation):
    code = "booking.partner_not_bookable"
    message = "This partner takes no bookings now."
    field = "partnerId"


class ServiceNotOffered(RuleViolation):
    code = "booking.service_not_offered"
    message = "This partner does not offer that; choose one of: {offered}."
    field = "serviceType"


class VenueNotAllowed(RuleViolation):
    """The catalogue of activities is closed, and knows public places only (VIETNAM V15)."""

    code = "booking.venue_not_allowed"
    message = "People do not meet there for {service_type}; choose one of: {allowed}."
    field = "venueClass"


class OutsideVenueHours(RuleViolation):
    code = "booking.outside_venue_hours"
    message = (
        "At a place of the kind {venue_class} people meet from {opens} to {closes}, and the whole "
        "{billed_hours} hours must lie in that time; choose another start or kind of place."
    )
    field = "startTime"


class TripOutsideVenueHours(RuleViolation):
    code = "booking.trip_outside_venue_hours"
    message = (
        "A trip begins and ends at a {venue_class} between {opens} and {closes}; "
        "choose another start, length or kind of place."
    )
    field = "startTime"


class StartInPast(RuleViolation):
    code = "booking.start_in_past"
    message = "The start has passed; choose a later time."
    field = "startTime"


class BeyondHorizon(RuleViolation):
    code = "booking.beyond_horizon"
    message = "Bookings are possible {days} days ahead; choose an earlier date."
    field = "date"


class DurationInvalid(RuleViolation):
    code = "booking.duration_invalid"
    message = "Give between 0.5 and {longest} hours in steps of half an hour."
    field = "durationHours"


class OutsidePublishedTime(RuleViolation):
    code = "booking.outside_published_time"
    message = (
        "The partner is not open for the whole {billed_hours} hours from that start; "
        "look at the partner's free periods."
    )
    field = "startTime"


class UserBusy(RuleViolation):
    code = "booking.user_busy"
    message = "You have another booking in that time."
    field = "startTime"


class TotalTooHigh(RuleViolation):
    code = "booking.total_too_high"
    message = "A booking may cost at most {limit} VND; choose fewer hours."
    field = "durationHours"


class TooManyOpenRequests(RuleViolation):
    code = "booking.too_many_open"
    message = "At most {limit} requests may be open at a time; pay or cancel one first."


class TooManyFutureBookings(RuleViolation):
    code = "booking.too_many_future"
    message = "At most {limit} future bookings are possible {scope}."


class WalletPaymentOnly(RuleViolation):
    code = "booking.wallet_only"
    message = "Two bookings expired unpaid in 30 days: this one can be paid from the wallet only."
    field = "method"


class BookingChanged(Conflict):
    """Optimistic writes (FEATURES 39): somebody else was faster."""

    code = "booking.changed"
    message = "The booking has changed since you read it (version {version}); read it again."


class ExtensionNotPossible(Conflict):
    """One answer for a taken calendar, an empty wallet and a freeze (RULES 2, 27)."""

    code = "booking.extension_not_possible"
    message = "The meeting cannot be made longer now."


class OutsideExtensionWindow(Conflict):
    code = "booking.outside_extension_window"
    message = "Going on is agreed from 30 minutes before the booked start until the booked end."


class ExtensionPending(Conflict):
    code = "booking.extension_pending"
    message = "Another extension of this booking still waits; try again once it is answered."


class ExtensionClosed(Conflict):
    code = "booking.extension_closed"
    message = "This extension no longer waits for that."


class ExtensionTooLong(RuleViolation):
    code = "booking.extension_too_long"
    message = "Give at least 0.5 hours in steps of half an hour; a meeting lasts {longest} at most."
    field = "hours"


class ExtensionOutsideVenueHours(RuleViolation):
    """Going on keeps within the hours of the place too (RULES 23)."""

    code = "booking.extension_outside_venue_hours"
    message = (
        "At a place of the kind {venue_class} people meet from {opens} to {closes}; "
        "choose fewer hours."
    )
    field = "hours"


class ExtensionTooDear(RuleViolation):
    """The gateways' limit holds for a booking with its extensions (RULES 22)."""

    code = "booking.extension_too_dear"
    message = "A booking may cost at most {limit} VND with its extensions; choose fewer hours."
    field = "hours"


class NotConfirmedByPayer(Conflict):
    code = "escrow.not_confirmed_by_payer"
    message = "Early release needs the payer's confirmation of completion first."
