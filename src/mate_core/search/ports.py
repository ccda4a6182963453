"""What search needs of the world."""

from __future__ import annotations

from typing import Protocol

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
