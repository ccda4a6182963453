"""Searching for partners."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.search.model import SearchPage
from mate_core.search.policies import SearchPolicy
from mate_core.search.ports import PartnerDirectory
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput
from mate_core.shared.geo import Coordinates


@dataclass(frozen=True, slots=True)
class SearchService:
    directory: PartnerDirectory
    policy: SearchPolicy

    async def nearby(
        self, actor: Actor, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        """Verified, available partners near `origin`, nearest first; raises InvalidInput."""
        for field, value, highest in (
            ("radiusKm", radius_km, self.policy.longest_radius_km),
            ("page", page, self.policy.last_page),
            ("limit", limit, self.policy.longest_page),
        ):
            if not 1 <= value <= highest:
                raise InvalidInput(field, "number.out_of_range", f"Give 1 to {highest}.")
        return await self.directory.nearby(
            actor.user_id, origin, radius_km=radius_km, page=page, limit=limit
        )
