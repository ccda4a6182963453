"""Search for partners near a place, in memory."""

from __future__ import annotations

from collections.abc import Iterator

from mate_adapters.memory.identity import IdentityTables
from mate_adapters.memory.partners import PartnerTables
from mate_adapters.memory.profiles import ProfileTables
from mate_core.identity.model import UserStatus
from mate_core.partners.model import Partner
from mate_core.profiles.model import Profile
from mate_core.search.model import PartnerCard, SearchPage
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.geo import KM_PER_DEGREE, Coordinates, distance_band_km
from mate_core.shared.ids import UserId


class MemoryDirectory:
    def __init__(
        self, identity: IdentityTables, profiles: ProfileTables, partners: PartnerTables
    ) -> None:
        self._users = identity.users.rows
        self._profiles = profiles.profiles.rows
        self._partners = partners.partners.rows
        self._by_area = partners.bookable_by_area.keys

    async def nearby(
        self, viewer: UserId, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        hits = sorted(self._hits(viewer, origin, radius_km))
        first = (page - 1) * limit
        cards = [
            _card(self._partners[partner_id], self._profiles[partner_id], distance_km)
            for distance_km, partner_id in hits[first : first + limit]
        ]
        return SearchPage(cards, min(len(hits), TOTAL_COUNTED), len(hits) > TOTAL_COUNTED)

    def _hits(
        self, viewer: UserId, origin: Coordinates, radius_km: int
    ) -> Iterator[tuple[float, UserId]]:
        """Partners share the cells that they are known by, so each distance is worked out once."""
        degrees = radius_km / KM_PER_DEGREE + 0.001  # cheap sieve before the trigonometry
        for area, partner_ids in self._by_area.items():
            if not isinstance(area, Coordinates):
                raise TypeError(f"partners stand under their areas, not under {area!r}")
            if abs(area.latitude - origin.latitude) > degrees:
                continue
            distance_km = origin.distance_km(area)
            if distance_km > radius_km:
                continue
            for partner_id in partner_ids.keys() - {viewer}:  # the order is the caller's
                if self._is_shown(partner_id):
                    yield distance_km, partner_id

    def _is_shown(self, partner_id: UserId) -> bool:
        user = self._users.get(partner_id)
        return (
            user is not None and user.status is UserStatus.ACTIVE and partner_id in self._profiles
        )


def _card(partner: Partner, profile: Profile, distance_km: float) -> PartnerCard:
    return PartnerCard(
        partner_id=partner.id,
        display_name=profile.shown_name,
        avatar_url=profile.avatar_url,
        bio=partner.bio,
        city=partner.city,
        hourly_rate=partner.hourly_rate,
        average_rating=partner.average_rating,
        total_reviews=partner.total_reviews,
        completed_bookings=partner.completed_bookings,
        is_verified=partner.is_verified,
        service_types=partner.service_types,
        distance_km=distance_band_km(distance_km),
    )
