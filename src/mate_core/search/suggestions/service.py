"""Suggestions for one person: a bounded pool, weighed by the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mate_core.profiles.model import Profile
from mate_core.search.criteria import Criteria, Sort
from mate_core.search.model import PageWish
from mate_core.search.policies import SearchPolicy
from mate_core.search.ports import PartnerDirectory
from mate_core.search.query import query_of
from mate_core.search.suggestions.capitals import CAPITALS, LARGEST
from mate_core.search.suggestions.model import Seeker, Suggestion, Taste, suggest
from mate_core.search.suggestions.policies import SuggestionPolicy
from mate_core.search.suggestions.ports import SuggestionsUow
from mate_core.search.terms import PROVINCE
from mate_core.shared.actor import Actor
from mate_core.shared.addresses import AddressBook
from mate_core.shared.errors import InvalidInput
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class SuggestionService:
    open_read: Callable[[], SuggestionsUow]
    directory: PartnerDirectory
    address_book: AddressBook
    search: SearchPolicy
    policy: SuggestionPolicy

    async def suggestions(self, actor: Actor, *, limit: int | None = None) -> Sequence[Suggestion]:
        """Whom the actor might like, and why: never himself, nobody across a block, only who can be
        found. Raises InvalidInput.
        """
        limit = self.policy.shown if limit is None else limit
        if not 1 <= limit <= self.policy.longest_page:
            remedy = f"Give 1 to {self.policy.longest_page}."
            raise InvalidInput("limit", "number.out_of_range", remedy)
        async with self.open_read() as uow:
            profile, taste, hidden = await uow.together(
                uow.profiles.get(actor.user_id),
                uow.tastes.of(actor.user_id, last=self.policy.bookings_read),
                uow.blocks.hidden_from(actor.user_id),
            )
            seeker = _seeker(profile, taste)
            pool = await self._rising(uow, seeker) | taste.liked(self.policy)
        pool |= await self._around(seeker)
        async with self.open_read() as uow:
            entries = await uow.search_entries.of(*sorted(pool - hidden))
        return suggest(seeker, entries, self.policy)[:limit]

    async def _rising(self, uow: SuggestionsUow, seeker: Seeker) -> frozenset[UserId]:
        """Who is on the rise where he lives, or anywhere."""
        places = {PROVINCE + seeker.province_code} if seeker.province_code else None
        trends = await uow.trends.highest(places, after=None, limit=self.policy.pool)
        return frozenset(trend.partner_id for trend in trends)

    async def _around(self, seeker: Seeker) -> frozenset[UserId]:
        """The nearest, and the best rated of those who offer what he usually books."""
        found: set[UserId] = set()
        for criteria in self._searches(seeker):
            query = query_of(criteria, self.address_book, self.search)
            page = await self.directory.find(
                seeker.user_id, query, PageWish(limit=self.policy.pool)
            )
            found.update(card.partner_id for card in page.items)
        return frozenset(found)

    def _searches(self, seeker: Seeker) -> Iterator[Criteria]:
        usual = frozenset(seeker.taste.services)
        for origin, radius_km in self._places(seeker):
            yield Criteria(origin, radius_km, sort=Sort.DISTANCE)
            yield Criteria(origin, radius_km, service_types=usual, sort=Sort.RATING)

    def _places(self, seeker: Seeker) -> list[tuple[Coordinates, int]]:
        if seeker.cell is not None:
            return [(seeker.cell, self.policy.radius_km)]
        capital = CAPITALS.get(seeker.province_code or "")
        around = [capital] if capital else [CAPITALS[code] for code in LARGEST]
        return [(origin, self.policy.province_radius_km) for origin in around]


def _seeker(profile: Profile, taste: Taste) -> Seeker:
    place = profile.current_location
    return Seeker(
        user_id=profile.user_id,
        cell=place.snapped() if place else None,
        province_code=profile.address.province.code if profile.address else None,
        languages=profile.languages,
        interests=profile.interests,
        taste=taste,
    )
