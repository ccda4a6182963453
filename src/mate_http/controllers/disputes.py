"""`/bookings/:id`: what a party does when a meeting went wrong."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from litestar import Controller, get, post
from litestar.params import FromPath, RequestBody

from mate_core.bookings.disputes.model import DisputeReason
from mate_core.shared.ids import BookingId
from mate_http.access import Access
from mate_http.presenters import bookings
from mate_http.presenters import disputes as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.bookings import Booking
from mate_http.schemas.disputes import (
    AppealBody,
    Dispute,
    DisputeBody,
    NoShow,
    NoShowBody,
    SafetyCancelBody,
    StatementBody,
)

RESTRICTED: Final = Access.RESTRICTED
USER = Access.USER
BookingPath = FromPath[UUID]
ERRORS = (404, 409)


class NoShowsController(Controller):
    path = "/bookings/{booking_id:uuid}"
    tags = ("Disputes",)

    @post(
        "/no-show",
        **route(RESTRICTED, "reportNoShow", "Nobody came", body=True, errors=ERRORS),
    )
    async def report(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[NoShowBody]
    ) -> NoShow:
        """From 30 minutes after the start until 24 hours after the end. Moves no money."""
        return present.no_show(
            await request.use_cases.no_shows.report(
                request.user, BookingId(booking_id), data.claim, data.details
            )
        )

    @get("/no-show", **route(RESTRICTED, "getNoShow", "A reported no-show", errors=(404,)))
    async def one(self, request: ApiRequest, booking_id: BookingPath) -> NoShow:
        return present.no_show(
            await request.use_cases.no_shows.get(request.user, BookingId(booking_id))
        )

    @post(
        "/no-show/contest",
        **route(RESTRICTED, "contestNoShow", "I was there", body=True, errors=ERRORS),
    )
    async def contest(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[StatementBody]
    ) -> NoShow:
        """Within 24 hours; staff then decide."""
        return present.no_show(
            await request.use_cases.no_shows.contest(
                request.user, BookingId(booking_id), data.statement
            )
        )

    @post(
        "/safety-cancel",
        **route(RESTRICTED, "cancelForSafety", "Leave for safety's sake", body=True, errors=(404,)),
    )
    async def safety_cancel(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[SafetyCancelBody]
    ) -> Booking:
        """Ends it at once and frees both calendars. The money is decided within 72 hours."""
        return bookings.booking(
            await request.use_cases.safety.cancel(
                request.user, BookingId(booking_id), DisputeReason(data.reason), data.details
            )
        )


class DisputesController(Controller):
    path = "/bookings/{booking_id:uuid}/dispute"
    tags = ("Disputes",)

    @post("/", **route(RESTRICTED, "openDispute", "Something went wrong", body=True, errors=ERRORS))
    async def open(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[DisputeBody]
    ) -> Dispute:
        """From the booked start until settlement. The money waits for the decision."""
        return present.dispute(
            await request.use_cases.disputes.open(
                request.user, BookingId(booking_id), DisputeReason(data.reason), data.details
            )
        )

    @get("/", **route(RESTRICTED, "getDispute", "The dispute about a booking", errors=(404,)))
    async def one(self, request: ApiRequest, booking_id: BookingPath) -> Dispute:
        return present.dispute(
            await request.use_cases.disputes.get(request.user, BookingId(booking_id))
        )

    @post(
        "/answer", **route(RESTRICTED, "answerDispute", "My side of it", body=True, errors=ERRORS)
    )
    async def answer(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[StatementBody]
    ) -> Dispute:
        """By either party, within 48 hours and before the decision."""
        return present.dispute(
            await request.use_cases.disputes.answer(
                request.user, BookingId(booking_id), data.statement
            )
        )

    @post("/accept", **route(RESTRICTED, "acceptDecision", "Content with it", errors=ERRORS))
    async def accept(self, request: ApiRequest, booking_id: BookingPath) -> Dispute:
        """When both accept, the decision is executed at once."""
        return present.dispute(
            await request.use_cases.disputes.accept(request.user, BookingId(booking_id))
        )

    @post(
        "/appeal", **route(RESTRICTED, "appealDecision", "Decide again", body=True, errors=ERRORS)
    )
    async def appeal(
        self, request: ApiRequest, booking_id: BookingPath, data: RequestBody[AppealBody]
    ) -> Dispute:
        """Once, within 72 hours; somebody else decides, for good."""
        return present.dispute(
            await request.use_cases.disputes.appeal(
                request.user, BookingId(booking_id), data.reason
            )
        )

    @post("/withdraw", **route(RESTRICTED, "withdrawDispute", "Let it go", errors=ERRORS))
    async def withdraw(self, request: ApiRequest, booking_id: BookingPath) -> Dispute:
        """By the opener, before the decision; the booking is where it was."""
        return present.dispute(
            await request.use_cases.disputes.withdraw(request.user, BookingId(booking_id))
        )
