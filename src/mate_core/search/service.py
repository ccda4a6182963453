"""Searching for partners."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.search.checks import check
from mate_core.search.criteria import Criteria
from mate_core.search.model import PageWish, SearchPage
from mate_core.search.policies import SearchPolicy
from mate_core.search.ports import PartnerDirectory
from mate_core.search.query import query_of
from mate_core.shared.actor import Actor
from mate_core.shared.addresses import AddressBook
from mate_core.shared.geo import Coordinates
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class SearchService:
    directory: PartnerDirectory
    clock: Clock
    address_book: AddressBook
    policy: SearchPolicy

    async def find(self, actor: Actor, criteria: Criteria, page: PageWish) -> SearchPage:
        """Partners who fit, and whom neither side has blocked; raises InvalidInput."""
        check(criteria, page, self.policy, at=self.clock.now())
        query = query_of(criteria, self.address_book, self.policy)
        if query.groups:
            query = query.knowing(await self.directory.known(query.terms))
        return await self.directory.find(actor.user_id, query, page)

    async def nearby(
        self, actor: Actor, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        """Verified, available partners near `origin`, nearest first; raises InvalidInput."""
        wanted = Criteria(origin, radius_km)
        return await self.find(actor, wanted, PageWish(limit=limit, number=page))
