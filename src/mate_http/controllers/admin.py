"""`/admin`: what staff do by HTTP; every command needs a reason and is audited by the core."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, RequestBody

from mate_core.shared.ids import BookingId, UserId
from mate_http.access import Access
from mate_http.presenters import bookings, payments
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.admin import EscrowDecision, EscrowFile, VerifiedPartner
from mate_http.schemas.base import ReasonBody
from mate_http.schemas.bookings import BookingDetail

BookingPath = FromPath[UUID]
Reasoned = RequestBody[ReasonBody]
STAFF = Access.STAFF
ERRORS = (404, 409)


class AdminController(Controller):
    path = "/admin"
    tags = ("Admin",)

    @post(
        "/escrow/{booking_id:uuid}/release",
        **route(STAFF, "releaseEscrow", "Pay the partner now", body=True, errors=ERRORS),
    )
    async def release(
        self, request: ApiRequest, booking_id: BookingPath, data: Reasoned
    ) -> EscrowDecision:
        """Only after the payer confirmed completion."""
        return payments.escrow_decision(
            await request.use_cases.staff_bookings.release(
                request.user, BookingId(booking_id), reason=data.reason
            )
        )

    @post(
        "/escrow/{booking_id:uuid}/refund",
        **route(STAFF, "refundEscrow", "Give everything back", body=True, errors=ERRORS),
    )
    async def refund(
        self, request: ApiRequest, booking_id: BookingPath, data: Reasoned
    ) -> EscrowDecision:
        """Ends the booking as cancelled by staff."""
        return payments.escrow_decision(
            await request.use_cases.staff_bookings.refund(
                request.user, BookingId(booking_id), reason=data.reason
            )
        )

    @post(
        "/escrow/{booking_id:uuid}/freeze",
        **route(STAFF, "freezeEscrow", "Stop the settlement", body=True, errors=ERRORS),
    )
    async def freeze(
        self, request: ApiRequest, booking_id: BookingPath, data: Reasoned
    ) -> EscrowFile:
        """The parties see nothing of it."""
        return payments.escrow_file(
            await request.use_cases.staff_bookings.freeze(
                request.user, BookingId(booking_id), reason=data.reason
            )
        )

    @post(
        "/escrow/{booking_id:uuid}/unfreeze",
        **route(STAFF, "unfreezeEscrow", "Let it settle", body=True, errors=ERRORS),
    )
    async def unfreeze(
        self, request: ApiRequest, booking_id: BookingPath, data: Reasoned
    ) -> EscrowFile:
        return payments.escrow_file(
            await request.use_cases.staff_bookings.unfreeze(
                request.user, BookingId(booking_id), reason=data.reason
            )
        )

    @post(
        "/partners/{partner_id:uuid}/verify",
        **route(STAFF, "verifyPartner", "Vouch for a partner", body=True, errors=(404,)),
    )
    async def verify(
        self, request: ApiRequest, partner_id: FromPath[UUID], data: Reasoned
    ) -> VerifiedPartner:
        return payments.verified_partner(
            await request.use_cases.partners.verify(
                request.user, UserId(partner_id), reason=data.reason
            )
        )

    @post(
        "/bookings/{booking_id:uuid}/cancel",
        **route(STAFF, "cancelBookingAsStaff", "End a booking", body=True, errors=ERRORS),
    )
    async def cancel(
        self, request: ApiRequest, booking_id: BookingPath, data: Reasoned
    ) -> BookingDetail:
        """For both sides; everything held goes back to the payer."""
        staff = request.use_cases.staff_bookings
        await staff.cancel(request.user, BookingId(booking_id), reason=data.reason)
        return bookings.booking_detail(await staff.show(request.user, BookingId(booking_id)))
