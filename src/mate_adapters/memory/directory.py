"""Search for partners near a place, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import itemgetter

from mate_adapters.memory.identity import IdentityTables
from mate_adapters.memory.partners import PartnerTables
from mate_adapters.memory.profiles import ProfileTables
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
        self._active = identity.active.keys
        self._profiles = profiles.profiles.rows
        self._partners = partners.partners.rows
        self._by_area = partners.bookable_by_area.keys

    async def nearby(
        self, viewer: UserId, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        near = sorted(self._near(viewer, origin, radius_km), key=itemgetter(0))
        first, end = (page - 1) * limit, page * limit
        hits: list[tuple[float, UserId]] = []
        for distance_km, partner_ids in near:
            if len(hits) >= end and distance_km > hits[-1][0]:
                break  # the page is full; cells equally far are put in the order of their ids
            hits.extend((distance_km, partner_id) for partner_id in partner_ids)
        cards = [
            _card(self._partners[partner_id], self._profiles[partner_id], distance_km)
            for distance_km, partner_id in sorted(hits)[first:end]
        ]
        total = sum(len(partner_ids) for _, partner_ids in near)
        return SearchPage(cards, min(total, TOTAL_COUNTED), total > TOTAL_COUNTED)

    def _near(
        self, viewer: UserId, origin: Coordinates, radius_km: int
    ) -> Iterator[tuple[float, set[UserId]]]:
        """Who is shown in each cell around, and how far that is.

        Partners share the cells that they are known by, so each distance is worked out once.
        """
        degrees = radius_km / KM_PER_DEGREE + 0.001  # cheap sieve before the trigonometry
        active = self._active.get(True, {})
        for area, partner_ids in self._by_area.items():
            if not isinstance(area, Coordinates):
                raise TypeError(f"partners stand under their areas, not under {area!r}")
            if abs(area.latitude - origin.latitude) > degrees:
                continue
            distance_km = origin.distance_km(area)
            if distance_km <= radius_km:
                shown = _keys_of(active, _keys_of(self._profiles, set(partner_ids)))
                yield distance_km, shown - {viewer}


def _keys_of(rows: Mapping[UserId, object], ids: set[UserId]) -> set[UserId]:
    """Those of `ids` that are keys of `rows`; a difference of sets hashes no id again."""
    return ids - ids.difference(rows)


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
