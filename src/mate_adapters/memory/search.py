"""The read model of search in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from mate_adapters.memory.identity import IdentityTables
from mate_adapters.memory.partners import PartnerTables
from mate_adapters.memory.profiles import ProfileTables
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.partners.model import Partner
from mate_core.search.entry import SearchEntry
from mate_core.search.ports import SearchSource
from mate_core.search.terms import terms_of
from mate_core.shared.ids import UserId


class SearchTables:
    def __init__(self) -> None:
        self.entries = Table[UserId, SearchEntry]()
        self.by_cell = self.entries.index(lambda entry: (entry.cell,))
        self.by_term = self.entries.index(lambda entry: sorted(terms_of(entry).all))
        """The vocabulary: whoever has a term, by the term."""


class MemorySearchEntries:
    def __init__(
        self,
        tables: SearchTables,
        partners: PartnerTables,
        profiles: ProfileTables,
        identity: IdentityTables,
        transaction: Transaction,
    ) -> None:
        self._tables = tables
        self._transaction = transaction
        self._entries = transaction.view(tables.entries)
        self._partners = transaction.view(partners.partners)
        self._profiles = transaction.view(profiles.profiles)
        self._users = transaction.view(identity.users)

    async def put(self, *entries: SearchEntry) -> None:
        await self._transaction.lock()
        for entry in entries:
            self._entries.put(entry.partner_id, entry)

    async def remove(self, *partner_ids: UserId) -> None:
        await self._transaction.lock()
        for partner_id in partner_ids:
            if self._entries.get(partner_id) is not None:
                self._entries.remove(partner_id)

    async def of(self, *partner_ids: UserId) -> Sequence[SearchEntry]:
        found = (self._entries.get(partner_id) for partner_id in partner_ids)
        return [entry for entry in found if entry is not None]

    async def sources(self, after: UserId | None, limit: int) -> Sequence[SearchSource]:
        behind = sorted(
            (each for each in self._partners.all() if after is None or each.id > after),
            key=lambda each: each.id,
        )
        return list(islice(self._whole(behind), limit))

    def _whole(self, partners: Iterable[Partner]) -> Iterator[SearchSource]:
        for partner in partners:
            profile, user = self._profiles.get(partner.id), self._users.get(partner.id)
            if profile is not None and user is not None:
                yield SearchSource(partner, profile, user)

    async def sources_for_change(self, after: UserId | None, limit: int) -> Sequence[SearchSource]:
        await self._transaction.lock()
        return await self.sources(after, limit)

    async def stale(self, *entries: SearchEntry) -> Sequence[UserId]:
        return [
            entry.partner_id for entry in entries if self._entries.get(entry.partner_id) != entry
        ]

    async def miscounted_terms(self) -> int:
        have = Counter(term for entry in self._entries.all() for term in terms_of(entry).all)
        kept = {str(term): len(ids) for term, ids in self._tables.by_term.keys.items()}
        return sum(have[term] != kept.get(term, 0) for term in have.keys() | kept.keys())

    async def recount_terms(self) -> None:
        """The index of the table is never wrong."""
        await self._transaction.lock()
