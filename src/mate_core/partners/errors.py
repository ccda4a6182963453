"""Refusals about partners and their time."""

from __future__ import annotations

from mate_core.shared.errors import Conflict, RuleViolation


class AlreadyPartner(Conflict):
    code = "partner.already_registered"
    message = "You are a partner already; change your offer instead."


class SlotOverlap(Conflict):
    code = "calendar.slot_overlap"
    message = "This overlaps another slot of yours; change or delete that one first."


class SlotReserved(Conflict):
    code = "calendar.slot_reserved"
    message = "Booking {booking_code} lies in this time; cancel it first."


class TooManySlots(RuleViolation):
    code = "calendar.too_many_slots"
    message = "At most {limit} slots can stand at a time; delete old ones first."


class TooManyWeeklyHours(RuleViolation):
    code = "calendar.too_many_weekly_hours"
    message = "At most {limit} weekly hours can stand at a time; delete old ones first."


class TooManyExceptions(RuleViolation):
    code = "calendar.too_many_exceptions"
    message = "At most {limit} days can be left out; end these hours and begin new ones."
    field = "date"


class NotOneOfTheDays(RuleViolation):
    code = "calendar.not_one_of_the_days"
    message = "These hours do not begin on {day}; choose a day on which they do."
    field = "date"


class PeriodTaken(Conflict):
    """Somebody else's meeting lies in that time."""

    code = "booking.period_taken"
    message = "This time is taken by another booking."
