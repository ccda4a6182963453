"""Partners."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import (
    Repository,
    address,
    address_values,
    coordinates,
    found,
)
from mate_adapters.postgres.statement import Statement, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.partners import partner_profiles
from mate_core.partners.model import ListingStatus, Partner, RefundPolicy, ServiceType
from mate_core.partners.reliability import Reliability
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd

_C = partner_profiles.c
_MINUTE: Final = timedelta(minutes=1)
_RELIABILITY: Final = (
    "requests_accepted",
    "requests_declined",
    "requests_lapsed",
    "bookings_cancelled",
)
# Counters change by the methods `count_…` alone, which do not touch the version.
_KEPT: Final = frozenset(
    {
        "user_id",
        "created_at",
        "version",
        "total_bookings",
        "completed_bookings",
        "total_reviews",
        "rating_sum",
        *_RELIABILITY,
    }
)
_ADD: Final = Statement(insert_into(partner_profiles))
_GET: Final = Statement(sa.select(*_C).where(_C.user_id == of(_C.user_id)))
_LOCK: Final = Statement(
    sa.select(*_C).where(_C.user_id == of(_C.user_id)).with_for_update(key_share=True)
)
_SAVE: Final = Statement(
    saved_once(
        partner_profiles.update()
        .where(_C.user_id == of(_C.user_id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_COUNT: Final = Statement(
    partner_profiles.update()
    .where(_C.user_id == of(_C.user_id))
    .values(
        {
            _C.total_bookings: _C.total_bookings + param("booked", sa.Integer()),
            _C.completed_bookings: _C.completed_bookings + param("completed", sa.Integer()),
        }
    )
)
_COUNT_REVIEW: Final = Statement(
    partner_profiles.update()
    .where(_C.user_id == of(_C.user_id))
    .values(
        {
            _C.total_reviews: _C.total_reviews + param("reviews", sa.Integer()),
            _C.rating_sum: _C.rating_sum + param("stars", sa.Integer()),
        }
    )
)
_COUNT_RELIABILITY: Final = Statement(
    partner_profiles.update()
    .where(_C.user_id == of(_C.user_id))
    .values({_C[name]: _C[name] + param(name, sa.Integer()) for name in _RELIABILITY})
)


def partner_of(row: Row) -> Partner:
    (
        user_id,
        hourly_rate,
        minimum_half_hours,
        service_types,
        bio,
        base_lat,
        base_lng,
        city,
        travel_buffer_minutes,
        is_available,
        verified_at,
        total_bookings,
        completed_bookings,
        total_reviews,
        rating_sum,
        version,
        created_at,
        updated_at,
        refund_policy,
        accepted,
        declined,
        lapsed,
        cancelled,
        *units,
        listing,
    ) = row
    return Partner(
        id=user_id,
        hourly_rate=Vnd(hourly_rate),
        minimum_half_hours=minimum_half_hours,
        service_types=frozenset(map(ServiceType, service_types)),
        created_at=created_at,
        updated_at=updated_at,
        bio=bio,
        base_area=coordinates(base_lat, base_lng),
        city=city,
        address=address(city, *units),
        travel_buffer=travel_buffer_minutes * _MINUTE,
        is_available=is_available,
        refund_policy=RefundPolicy(refund_policy),
        verified_at=verified_at,
        listing=ListingStatus(listing),
        total_bookings=total_bookings,
        completed_bookings=completed_bookings,
        total_reviews=total_reviews,
        rating_sum=rating_sum,
        reliability=Reliability(accepted, declined, lapsed, cancelled),
        version=version,
    )


def values_of_partner(partner: Partner) -> dict[str, Any]:
    area = partner.base_area
    return {
        "user_id": partner.id,
        "hourly_rate": partner.hourly_rate.amount,
        "minimum_half_hours": partner.minimum_half_hours,
        "service_types": sorted(partner.service_types),
        "bio": partner.bio,
        "base_lat": area and area.latitude,
        "base_lng": area and area.longitude,
        "city": partner.city,
        "travel_buffer_minutes": partner.travel_buffer // _MINUTE,
        "is_available": partner.is_available,
        "verified_at": partner.verified_at,
        "total_bookings": partner.total_bookings,
        "completed_bookings": partner.completed_bookings,
        "total_reviews": partner.total_reviews,
        "rating_sum": partner.rating_sum,
        "version": partner.version,
        "created_at": partner.created_at,
        "updated_at": partner.updated_at,
        "refund_policy": partner.refund_policy,
        **_counters(partner.reliability),
        **address_values(partner.address),
        "listing": partner.listing,
    }


def _counters(reliability: Reliability) -> dict[str, int]:
    counted = astuple(reliability)
    return dict(zip(_RELIABILITY, counted, strict=True))


class PostgresPartners(Repository):
    __slots__ = ()

    async def add(self, partner: Partner) -> None:
        self._session.write(_ADD, values_of_partner(partner))

    async def get(self, partner_id: UserId) -> Partner:
        return partner_of(found(await self._session.row(_GET, {"user_id": partner_id})))

    async def get_for_change(self, partner_id: UserId) -> Partner:
        rows = await self._session.lock(_LOCK, {"user_id": partner_id})
        return partner_of(found(rows[0] if rows else None))

    async def save(self, partner: Partner) -> None:
        self._session.write(_SAVE, values_of_partner(partner))

    async def count_booking(self, partner_id: UserId, *, booked: int, completed: int) -> None:
        self._session.write(
            _COUNT, {"user_id": partner_id, "booked": booked, "completed": completed}
        )

    async def count_review(self, partner_id: UserId, *, stars: int, reviews: int) -> None:
        self._session.write(
            _COUNT_REVIEW, {"user_id": partner_id, "stars": stars, "reviews": reviews}
        )

    async def count_reliability(self, partner_id: UserId, more: Reliability) -> None:
        self._session.write(_COUNT_RELIABILITY, {"user_id": partner_id, **_counters(more)})
