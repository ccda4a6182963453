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
    message = "Booking {booking_id} lies in this time; cancel it first."


class TooManySlots(RuleViolation):
    code = "calendar.too_many_slots"
    message = "At most {limit} slots can stand at a time; delete old ones first."


class PeriodTaken(Conflict):
    """Somebody else's meeting lies in that time."""

    code = "booking.period_taken"
    message = "This time is taken by another booking."
