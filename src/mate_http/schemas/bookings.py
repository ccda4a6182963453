"""Bodies of `/bookings`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from mate_core.bookings.model import CancellationCode
from mate_core.bookings.transitions import Action, BookingStatus, Party
from mate_core.partners.model import RefundPolicy, ServiceType, VenueClass
from mate_core.payments.escrow import EscrowStatus
from mate_http.schemas.base import (
    Hours,
    Input,
    Latitude,
    LocalTime,
    Longitude,
    Money,
    Output,
    Reason,
    Text,
)
from mate_http.schemas.extensions import Extension
from mate_http.schemas.partners import RefundTier


class QuoteBody(Input, frozen=True):
    """With `serviceType`, and `venueClass` beside it, what a booking would be refused for is
    refused here already."""

    partner_id: UUID
    date: dt.date
    start_time: LocalTime
    duration_hours: Hours
    service_type: ServiceType | None = None
    venue_class: VenueClass | None = None


class Quote(Output, frozen=True):
    """`actualHours` is what is billed: never less than the partner's minimum (3 hours at least)."""

    hourly_rate: int
    requested_hours: float
    actual_hours: float
    subtotal: int
    service_fee: int
    total_amount: int
    minimum_applied: bool
    refund_policy: RefundPolicy
    refund_tiers: list[RefundTier]
    currency: Literal["VND"] = "VND"


class BookingBody(Input, frozen=True):
    """`expectedTotalAmount`, when given, refuses the booking (409) if the price has changed."""

    partner_id: UUID
    service_type: ServiceType
    date: dt.date
    start_time: LocalTime
    duration_hours: Hours
    venue_class: VenueClass
    meeting_location: Text | None = None
    meeting_lat: Latitude | None = None
    meeting_lng: Longitude | None = None
    user_note: Text | None = None
    expected_total_amount: Money | None = None


class RejectBody(Input, frozen=True):
    reason: Reason


class CancelBody(Input, frozen=True):
    """`expectedRefundAmount`, when given, refuses (409) if the preview no longer holds."""

    reason: Reason
    expected_refund_amount: Money | None = None


class StartBody(Input, frozen=True):
    meeting_code: Annotated[str, msgspec.Meta(max_length=20, examples=["4821"])]


class RefundPreview(Output, frozen=True):
    """`refundPercent` is null while nothing is held."""

    refund_percent: int | None
    refund_amount: int
    currency: Literal["VND"] = "VND"


class Booking(Output, frozen=True, kw_only=True):
    """A booking as `role` may read it. `durationHours` is how long it is billed by now.

    Sums and `endsAt` hold the `extendedHours`, too. `version` is the number in the `ETag`.

    Before payment the partner reads no meeting place; the meeting code is the user's alone, from
    30 minutes before the start.
    """

    id: UUID
    booking_code: str
    user_id: UUID
    partner_id: UUID
    role: Party
    service_type: ServiceType
    date: dt.date
    start_time: str
    end_time: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    duration_hours: float
    requested_hours: float
    actual_hours: float
    extended_hours: float
    hourly_rate: int
    subtotal: int
    service_fee: int
    total_amount: int
    currency: Literal["VND"] = "VND"
    minimum_applied: bool
    refund_policy: RefundPolicy
    refund_tiers: list[RefundTier]
    status: BookingStatus
    venue_class: VenueClass
    meeting_location: str | None
    meeting_lat: float | None
    meeting_lng: float | None
    user_note: str | None
    partner_note: str | None
    meeting_code: str | None
    cancellation_code: CancellationCode | None
    cancellation_reason: str | None
    cancelled_by: Party | None
    refund_percent: int | None
    created_at: dt.datetime
    updated_at: dt.datetime
    confirmed_at: dt.datetime | None
    paid_at: dt.datetime | None
    started_at: dt.datetime | None
    completed_at: dt.datetime | None
    cancelled_at: dt.datetime | None
    user_confirmed_completion: bool
    partner_confirmed_completion: bool
    version: int


class StatusChange(Output, frozen=True):
    from_status: BookingStatus | None
    to_status: BookingStatus
    action: Action
    by: Party
    reason: str | None
    at: dt.datetime


class Held(Output, frozen=True):
    """Money held for the booking; `settlement` says only whether it has been divided.

    Once done, the user reads `refundedAmount` and the partner `paidAmount`. A settlement takes
    24 hours, up to 72 when routinely checked.
    """

    amount: int
    status: EscrowStatus
    settlement: Literal["pending", "done"]
    refunded_amount: int | None = None
    paid_amount: int | None = None


class Counterpart(Output, frozen=True):
    """The other side; null once nothing is open between the two. `GET /users/:id` tells more."""

    user_id: UUID
    display_name: str
    avatar_url: str | None


class BookingDetail(Booking, frozen=True, kw_only=True):
    counterpart: Counterpart | None
    status_history: list[StatusChange]
    escrow: Held | None
    extensions: list[Extension]


class Bookings(Output, frozen=True):
    items: list[Booking]
    next_cursor: str | None
