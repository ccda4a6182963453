"""What search needs of the world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from mate_core.identity.model import User
from mate_core.partners.model import Partner
from mate_core.partners.ports import PartnersUow
from mate_core.profiles.model import Profile
from mate_core.search.entry import SearchEntry, entry_of
from mate_core.search.model import PageWish, SearchPage
from mate_core.search.query import SearchQuery
from mate_core.search.terms import Term, TermKnowledge
from mate_core.shared.ids import UserId

TOTAL_COUNTED = 200
NEAREST_COUNTED = 5
"""So many words that look alike are taken for one that nobody has."""


class PartnerDirectory(Protocol):
    """Answers searches, from the read model and from what must never be out of date."""

    async def known(self, terms: Sequence[Term]) -> Sequence[TermKnowledge]:
        """What the vocabulary knows of each term, in that order.

        `nearest` is for words that nobody has, and only where both `has_alikes`: words of three
        tenths similarity and more, the most similar first, then in the order of the alphabet.
        """
        ...

    async def find(self, viewer: UserId, query: SearchQuery, page: PageWish) -> SearchPage:
        """Entries within the radius that fit, in the order of the query.

        Never the viewer, nor anybody between whom and him there is a block in either direction.
        With `query.free`, who is free in published time, reservations and travel buffer at this
        moment. Distance is measured to the centre of the cell.
        """
        ...

    async def tidy(self) -> None:
        """After many writes at once: whatever makes searches quick again."""
        ...


@dataclass(frozen=True, slots=True)
class SearchSource:
    """All that an entry is made of."""

    partner: Partner
    profile: Profile
    user: User

    def entry(self) -> SearchEntry | None:
        return entry_of(self.partner, self.profile, self.user)


class SearchEntries(Protocol):
    """The read model: one row per partner who can be found, written with what it depends on."""

    async def put(self, *entries: SearchEntry) -> None:
        """Each in place of what stood there for the partner; at most one for each."""
        ...

    async def remove(self, *partner_ids: UserId) -> None: ...

    async def of(self, *partner_ids: UserId) -> Sequence[SearchEntry]:
        """Those that are there, in no order."""
        ...

    async def sources(self, after: UserId | None, limit: int) -> Sequence[SearchSource]:
        """Of partners whose id comes behind `after`, by id; who has no profile is left out."""
        ...

    async def sources_for_change(self, after: UserId | None, limit: int) -> Sequence[SearchSource]:
        """The same; the partners' rows stay locked, so that no other entry of theirs is made."""
        ...

    async def stale(self, *entries: SearchEntry) -> Sequence[UserId]:
        """Of which partners something else stands there than this, or nothing; in no order."""
        ...

    async def miscounted_terms(self) -> int:
        """Of how many terms the vocabulary counts other partners than there are."""
        ...

    async def recount_terms(self) -> None:
        """Count the vocabulary anew; until the commit no entry can be written."""
        ...


class SearchUow(PartnersUow, Protocol):
    @property
    def search_entries(self) -> SearchEntries: ...
