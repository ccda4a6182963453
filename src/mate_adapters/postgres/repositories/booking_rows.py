"""Bookings as rows, and back."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, Final

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import coordinates
from mate_core.bookings.extensions.model import Added
from mate_core.bookings.model import (
    Booking,
    Cancellation,
    CancellationCode,
    HistoryEntry,
    MeetingCode,
    MeetingPlace,
    Terms,
)
from mate_core.bookings.policies import RefundTier
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.partners.model import RefundPolicy, ServiceType, VenueClass
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period

MINUTE: Final = timedelta(minutes=1)


def booking_of(row: Row) -> Booking:
    (
        id_,
        code,
        user_id,
        partner_id,
        service_type,
        starts_at,
        ends_at,
        travel_buffer_minutes,
        _occupied_until,
        venue_class,
        meeting_location,
        meeting_lat,
        meeting_lng,
        hourly_rate,
        requested_half_hours,
        billed_half_hours,
        fee_percent,
        subtotal,
        service_fee,
        refund_tiers,
        status,
        user_note,
        partner_note,
        created_at,
        updated_at,
        confirmed_at,
        payment_extended_until,
        paid_at,
        started_at,
        user_completed_at,
        partner_completed_at,
        completed_at,
        meeting_code,
        codes_issued,
        code_tries,
        cancelled_by,
        cancellation_code,
        cancellation_reason,
        cancelled_at,
        refund_percent,
        unproven_warnings,
        no_show_due_at,
        paused_until,
        _due_at,
        version,
        refund_policy,
        added_half_hours,
        added_subtotal,
        added_service_fee,
    ) = row
    return Booking(
        id=id_,
        code=code,
        user_id=user_id,
        partner_id=partner_id,
        service_type=ServiceType(service_type),
        period=Period(starts_at, ends_at),
        travel_buffer=travel_buffer_minutes * MINUTE,
        terms=Terms(
            hourly_rate=Vnd(hourly_rate),
            requested_half_hours=requested_half_hours,
            billed_half_hours=billed_half_hours,
            fee_percent=fee_percent,
            subtotal=Vnd(subtotal),
            service_fee=Vnd(service_fee),
            tiers=tuple(RefundTier(before * MINUTE, share) for before, share in refund_tiers),
            refund_policy=RefundPolicy(refund_policy),
        ),
        place=MeetingPlace(
            VenueClass(venue_class), meeting_location, coordinates(meeting_lat, meeting_lng)
        ),
        created_at=created_at,
        updated_at=updated_at,
        status=BookingStatus(status),
        user_note=user_note,
        partner_note=partner_note,
        confirmed_at=confirmed_at,
        payment_extended_until=payment_extended_until,
        paid_at=paid_at,
        started_at=started_at,
        user_completed_at=user_completed_at,
        partner_completed_at=partner_completed_at,
        completed_at=completed_at,
        meeting_code=(
            None if meeting_code is None else MeetingCode(meeting_code, codes_issued, code_tries)
        ),
        cancellation=(
            None
            if cancelled_at is None
            else Cancellation(
                Party(cancelled_by),
                CancellationCode(cancellation_code),
                cancellation_reason,
                cancelled_at,
                refund_percent,
            )
        ),
        unproven_warnings=unproven_warnings,
        no_show_due_at=no_show_due_at,
        paused_until=paused_until,
        added=Added(added_half_hours, Vnd(added_subtotal), Vnd(added_service_fee)),
        version=version,
    )


def changing_values(booking: Booking) -> dict[str, Any]:
    """What may differ from one save to the next; the terms are frozen."""
    code, ended = booking.meeting_code, booking.cancellation
    return {
        "id": booking.id,
        "version": booking.version,
        "starts_at": booking.period.start,
        "ends_at": booking.period.end,
        "occupied_until": booking.occupied.end,
        "status": booking.status,
        "user_note": booking.user_note,
        "partner_note": booking.partner_note,
        "updated_at": booking.updated_at,
        "confirmed_at": booking.confirmed_at,
        "payment_extended_until": booking.payment_extended_until,
        "paid_at": booking.paid_at,
        "started_at": booking.started_at,
        "user_completed_at": booking.user_completed_at,
        "partner_completed_at": booking.partner_completed_at,
        "completed_at": booking.completed_at,
        "meeting_code": code and code.digits,
        "meeting_codes_issued": code and code.issued,
        "meeting_code_tries": code and code.wrong_tries,
        "cancelled_by": ended and ended.by,
        "cancellation_code": ended and ended.code,
        "cancellation_reason": ended and ended.reason,
        "cancelled_at": ended and ended.at,
        "refund_percent": ended and ended.refund_percent,
        "unproven_warnings": booking.unproven_warnings,
        "no_show_due_at": booking.no_show_due_at,
        "paused_until": booking.paused_until,
        "added_half_hours": booking.added.half_hours,
        "added_subtotal": booking.added.subtotal.amount,
        "added_service_fee": booking.added.service_fee.amount,
    }


def all_values(booking: Booking) -> dict[str, Any]:
    terms, place = booking.terms, booking.place
    tiers = [[tier.before // MINUTE, tier.percent] for tier in terms.tiers]
    return changing_values(booking) | {
        "booking_code": booking.code,
        "user_id": booking.user_id,
        "partner_id": booking.partner_id,
        "service_type": booking.service_type,
        "travel_buffer_minutes": booking.travel_buffer // MINUTE,
        "venue_class": place.venue_class,
        "meeting_location": place.location,
        "meeting_lat": place.coordinates and place.coordinates.latitude,
        "meeting_lng": place.coordinates and place.coordinates.longitude,
        "hourly_rate": terms.hourly_rate.amount,
        "requested_half_hours": terms.requested_half_hours,
        "billed_half_hours": terms.billed_half_hours,
        "fee_percent": terms.fee_percent,
        "subtotal": terms.subtotal.amount,
        "service_fee": terms.service_fee.amount,
        "refund_tiers": json.dumps(tiers),
        "refund_policy": terms.refund_policy,
        "created_at": booking.created_at,
    }


def history_of(row: Row) -> HistoryEntry:
    id_, booking_id, from_status, to_status, action, party, actor_id, reason, at = row
    return HistoryEntry(
        id=id_,
        booking_id=booking_id,
        from_status=BookingStatus(from_status) if from_status else None,
        to_status=BookingStatus(to_status),
        action=Action(action),
        party=Party(party),
        actor_id=actor_id,
        reason=reason,
        at=at,
    )


def history_values(entry: HistoryEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "booking_id": entry.booking_id,
        "from_status": entry.from_status,
        "to_status": entry.to_status,
        "action": entry.action,
        "party": entry.party,
        "changed_by": entry.actor_id,
        "reason": entry.reason,
        "created_at": entry.at,
    }
