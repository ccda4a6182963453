"""Making the read model of search anew, and checking it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from mate_core.search.ports import PartnerDirectory, SearchUow
from mate_core.shared.commands import command
from mate_core.shared.ids import UserId

BATCH = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How far a rebuild is: partners looked at, and how many of them can be found."""

    partners: int = 0
    entries: int = 0
    last: UserId | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """`stale` are entries that do not say what is true, `missing` and `left_over` those that
    ought to be there or gone; `miscounted_terms` is about the vocabulary."""

    partners: int = 0
    stale: tuple[UserId, ...] = ()
    left_over: tuple[UserId, ...] = ()
    miscounted_terms: int = 0
    last: UserId | None = field(default=None, repr=False)

    @property
    def is_clean(self) -> bool:
        return not (self.stale or self.left_over or self.miscounted_terms)


@dataclass(frozen=True, slots=True)
class SearchIndexService:
    """For operations. Everything goes in batches, while the application serves."""

    open_uow: Callable[[], SearchUow]
    open_read: Callable[[], SearchUow]
    directory: PartnerDirectory

    async def rebuild(self) -> AsyncIterator[Rebuilt]:
        """Make every entry anew from partners, profiles and accounts; tells how far it is.

        Searches go on meanwhile. The vocabulary is counted at the end: for that moment changes of
        partners wait.
        """
        done = Rebuilt()
        while True:
            batch = await self._rebuild_batch(done.last)
            if batch.last is None:
                break
            done = Rebuilt(done.partners + batch.partners, done.entries + batch.entries, batch.last)
            yield done
        await self._recount()
        await self.directory.tidy()

    @command
    async def _rebuild_batch(self, after: UserId | None) -> Rebuilt:
        async with self.open_uow() as uow:
            sources = await uow.search_entries.sources_for_change(after, BATCH)
            if not sources:
                return Rebuilt()
            made = {source.partner.id: source.entry() for source in sources}
            entries = [entry for entry in made.values() if entry is not None]
            await uow.search_entries.put(*entries)
            await uow.search_entries.remove(*(each for each, e in made.items() if e is None))
            await uow.commit()
        return Rebuilt(len(sources), len(entries), sources[-1].partner.id)

    @command
    async def _recount(self) -> None:
        async with self.open_uow() as uow:
            if await uow.search_entries.miscounted_terms():
                await uow.search_entries.recount_terms()
                await uow.commit()

    async def verify(self) -> Verified:
        """Compare every entry with what it is made of. What changes meanwhile may be told too."""
        found = Verified()
        async with self.open_read() as uow:
            while True:
                batch = await self._verify_batch(uow, found.last)
                if batch.last is None:
                    break
                found = Verified(
                    found.partners + batch.partners,
                    found.stale + batch.stale,
                    found.left_over + batch.left_over,
                    last=batch.last,
                )
            miscounted = await uow.search_entries.miscounted_terms()
        return Verified(found.partners, found.stale, found.left_over, miscounted)

    @staticmethod
    async def _verify_batch(uow: SearchUow, after: UserId | None) -> Verified:
        sources = await uow.search_entries.sources(after, BATCH)
        if not sources:
            return Verified()
        made = {source.partner.id: source.entry() for source in sources}
        entries = [entry for entry in made.values() if entry is not None]
        gone = [partner_id for partner_id, entry in made.items() if entry is None]
        stale = await uow.search_entries.stale(*entries)
        left_over = await uow.search_entries.of(*gone)
        return Verified(
            partners=len(sources),
            stale=tuple(sorted(stale)),
            left_over=tuple(sorted(each.partner_id for each in left_over)),
            last=sources[-1].partner.id,
        )
