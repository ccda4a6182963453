"""A search as the stores answer it: everything compared by value, every text as terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.entry import SearchEntry
from mate_core.search.model import Place
from mate_core.search.policies import SearchPolicy
from mate_core.search.ranking import Match, rank_of
from mate_core.search.terms import (
    CITY,
    INTEREST,
    LANGUAGE,
    PROVINCE,
    EntryTerms,
    Term,
    TermGroup,
    TermKnowledge,
    terms_of,
    value,
)
from mate_core.search.text import as_one, words
from mate_core.shared.addresses import AddressBook
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period


@dataclass(frozen=True, slots=True)
class FreePeriod:
    """From `start` (UTC) for `half_hours` × 30 minutes, or for the partner's longer minimum."""

    start: datetime
    half_hours: int

    def meeting(self, minimum_half_hours: int) -> Period:
        """What would be billed, and so has to be free."""
        return Period.of_half_hours(self.start, max(self.half_hours, minimum_half_hours))

    def occupied(self, minimum_half_hours: int, travel_buffer: timedelta) -> Period:
        """The meeting and the way home behind it."""
        return self.meeting(minimum_half_hours).extended(travel_buffer)


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """`groups` must all have a term in common with an entry; `criteria` counts but for its texts.

    `whole_name` is the text as one name, empty without a text.
    """

    criteria: Criteria
    groups: tuple[TermGroup, ...]
    whole_name: str = ""
    free: FreePeriod | None = None

    @property
    def sort(self) -> Sort:
        """Without a text nothing is more relevant than the rank."""
        if self.criteria.sort is Sort.RELEVANCE and not self.whole_name:
            return Sort.RATING
        return self.criteria.sort

    def knowing(self, known: Sequence[TermKnowledge]) -> SearchQuery:
        """The same with what the vocabulary knows of `self.terms`, in that order.

        A word that nobody has is read as the words that look like it; it counts itself all the
        same, because the vocabulary may change before the search is done.
        """
        answers = iter(known)
        groups = []
        for group in self.groups:
            mine = [next(answers) for _ in group.terms]
            alike = tuple(Term(word) for each in mine for word in each.nearest)
            partners = sum(each.partners for each in mine)
            groups.append(replace(group, terms=group.terms + alike, partners=partners))
        return replace(self, groups=tuple(groups))

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(term for group in self.groups for term in group.terms)

    def fits(self, entry: SearchEntry) -> bool:
        """Whether the entry is wanted, its distance, its time and blocks aside."""
        wish = self.criteria
        return (
            (wish.min_rate is None or entry.hourly_rate >= wish.min_rate)
            and (wish.max_rate is None or entry.hourly_rate <= wish.max_rate)
            and (wish.gender is None or entry.gender is wish.gender)
            and (not wish.service_types or not wish.service_types.isdisjoint(entry.service_types))
            and (wish.min_rating is None or entry.average_rating >= wish.min_rating)
            and self._has_terms(entry)
        )

    def _has_terms(self, entry: SearchEntry) -> bool:
        if not self.groups:
            return True
        terms = terms_of(entry).all
        return all(group.is_in(terms) for group in self.groups)

    def match(self, entry: SearchEntry) -> Match:
        return self._match(as_one(entry.display_name), terms_of(entry))

    def _match(self, name: str, terms: EntryTerms) -> Match:
        if name == self.whole_name:
            return Match.NAME
        spoken = (group for group in self.groups if group.is_word)
        return Match.IN_NAME if all(g.is_in(terms.name) for g in spoken) else Match.ELSEWHERE

    def place_of(self, entry: SearchEntry) -> Place:
        """Where a hit stands; compare places by `place_key`."""
        rank = rank_of(entry)
        values: tuple[int, ...] = ()
        if self.sort is Sort.DISTANCE:
            values = (entry.cell,)
        elif self.sort is Sort.PRICE:
            values = (entry.hourly_rate.amount,)
        elif self.sort is Sort.RELEVANCE:
            values = (int(self.match(entry)),)
        return Place((*values, rank), entry.partner_id)

    def place_key(
        self, place: Place, distance_of: Callable[[int], float]
    ) -> tuple[float, int, UserId]:
        """The lower is shown earlier; `distance_of` a cell, in kilometres from the origin."""
        *first, rank = place.values
        if self.sort is Sort.DISTANCE:
            return distance_of(first[0]), -rank, place.partner_id
        return (first[0] if first else 0), -rank, place.partner_id


def query_of(criteria: Criteria, book: AddressBook, policy: SearchPolicy) -> SearchQuery:
    """The search as values and terms; what the vocabulary knows comes later."""
    groups = [
        *_words(criteria.text or "", policy),
        *_any_of(LANGUAGE, criteria.languages),
        *_any_of(INTEREST, criteria.interests),
        *_city(criteria.city, book),
    ]
    return SearchQuery(
        criteria,
        tuple(groups),
        whole_name=as_one(criteria.text or ""),
        free=_free(criteria.free_at, policy),
    )


def _words(text: str, policy: SearchPolicy) -> list[TermGroup]:
    found = words(text)
    last = len(found) - 1
    return [
        TermGroup(
            (Term(word, is_prefix=index == last and len(word) >= policy.shortest_prefix),),
            is_word=True,
        )
        for index, word in enumerate(found)
    ]


def _any_of(kind: str, texts: frozenset[str]) -> list[TermGroup]:
    terms = sorted({value(kind, text) for text in texts})
    return [TermGroup(tuple(map(Term, terms)))] if terms else []


def _city(city: str | None, book: AddressBook) -> list[TermGroup]:
    """The provinces that are meant, and the same text where no province was understood."""
    if city is None:
        return []
    provinces = [Term(PROVINCE + province.code) for province in book.resolve(city)]
    return [TermGroup((*provinces, Term(value(CITY, city))))]


def _free(wish: FreeAt | None, policy: SearchPolicy) -> FreePeriod | None:
    if wish is None:
        return None
    return FreePeriod(wish.start, max(wish.half_hours, policy.least_half_hours))
