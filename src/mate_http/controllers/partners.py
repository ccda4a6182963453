"""`/partners`: becoming a partner, and the offer."""

from __future__ import annotations

from uuid import UUID

from litestar import Controller, get, post, put
from litestar.params import FromPath, RequestBody

from mate_core.shared.ids import UserId
from mate_http.access import Access
from mate_http.presenters import partners as present
from mate_http.presenters.screening import own_listing as present_listing
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.partners import (
    AvailabilityBody,
    MyPartner,
    PartnerBody,
    PricingBody,
    PublicPartner,
    RegisterPartnerBody,
)
from mate_http.schemas.screening import OwnListing


class PartnersController(Controller):
    path = "/partners"
    tags = ("Partners",)

    @post(
        "/register",
        **route(
            Access.USER, "registerPartner", "Become a partner", status=201, body=True, errors=(409,)
        ),
    )
    async def register(
        self, request: ApiRequest, data: RequestBody[RegisterPartnerBody]
    ) -> MyPartner:
        """Searchable and bookable once the person is verified and the texts are approved."""
        offer = present.first_offer(data)
        return present.my_partner(await request.use_cases.partners.register(request.user, offer))

    @get("/me", **route(Access.PARTNER, "getMyPartner", "My offer", errors=(404,)))
    async def mine(self, request: ApiRequest) -> MyPartner:
        return present.my_partner(await request.use_cases.partners.mine(request.user))

    @get(
        "/me/listing",
        **route(Access.PARTNER, "getMyListing", "Whether others see my offer", errors=(404,)),
    )
    async def listing(self, request: ApiRequest) -> OwnListing:
        """While it waits, or was rejected: for what, and which words."""
        return present_listing(await request.use_cases.listings.mine(request.user))

    @put(
        "/me",
        **route(Access.PARTNER, "changeMyPartner", "Change my offer", body=True, errors=(404,)),
    )
    async def change(self, request: ApiRequest, data: RequestBody[PartnerBody]) -> MyPartner:
        offer = present.changed_offer(data)
        return present.my_partner(await request.use_cases.partners.change(request.user, offer))

    @put(
        "/me/pricing",
        **route(Access.PARTNER, "changeMyPricing", "Change my rate", body=True, errors=(404,)),
    )
    async def price(self, request: ApiRequest, data: RequestBody[PricingBody]) -> MyPartner:
        """For new bookings; the terms of standing ones are frozen."""
        offer = present.pricing(data)
        return present.my_partner(await request.use_cases.partners.change(request.user, offer))

    @put(
        "/me/availability",
        **route(
            Access.PARTNER, "changeMyAvailability", "Take bookings or not", body=True, errors=(404,)
        ),
    )
    async def switch(self, request: ApiRequest, data: RequestBody[AvailabilityBody]) -> MyPartner:
        offer = present.availability(data)
        return present.my_partner(await request.use_cases.partners.change(request.user, offer))

    @get(
        "/{partner_id:uuid}",
        **route(Access.USER, "getPartner", "A verified partner", errors=(404,)),
    )
    async def public(self, request: ApiRequest, partner_id: FromPath[UUID]) -> PublicPartner:
        view = await request.use_cases.partners.public(request.user, UserId(partner_id))
        request.use_cases.views.note(request.user, view.partner.id)
        return present.public_partner(view)
