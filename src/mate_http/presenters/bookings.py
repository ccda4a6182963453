"""Bookings, as one of the parties or staff may read them."""

from __future__ import annotations

from typing import Any, Final, Literal

from mate_core.bookings.eligibility import Occasion, Wish
from mate_core.bookings.model import Cancellation, CancellationCode, HistoryEntry, MeetingPlace
from mate_core.bookings.service import BookingRequest
from mate_core.bookings.transitions import Party
from mate_core.bookings.views import BookingView
from mate_core.bookings.views import Quote as QuotedTerms
from mate_core.bookings.views import RefundPreview as Preview
from mate_core.payments.escrow import Escrow
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from mate_http.presenters.extensions import extension
from mate_http.presenters.partners import refund_tiers
from mate_http.presenters.places import coordinates
from mate_http.schemas.bookings import (
    Booking,
    BookingBody,
    BookingDetail,
    Counterpart,
    Held,
    Quote,
    QuoteBody,
    RefundPreview,
    StatusChange,
)
from mate_http.times import clock_time, half_hours, hours, instant, local, local_or_none

NO_LONGER_FREE: Final = "no longer free"


def wish(body: QuoteBody | BookingBody) -> Wish:
    """Raises InvalidInput off the half-hour and for absurd dates."""
    return Wish(
        partner_id=UserId(body.partner_id),
        start=instant(body.date, body.start_time),
        half_hours=half_hours(body.duration_hours, field="durationHours"),
    )


def occasion(body: QuoteBody) -> Occasion:
    return Occasion(body.service_type, body.venue_class)


def booking_request(body: BookingBody) -> BookingRequest:
    expected = body.expected_total_amount
    return BookingRequest(
        wish=wish(body),
        service_type=body.service_type,
        place=MeetingPlace(
            body.venue_class,
            body.meeting_location,
            coordinates(body.meeting_lat, body.meeting_lng, fields=("meetingLat", "meetingLng")),
        ),
        note=body.user_note,
        expected_total=None if expected is None else Vnd(expected),
    )


def quote(quoted: QuotedTerms) -> Quote:
    terms = quoted.terms
    return Quote(
        hourly_rate=terms.hourly_rate.amount,
        requested_hours=hours(terms.requested_half_hours),
        actual_hours=hours(terms.billed_half_hours),
        subtotal=terms.subtotal.amount,
        service_fee=terms.service_fee.amount,
        total_amount=terms.total.amount,
        minimum_applied=terms.minimum_applied,
        refund_policy=terms.refund_policy,
        refund_tiers=refund_tiers(terms.tiers),
    )


def refund_preview(preview: Preview) -> RefundPreview:
    return RefundPreview(
        refund_percent=preview.refund_percent, refund_amount=preview.refund_amount.amount
    )


def booking(view: BookingView) -> Booking:
    return Booking(**_fields(view))


def booking_detail(view: BookingView) -> BookingDetail:
    return BookingDetail(
        **_fields(view),
        counterpart=_counterpart(view),
        status_history=[_change(entry, view.viewer) for entry in view.history],
        escrow=_held(view.escrow, view.viewer) if view.escrow else None,
        extensions=[extension(each) for each in view.extensions],
    )


def _counterpart(view: BookingView) -> Counterpart | None:
    if view.counterpart is None:
        return None
    return Counterpart(
        user_id=view.counterpart.id,
        display_name=view.counterpart.display_name,
        avatar_url=view.counterpart.avatar_url,
    )


def _fields(view: BookingView) -> dict[str, Any]:
    return {**_meeting(view), **_price(view), **_progress(view), **_ending(view)}


def _meeting(view: BookingView) -> dict[str, Any]:
    it, place = view.booking, view.place
    starts_at, ends_at = local(it.period.start), local(it.period.end)
    return {
        "id": it.id,
        "booking_code": it.code,
        "user_id": it.user_id,
        "partner_id": it.partner_id,
        "role": view.viewer,
        "service_type": it.service_type,
        "date": starts_at.date(),
        "start_time": clock_time(starts_at),
        "end_time": clock_time(ends_at),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "venue_class": place.venue_class,
        "meeting_location": place.location,
        "meeting_lat": place.coordinates.latitude if place.coordinates else None,
        "meeting_lng": place.coordinates.longitude if place.coordinates else None,
        "user_note": it.user_note,
        "partner_note": it.partner_note,
        "meeting_code": view.meeting_code,
    }


def _price(view: BookingView) -> dict[str, Any]:
    it, terms = view.booking, view.booking.terms
    return {
        "duration_hours": hours(it.half_hours),
        "requested_hours": hours(terms.requested_half_hours),
        "actual_hours": hours(it.half_hours),
        "extended_hours": hours(it.added.half_hours),
        "hourly_rate": terms.hourly_rate.amount,
        "subtotal": it.subtotal.amount,
        "service_fee": it.service_fee.amount,
        "total_amount": it.total.amount,
        "minimum_applied": terms.minimum_applied,
        "refund_policy": terms.refund_policy,
        "refund_tiers": refund_tiers(terms.tiers),
    }


def _progress(view: BookingView) -> dict[str, Any]:
    it = view.booking
    return {
        "status": it.status,
        "version": it.version,
        "created_at": local(it.created_at),
        "updated_at": local(it.updated_at),
        "confirmed_at": local_or_none(it.confirmed_at),
        "paid_at": local_or_none(it.paid_at),
        "started_at": local_or_none(it.started_at),
        "completed_at": local_or_none(it.completed_at),
        "user_confirmed_completion": it.user_completed_at is not None,
        "partner_confirmed_completion": it.partner_completed_at is not None,
    }


def _ending(view: BookingView) -> dict[str, Any]:
    end = view.booking.cancellation
    return {
        "cancellation_code": _code(end, view.viewer) if end else None,
        "cancellation_reason": _why(end, view.viewer) if end else None,
        "cancelled_by": end.by if end else None,
        "refund_percent": end.refund_percent if end else None,
        "cancelled_at": local(end.at) if end else None,
    }


def _code(end: Cancellation, viewer: Party) -> CancellationCode:
    return end.code if viewer is Party.STAFF else end.code.told


def _why(end: Cancellation, viewer: Party) -> str | None:
    """Nobody reads whose other meeting was in the way (RULES 27), nor what staff wrote down."""
    if end.code is CancellationCode.NO_LONGER_FREE:
        return NO_LONGER_FREE
    return _readable(end.reason, end.by, viewer)


def _readable(reason: str | None, by: Party, viewer: Party) -> str | None:
    return None if by is Party.STAFF and viewer is not Party.STAFF else reason


def _change(entry: HistoryEntry, viewer: Party) -> StatusChange:
    return StatusChange(
        from_status=entry.from_status,
        to_status=entry.to_status,
        action=entry.action,
        by=entry.party,
        reason=_readable(entry.reason, entry.party, viewer),
        at=local(entry.at),
    )


def _held(escrow: Escrow, viewer: Party) -> Held:
    """Never freezes, instructions or due instants (RULES 2)."""
    done = escrow.settled
    settlement: Literal["pending", "done"] = "done" if done else "pending"
    for_user, for_partner = viewer is not Party.PARTNER, viewer is not Party.USER
    return Held(
        amount=escrow.amount.amount,
        status=escrow.status,
        settlement=settlement,
        refunded_amount=done.payer.amount if done and for_user else None,
        paid_amount=done.payee.amount if done and for_partner else None,
    )
