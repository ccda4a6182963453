"""Partners, and what a search finds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from mate_core.bookings import policies
from mate_core.partners.policies import RELIABILITY
from mate_core.partners.service import Offer, PartnerView
from mate_core.search.model import PartnerCard as FoundPartner
from mate_core.shared.addresses import Province
from mate_core.shared.money import Vnd
from mate_http.presenters.addresses import unit
from mate_http.presenters.places import coordinates
from mate_http.schemas.partners import (
    AvailabilityBody,
    MyPartner,
    PartnerBody,
    PartnerCard,
    PricingBody,
    PublicPartner,
    RefundTier,
    RegisterPartnerBody,
)
from mate_http.times import half_hours, hours, local_or_none

BASE = ("baseLat", "baseLng")


def first_offer(body: RegisterPartnerBody) -> Offer:
    return Offer(
        hourly_rate=Vnd(body.hourly_rate),
        minimum_half_hours=_minimum(body.minimum_hours),
        service_types=frozenset(body.service_types),
        bio=body.bio,
        city=body.city,
        province_code=body.province_code,
        commune_code=body.commune_code,
        base_area=coordinates(body.base_lat, body.base_lng, fields=BASE),
        travel_buffer=_minutes(body.travel_buffer_minutes),
        refund_policy=body.refund_policy,
    )


def changed_offer(body: PartnerBody) -> Offer:
    return Offer(
        service_types=None if body.service_types is None else frozenset(body.service_types),
        bio=body.bio,
        city=body.city,
        province_code=body.province_code,
        commune_code=body.commune_code,
        base_area=coordinates(body.base_lat, body.base_lng, fields=BASE),
        travel_buffer=_minutes(body.travel_buffer_minutes),
    )


def pricing(body: PricingBody) -> Offer:
    return Offer(
        hourly_rate=Vnd(body.hourly_rate),
        minimum_half_hours=_minimum(body.minimum_hours),
        refund_policy=body.refund_policy,
    )


def availability(body: AvailabilityBody) -> Offer:
    return Offer(is_available=body.is_available)


def _minimum(given: float | None) -> int | None:
    return None if given is None else half_hours(given, field="minimumHours")


def _minutes(given: int | None) -> dt.timedelta | None:
    return None if given is None else dt.timedelta(minutes=given)


def public_partner(view: PartnerView) -> PublicPartner:
    return PublicPartner(**_public(view))


def my_partner(view: PartnerView) -> MyPartner:
    partner = view.partner
    area = partner.base_area
    return MyPartner(
        **_public(view),
        commune=unit(partner.address.commune if partner.address else None),
        base_lat=area.latitude if area else None,
        base_lng=area.longitude if area else None,
        travel_buffer_minutes=partner.travel_buffer // dt.timedelta(minutes=1),
        verified_at=local_or_none(partner.verified_at),
        total_bookings=partner.total_bookings,
        listing_status=partner.listing,
    )


def _public(view: PartnerView) -> dict[str, Any]:
    partner, profile = view.partner, view.profile
    return {
        "partner_id": partner.id,
        "display_name": profile.display_name,
        "avatar_url": profile.avatar_url,
        "cover_photo_url": profile.cover_photo_url,
        "bio": partner.bio or profile.bio,
        "gender": profile.gender,
        "city": partner.city or profile.city,
        "province": unit(_province(view)),
        "languages": list(profile.languages),
        "interests": list(profile.interests),
        "talents": list(profile.talents),
        "hourly_rate": partner.hourly_rate.amount,
        "minimum_hours": hours(partner.minimum_half_hours),
        "service_types": sorted(partner.service_types),
        "average_rating": round(float(partner.average_rating), 2),
        "total_reviews": partner.total_reviews,
        "completed_bookings": partner.completed_bookings,
        "response_rate": partner.reliability.response_rate(RELIABILITY),
        "is_verified": partner.is_verified,
        "is_available": partner.is_available,
        "refund_policy": partner.refund_policy,
        "refund_tiers": refund_tiers(policies.REFUND_TIERS[partner.refund_policy]),
    }


def _province(view: PartnerView) -> Province | None:
    """Of the same place as the city that is shown: the listing's, else the person's."""
    if view.partner.city is None:
        return view.profile.province
    return view.partner.address.province if view.partner.address else None


def refund_tiers(tiers: Sequence[policies.RefundTier]) -> list[RefundTier]:
    hour = dt.timedelta(hours=1)
    return [RefundTier(hours_before=tier.before / hour, percent=tier.percent) for tier in tiers]


def card(found: FoundPartner) -> PartnerCard:
    return PartnerCard(
        partner_id=found.partner_id,
        display_name=found.display_name,
        avatar_url=found.avatar_url,
        bio=found.bio,
        city=found.city,
        hourly_rate=found.hourly_rate.amount,
        average_rating=round(float(found.average_rating), 2),
        total_reviews=found.total_reviews,
        completed_bookings=found.completed_bookings,
        is_verified=found.is_verified,
        service_types=sorted(found.service_types),
        distance_km=found.distance_km,
    )
