"""Searching for partners."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.search.checks import check
from mate_core.search.criteria import Criteria
from mate_core.search.model import PageWish, SearchPage
from mate_core.search.origins import OriginGuard
from mate_core.search.policies import SearchPolicy
from mate_core.search.ports import PartnerDirectory
from mate_core.search.query import query_of
from mate_core.shared.actor import Actor
from mate_core.shared.addresses import AddressBook
from mate_core.shared.caching import (
    SEARCHES,
    SEARCHES_OF_FREE_TIME,
    Cache,
    CachePolicy,
    blocks_of,
)
from mate_core.shared.geo import Coordinates
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class SearchService:
    directory: PartnerDirectory
    clock: Clock
    address_book: AddressBook
    policy: SearchPolicy
    origins: OriginGuard
    cache: Cache
    caching: CachePolicy

    async def find(self, actor: Actor, criteria: Criteria, page: PageWish) -> SearchPage:
        """Partners who fit, and whom neither side has blocked.

        Raises InvalidInput, TooManyOrigins.
        """
        check(criteria, page, self.policy, at=self.clock.now())
        await self.origins.admit(actor.user_id, criteria.origin)
        tags = [SEARCHES, blocks_of(actor.user_id)]
        if criteria.free_at is not None:
            tags.append(SEARCHES_OF_FREE_TIME)
        return await self.cache.get(
            ("search", actor.user_id, criteria, page),  # never one viewer's page to another
            lambda: self._find(actor, criteria, page),
            lasts=self.caching.search_page,
            tags=tags,
            size=lambda found: 1 + len(found.items),
        )

    async def _find(self, actor: Actor, criteria: Criteria, page: PageWish) -> SearchPage:
        query = query_of(criteria, self.address_book, self.policy)
        if query.groups:
            query = query.knowing(await self.directory.known(query.terms))
        return await self.directory.find(actor.user_id, query, page)

    async def nearby(
        self, actor: Actor, origin: Coordinates, *, radius_km: int, page: int, limit: int
    ) -> SearchPage:
        """Verified, available partners near `origin`, nearest first; raises as `find` does."""
        wanted = Criteria(origin, radius_km)
        return await self.find(actor, wanted, PageWish(limit=limit, number=page))
