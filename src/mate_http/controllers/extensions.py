"""`/bookings/:id/extend`: going on longer than booked."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, post
from litestar.params import FromPath, RequestBody

from mate_core.shared.ids import BookingId, ExtensionId
from mate_http.access import Access
from mate_http.idempotency import Key, idempotency_key
from mate_http.presenters import extensions as present
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.extensions import ExtendBody, Extension, ExtensionPage
from mate_http.times import half_hours

USER = Access.USER
BookingPath = FromPath[UUID]
ExtensionPath = FromPath[UUID]


class ExtensionsController(Controller):
    path = "/bookings/{booking_id:uuid}/extend"
    tags = ("Bookings",)

    @post(
        "/",
        **route(USER, "proposeExtension", "Ask to go on (user)", status=201, body=True,
                errors=(404, 409)),
    )  # fmt: skip
    async def propose(
        self,
        request: ApiRequest,
        booking_id: BookingPath,
        data: RequestBody[ExtendBody],
        idempotency: Key,
    ) -> Extension:
        """The partner has ten minutes to accept; nothing is reserved or held before."""
        view = await request.use_cases.extensions.propose(
            request.user,
            BookingId(booking_id),
            half_hours(data.hours, field="hours"),
            present.provider(data),
            payer_ip=request.caller_address,
            key=idempotency_key(request, idempotency, data),
        )
        return present.extension(view)

    @post(
        "/{extension_id:uuid}/accept",
        **route(USER, "acceptExtension", "Go on (partner)", errors=(404, 409)),
    )
    async def accept(
        self, request: ApiRequest, booking_id: BookingPath, extension_id: ExtensionPath
    ) -> Extension:
        """From the wallet the meeting is longer at once; else the time is kept for 15 minutes."""
        view = await request.use_cases.extensions.accept(
            request.user, BookingId(booking_id), ExtensionId(extension_id)
        )
        return present.extension(view)

    @post(
        "/{extension_id:uuid}/decline",
        **route(USER, "declineExtension", "Do not go on (partner)", errors=(404, 409)),
    )
    async def decline(
        self, request: ApiRequest, booking_id: BookingPath, extension_id: ExtensionPath
    ) -> Extension:
        """The user reads only that nobody answered."""
        view = await request.use_cases.extensions.decline(
            request.user, BookingId(booking_id), ExtensionId(extension_id)
        )
        return present.extension(view)

    @post(
        "/{extension_id:uuid}/pay",
        **route(USER, "payExtension", "Pay an accepted extension (user)", errors=(404, 409)),
    )
    async def pay(
        self, request: ApiRequest, booking_id: BookingPath, extension_id: ExtensionPath
    ) -> ExtensionPage:
        """Send the browser to `payUrl`; the same page while it is open."""
        payment = await request.use_cases.extensions.pay(
            request.user, BookingId(booking_id), ExtensionId(extension_id)
        )
        return present.page(payment)
