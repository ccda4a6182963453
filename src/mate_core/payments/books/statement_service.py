"""Statements: for the person himself, and for staff with `finance`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from mate_core.payments.books.statements import (
    MonthStatement,
    StatementLine,
    StatementPage,
    StatementWish,
    lines_down_from,
)
from mate_core.payments.ledger import EntryKind, JournalEntry
from mate_core.payments.ports import PaymentsUow
from mate_core.payments.transactions import OF_INTENT, transaction_of
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import EntryId, EscrowId, IntentId, UserId
from mate_core.shared.months import Month
from mate_core.shared.pages import Cursor, Page

PAGE = 200
"""Entries that are held in memory at once, however long a statement is."""
_OF_ESCROWS = frozenset({EntryKind.HOLD, EntryKind.SETTLEMENT})


@dataclass(frozen=True, slots=True)
class StatementService:
    open_read: Callable[[], PaymentsUow]

    async def mine(
        self, actor: Actor, wish: StatementWish, *, after: Cursor | None, limit: int
    ) -> StatementPage:
        """The actor's own movements, newest first."""
        async with self.open_read() as uow:
            return await self._page(uow, actor.user_id, wish, after=after, limit=limit)

    async def one(self, actor: Actor, entry_id: EntryId) -> StatementLine:
        """Raises NotFound, also for entries that do not touch the actor."""
        async with self.open_read() as uow:
            entry = await uow.journal.get(entry_id)
            if all(posting.account.owner != actor.user_id for posting in entry.postings):
                raise NotFound
            return (await self._lines(uow, actor.user_id, [entry]))[0]

    async def of_month(
        self, actor: Actor, month: Month, *, after: Cursor | None, limit: int
    ) -> MonthStatement:
        """The actor's month: its balances and sums, and a page of what moved."""
        period = month.period
        wish = StatementWish(since=period.start, until=period.end)
        async with self.open_read() as uow:
            turnover = await uow.journal.turnover(
                actor.user_id, since=period.start, until=period.end
            )
            page = await self._page(uow, actor.user_id, wish, after=after, limit=limit)
        return MonthStatement(month, turnover, page)

    def my_lines(self, actor: Actor, wish: StatementWish) -> AsyncIterator[StatementLine]:
        """All of the actor's lines, newest first, read as they are asked for."""
        return self._all_lines(actor.user_id, wish)

    def lines_of(
        self, actor: Actor, person: UserId, wish: StatementWish
    ) -> AsyncIterator[StatementLine]:
        """Anybody's lines, for staff with `finance`; raises Forbidden."""
        actor.require(Capability.FINANCE)
        return self._all_lines(person, wish)

    async def _all_lines(self, owner: UserId, wish: StatementWish) -> AsyncIterator[StatementLine]:
        after: Cursor | None = None
        while True:
            async with self.open_read() as uow:
                page = await self._read(uow, owner, wish, after=after, limit=PAGE)
            for line in page.items:
                if wish.wants(line.movement):
                    yield line
            after = page.next
            if after is None:
                return

    async def _page(
        self,
        uow: PaymentsUow,
        owner: UserId,
        wish: StatementWish,
        *,
        after: Cursor | None,
        limit: int,
    ) -> StatementPage:
        """Reads on until the page is full: the type of a movement is the core's to tell."""
        shown: list[StatementLine] = []
        at_once = PAGE if wish.types else limit
        while len(shown) < limit:
            page = await self._read(uow, owner, wish, after=after, limit=at_once)
            wanted = [line for line in page.items if wish.wants(line.movement)]
            room = limit - len(shown)
            shown += wanted[:room]
            after = page.next
            if len(wanted) > room:
                last = shown[-1].movement
                after = Cursor(last.at, last.id)
            if after is None or len(wanted) > room:
                break
        if not shown:
            turnover = await uow.journal.turnover(owner, since=wish.since, until=wish.until)
            return StatementPage([], turnover.opening, turnover.closing, None)
        return StatementPage(shown, shown[-1].opening, shown[0].closing, after)

    async def _read(
        self,
        uow: PaymentsUow,
        owner: UserId,
        wish: StatementWish,
        *,
        after: Cursor | None,
        limit: int,
    ) -> Page[StatementLine]:
        page = await uow.journal.of_person_within(
            owner, since=wish.since, until=wish.until, after=after, limit=limit
        )
        return Page(await self._lines(uow, owner, page.items), page.next)

    async def _lines(
        self, uow: PaymentsUow, owner: UserId, entries: Sequence[JournalEntry]
    ) -> list[StatementLine]:
        if not entries:
            return []
        escrows = {EscrowId(entry.subject_id) for entry in entries if entry.kind in _OF_ESCROWS}
        references = await uow.escrows.references_of(sorted(escrows))

        paid_for = {
            entry.subject_id: (await uow.intents.get(IntentId(entry.subject_id))).reference
            for entry in entries
            if entry.kind in OF_INTENT
        }

        def reference_of(entry: JournalEntry) -> UUID | None:
            if entry.kind in _OF_ESCROWS:
                return references.get(EscrowId(entry.subject_id))
            return paid_for.get(entry.subject_id)

        newest = entries[0]
        closing = await uow.journal.available_through(owner, Cursor(newest.at, newest.id))
        return lines_down_from(
            closing, [transaction_of(entry, owner, reference_of(entry)) for entry in entries]
        )
