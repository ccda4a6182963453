"""`/bookings`: from a quote to a finished meeting, paying apart."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.params import FromPath, FromQuery, QueryParameter, RequestBody

from mate_core.bookings.ports import BookingOrder
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.ids import BookingId
from mate_core.shared.money import Vnd
from mate_http import cursors
from mate_http.access import Access
from mate_http.idempotency import Key, idempotency_key
from mate_http.presenters import bookings as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.bookings import (
    Booking,
    BookingBody,
    BookingDetail,
    Bookings,
    CancelBody,
    Quote,
    QuoteBody,
    RefundPreview,
    RejectBody,
    StartBody,
)
from mate_http.times import instant
from mate_http.versions import IfMatch, seen, tagged

RESTRICTED: Final = Access.RESTRICTED
USER = Access.USER
"""Being a party is not a role: a partner may book others too, and the core knows who is who."""
BookingPath = FromPath[UUID]


class BookingsController(Controller):
    path = "/bookings"
    tags = ("Bookings",)

    @post("/quote", **route(USER, "quoteBooking", "Ask the price", body=True, errors=(404,)))
    async def quote(self, request: ApiRequest, data: RequestBody[QuoteBody]) -> Quote:
        """Reserves nothing."""
        wish, occasion = present.wish(data), present.occasion(data)
        quoted = await request.use_cases.bookings.quote(request.user, wish, occasion)
        return present.quote(quoted)

    @post(
        "/",
        **route(USER, "createBooking", "Request a booking", status=201, body=True,
                errors=(404, 409)),
    )  # fmt: skip
    async def create(
        self, request: ApiRequest, data: RequestBody[BookingBody], idempotency: Key
    ) -> Booking:
        """PENDING until the partner confirms; reserves nothing before."""
        wanted = present.booking_request(data)
        key = idempotency_key(request, idempotency, data)
        return present.booking(await request.use_cases.bookings.request(request.user, wanted, key))

    @get("/", **route(RESTRICTED, "listBookings", "My bookings", errors=(422,)))
    async def page(
        self,
        request: ApiRequest,
        *,
        role: FromQuery[Literal["user", "partner"] | None] = None,
        status: Annotated[
            list[BookingStatus] | None,
            QueryParameter(max_items=20, description="Any of these; repeat it for several."),
        ] = None,
        from_day: Annotated[
            dt.date | None, QueryParameter(name="from", description="First day of start.")
        ] = None,
        to_day: Annotated[
            dt.date | None, QueryParameter(name="to", description="Last day, inclusive.")
        ] = None,
        order: FromQuery[BookingOrder] = BookingOrder.NEWEST,
        cursor: cursors.CursorText = None,
        limit: cursors.Limit = 20,
    ) -> Bookings:
        """In either role; `newest` requests first, or by `start` of the meeting, soonest first."""
        found = await request.use_cases.bookings.page(
            request.user,
            role=Party(role) if role else None,
            status=status,
            within=_within(from_day, to_day),
            after=cursors.read(cursor, order=order),
            limit=limit,
            order=order,
        )
        items = [present.booking(view) for view in found.items]
        return Bookings(items=items, next_cursor=cursors.written(found.next, order=order))

    @get("/{booking_id:uuid}", **route(RESTRICTED, "getBooking", "One booking", errors=(404,)))
    async def one(self, request: ApiRequest, booking_id: BookingPath) -> Response[BookingDetail]:
        """With history, extensions and the state of the money; `ETag` is for `If-Match`."""
        view = await request.use_cases.bookings.get(request.user, BookingId(booking_id))
        return tagged(present.booking_detail(view))

    @put(
        "/{booking_id:uuid}/confirm",
        **route(USER, "confirmBooking", "Accept a request (partner)", errors=(404, 409)),
    )
    async def confirm(
        self, request: ApiRequest, booking_id: BookingPath, if_match: IfMatch = None
    ) -> Response[Booking]:
        """Reserves the time of both; other requests for it are declined."""
        view = await request.use_cases.meetings.confirm(
            request.user, BookingId(booking_id), seen=seen(if_match)
        )
        return tagged(present.booking(view))

    @put(
        "/{booking_id:uuid}/reject",
        **route(USER, "rejectBooking", "Decline a request (partner)", body=True,
                errors=(404, 409)),
    )  # fmt: skip
    async def reject(
        self,
        request: ApiRequest,
        booking_id: BookingPath,
        data: RequestBody[RejectBody],
        if_match: IfMatch = None,
    ) -> Response[Booking]:
        view = await request.use_cases.meetings.reject(
            request.user, BookingId(booking_id), data.reason, seen=seen(if_match)
        )
        return tagged(present.booking(view))

    @get(
        "/{booking_id:uuid}/cancellation",
        **route(RESTRICTED, "previewCancellation", "What cancelling gives back", errors=(404, 409)),
    )
    async def cancellation(self, request: ApiRequest, booking_id: BookingPath) -> RefundPreview:
        return present.refund_preview(
            await request.use_cases.meetings.cancellation(request.user, BookingId(booking_id))
        )

    @put(
        "/{booking_id:uuid}/cancel",
        **route(USER, "cancelBooking", "Call it off", body=True, errors=(404, 409)),
    )
    async def cancel(
        self,
        request: ApiRequest,
        booking_id: BookingPath,
        data: RequestBody[CancelBody],
        if_match: IfMatch = None,
    ) -> Response[Booking]:
        """By either party; the refund follows the tiers frozen at the request."""
        expected = data.expected_refund_amount
        view = await request.use_cases.meetings.cancel(
            request.user,
            BookingId(booking_id),
            data.reason,
            expected_refund=None if expected is None else Vnd(expected),
            seen=seen(if_match),
        )
        return tagged(present.booking(view))

    @post(
        "/{booking_id:uuid}/meeting-code",
        **route(RESTRICTED, "renewMeetingCode", "A new meeting code (user)", errors=(404, 409)),
    )
    async def meeting_code(self, request: ApiRequest, booking_id: BookingPath) -> Booking:
        """Three in all; the old one stops working."""
        return present.booking(
            await request.use_cases.meetings.new_code(request.user, BookingId(booking_id))
        )

    @put(
        "/{booking_id:uuid}/start",
        **route(USER, "startBooking", "Start with the code (partner)", body=True,
                errors=(404, 409)),
    )  # fmt: skip
    async def start(
        self,
        request: ApiRequest,
        booking_id: BookingPath,
        data: RequestBody[StartBody],
        if_match: IfMatch = None,
    ) -> Response[Booking]:
        view = await request.use_cases.meetings.start(
            request.user, BookingId(booking_id), data.meeting_code, seen=seen(if_match)
        )
        return tagged(present.booking(view))

    @put(
        "/{booking_id:uuid}/complete",
        **route(RESTRICTED, "completeBooking", "The meeting is over", errors=(404, 409)),
    )
    async def complete(
        self, request: ApiRequest, booking_id: BookingPath, if_match: IfMatch = None
    ) -> Response[Booking]:
        """By each party; with both the money is on its way (24 hours, up to 72)."""
        view = await request.use_cases.meetings.complete(
            request.user, BookingId(booking_id), seen=seen(if_match)
        )
        return tagged(present.booking(view))


def _within(
    first: dt.date | None, last: dt.date | None
) -> tuple[dt.datetime | None, dt.datetime | None]:
    """Both days whole; the core's upper bound is exclusive."""
    return (
        instant(first, "00:00", field="from") if first else None,
        instant(last, "00:00", field="to") + dt.timedelta(days=1) if last else None,
    )
