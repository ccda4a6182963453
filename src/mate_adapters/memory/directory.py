"""Search for partners, in memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter

from mate_adapters.memory.partners import PartnerTables
from mate_adapters.memory.search import SearchTables
from mate_adapters.memory.unit_of_work import MemoryUnitOfWork
from mate_core.partners.model import Partner
from mate_core.partners.steps import read_calendar
from mate_core.search.cells import centre_of
from mate_core.search.entry import SearchEntry
from mate_core.search.model import PageWish, PartnerCard, SearchPage
from mate_core.search.ports import NEAREST_COUNTED, TOTAL_COUNTED
from mate_core.search.query import FreePeriod, SearchQuery
from mate_core.search.terms import Term, TermKnowledge
from mate_core.search.text import LEAST_SIMILARITY, has_alikes, similarity
from mate_core.shared.geo import KM_PER_DEGREE, distance_band_km
from mate_core.shared.ids import UserId

_Hit = tuple[SearchEntry, float]
"""With the distance in kilometres."""


class MemoryDirectory:
    def __init__(
        self,
        search: SearchTables,
        partners: PartnerTables,
        open_read: Callable[[], MemoryUnitOfWork],
    ) -> None:
        self._entries = search.entries.rows
        self._by_cell = search.by_cell.keys
        self._by_term = search.by_term.keys
        self._partners = partners.partners.rows
        self._open_read = open_read

    async def known(self, terms: Sequence[Term]) -> Sequence[TermKnowledge]:
        return [self._known(term) for term in terms]

    def _known(self, term: Term) -> TermKnowledge:
        if not term.is_prefix:
            partners = len(self._by_term.get(term.text, ()))
        else:
            partners = sum(
                len(keys)
                for known, keys in self._by_term.items()
                if str(known).startswith(term.text)
            )
        if partners or not has_alikes(term.text):
            return TermKnowledge(partners)
        alike = ((similarity(str(known), term.text), str(known)) for known in self._by_term)
        near = sorted(
            (-share, word)
            for share, word in alike
            if share >= LEAST_SIMILARITY and has_alikes(word)
        )
        nearest = tuple(word for _, word in near[:NEAREST_COUNTED])
        return TermKnowledge(0, nearest, sum(len(self._by_term[word]) for word in nearest))

    async def find(self, viewer: UserId, query: SearchQuery, page: PageWish) -> SearchPage:
        async with self._open_read() as uow:
            hidden = await uow.blocks.hidden_from(viewer) | {viewer}
            hits = [
                hit
                for hit in self._around(query)
                if hit[0].partner_id not in hidden
                and query.fits(hit[0])
                and (query.free is None or await _is_free(uow, hit[0], query.free))
            ]
        return self._page(query, hits, page)

    def _around(self, query: SearchQuery) -> list[_Hit]:
        """Who is shown in each cell around, and how far that is; cells are measured once."""
        origin, radius_km = query.criteria.origin, query.criteria.radius_km
        degrees = radius_km / KM_PER_DEGREE + 0.001  # cheap sieve before the trigonometry
        hits: list[_Hit] = []
        for cell, partner_ids in self._by_cell.items():
            centre = centre_of(int(str(cell)))
            if abs(centre.latitude - origin.latitude) > degrees:
                continue
            distance_km = origin.distance_km(centre)
            if distance_km <= radius_km:
                hits.extend((self._entries[each], distance_km) for each in partner_ids)
        return hits

    def _page(self, query: SearchQuery, hits: Sequence[_Hit], page: PageWish) -> SearchPage:
        @cache
        def distance_of(cell: int) -> float:
            return query.criteria.origin.distance_km(centre_of(cell))

        keyed = []
        for entry, distance_km in hits:
            place = query.place_of(entry)
            keyed.append((query.place_key(place, distance_of), place, entry, distance_km))
        keyed.sort(key=itemgetter(0))
        if page.after is not None:
            behind = query.place_key(page.after, distance_of)
            keyed = [each for each in keyed if each[0] > behind]
        shown = keyed[page.first : page.end]
        return SearchPage(
            [_card(entry, self._partners[entry.partner_id], km) for _, _, entry, km in shown],
            min(len(hits), TOTAL_COUNTED),
            len(hits) > TOTAL_COUNTED,
            shown[-1][1] if len(keyed) > page.end else None,
        )

    async def tidy(self) -> None:
        """Dicts need no care."""


async def _is_free(uow: MemoryUnitOfWork, entry: SearchEntry, free: FreePeriod) -> bool:
    meeting = free.meeting(entry.minimum_half_hours)
    occupied = meeting.extended(entry.travel_buffer)
    calendar = await read_calendar(uow, entry.partner_id, occupied)
    return calendar.offers(meeting) and not calendar.is_taken(occupied)


def _card(entry: SearchEntry, partner: Partner, distance_km: float) -> PartnerCard:
    return PartnerCard(
        partner_id=entry.partner_id,
        display_name=entry.display_name,
        avatar_url=entry.avatar_url,
        bio=entry.bio,
        city=entry.city,
        hourly_rate=entry.hourly_rate,
        average_rating=entry.average_rating,
        total_reviews=entry.total_reviews,
        completed_bookings=partner.completed_bookings,
        is_verified=partner.is_verified,
        service_types=entry.service_types,
        distance_km=distance_band_km(distance_km),
    )
