"""What search needs of the world."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from mate_core.partners.ports import PartnersUow
from mate_core.search.entry import SearchEntry
from mate_core.search.model import SearchPage
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId

TOTAL_COUNTED = 200


class PartnerDirectory(Protocol):
    async def nearby(
        self, viewer: UserId, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        """Bookable partners whose snapped base area lies within `radius_km` of `origin`.

        Nearest first, ties by id; verified, available, with an active account and a base area;
        never the viewer. `page` counts from 1. Distance is measured to the snapped point.
        """
        ...


class SearchEntries(Protocol):
    """The read model: one row per partner who can be found, written with what it depends on."""

    async def put(self, *entries: SearchEntry) -> None:
        """Each in place of what stood there for the partner."""
        ...

    async def remove(self, *partner_ids: UserId) -> None: ...

    async def of(self, *partner_ids: UserId) -> Sequence[SearchEntry]:
        """Those that are there, in no order."""
        ...


class SearchUow(PartnersUow, Protocol):
    @property
    def search_entries(self) -> SearchEntries: ...
