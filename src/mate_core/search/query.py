"""A search as the stores answer it: everything compared by value, every text as terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.entry import SearchEntry
from mate_core.search.model import Place
from mate_core.search.policies import SearchPolicy
from mate_core.search.ranking import Match, rank_of
from mate_core.search.terms import (
    CALLED,
    CITY,
    INTEREST,
    LANGUAGE,
    NAMED,
    PROVINCE,
    Term,
    TermGroup,
    TermKnowledge,
    terms_of,
    value,
)
from mate_core.search.text import words
from mate_core.shared.addresses import AddressBook
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period

FEW_OF_ONE_WORD: Final = 5_000
FEW_OF_SEVERAL_WORDS: Final = 50_000
"""Of partners who have a word, the rarest one of several: they are few who have all of them."""


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

    With a text, `called` is the text as a whole name, and `named` are its words as words of one,
    once the vocabulary is known.
    """

    criteria: Criteria
    groups: tuple[TermGroup, ...]
    called: Term | None = None
    named: tuple[TermGroup, ...] = ()
    free: FreePeriod | None = None

    @property
    def sort(self) -> Sort:
        """Without a text nothing is more relevant than the rank."""
        if self.criteria.sort is Sort.RELEVANCE and self.called is None:
            return Sort.RATING
        return self.criteria.sort

    @property
    def terms(self) -> tuple[Term, ...]:
        """What the vocabulary is asked about."""
        return tuple(term for group in self.groups for term in group.terms)

    def knowing(self, known: Sequence[TermKnowledge]) -> SearchQuery:
        """The same with what the vocabulary knows of `self.terms`, in that order.

        A word that nobody has is read as the words that look like it; it counts itself all the
        same, because the vocabulary may change before the search is done.
        """
        answers = iter(known)
        groups, named = [], []
        for group in self.groups:
            mine = [next(answers) for _ in group.terms]
            alike = [word for each in mine for word in each.nearest]
            partners = sum(each.partners + each.nearest_partners for each in mine)
            terms = (*group.terms, *map(Term, alike))
            groups.append(replace(group, terms=terms, partners=partners))
            if group.is_word:
                named.append(replace(group, terms=tuple(map(_as_name, terms))))
        return replace(self, groups=tuple(groups), named=tuple(named))

    @property
    def is_telling(self) -> bool:
        """Whether so few fit the text that it matters how well they do."""
        spoken = [group.partners for group in self.groups if group.is_word]
        few = FEW_OF_ONE_WORD if len(spoken) == 1 else FEW_OF_SEVERAL_WORDS
        return bool(spoken) and min(spoken) <= few

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
        """Of a text that thousands fit, every match is as good as another: the rank decides."""
        if self.called is None or not self.is_telling:
            return Match.ELSEWHERE
        terms = terms_of(entry).all
        if self.called.is_in(terms):
            return Match.NAME
        in_name = all(group.is_in(terms) for group in self.named)
        return Match.IN_NAME if in_name else Match.ELSEWHERE

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
    spoken = words(criteria.text or "")
    groups = [
        *_words(spoken, policy),
        *_any_of(LANGUAGE, criteria.languages),
        *_any_of(INTEREST, criteria.interests),
        *_city(criteria.city, book),
    ]
    return SearchQuery(
        criteria,
        tuple(groups),
        called=Term(CALLED + " ".join(spoken)) if spoken else None,
        free=_free(criteria.free_at, policy),
    )


def _words(spoken: Sequence[str], policy: SearchPolicy) -> list[TermGroup]:
    last = len(spoken) - 1
    return [
        TermGroup(
            (Term(word, is_prefix=index == last and len(word) >= policy.shortest_prefix),),
            is_word=True,
        )
        for index, word in enumerate(spoken)
    ]


def _as_name(word: Term) -> Term:
    return replace(word, text=NAMED + word.text)


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
