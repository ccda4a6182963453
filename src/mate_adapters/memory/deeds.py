"""Deeds of staff with money, in memory."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.payments.deed import DeedRecord
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd, total
from mate_core.shared.pages import Cursor, Page


def _waiting_as(record: DeedRecord) -> tuple[tuple[str, UUID, str], ...]:
    if record.granted_at is not None:
        return ()
    return ((record.action, record.subject_id, record.terms),)


def _granted_by(record: DeedRecord) -> set[UserId]:
    if record.granted_at is None:
        return set()
    return {person for person in (record.proposed_by, record.seconded_by) if person}


class DeedTables:
    def __init__(self) -> None:
        self.deeds = Table[UUID, DeedRecord]()
        self.waiting_as = self.deeds.index(_waiting_as)
        self.waiting = self.deeds.index(lambda record: (record.granted_at is None,))
        self.by_actor = self.deeds.index(_granted_by)
        self.by_beneficiary = self.deeds.index(
            lambda record: (record.beneficiary,) if record.granted_at else ()
        )


class MemoryDeeds:
    def __init__(self, tables: DeedTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._deeds = transaction.view(tables.deeds)

    async def lock(self) -> None:
        await self._transaction.lock()

    async def add(self, record: DeedRecord) -> None:
        await self._transaction.lock()
        twin = await self.waiting_for(record.action, record.subject_id, record.terms)
        if record.granted_at is None and twin is not None:
            raise ConcurrencyConflict
        self._deeds.put(record.id, record)

    async def save(self, record: DeedRecord) -> None:
        await self._transaction.lock()
        stored = self._deeds.get(record.id)
        if stored is None or stored.granted_at is not None:
            raise ConcurrencyConflict
        self._deeds.put(record.id, record)

    async def waiting_for(self, action: str, subject_id: UUID, terms: str) -> DeedRecord | None:
        return self._deeds.first(self._tables.waiting_as, (action, subject_id, terms))

    async def granted_by(self, actor: UserId, *, since: datetime) -> Vnd:
        return _sum_since(self._deeds.where(self._tables.by_actor, actor), since)

    async def granted_to(self, beneficiary: UserId, *, since: datetime) -> Vnd:
        return _sum_since(self._deeds.where(self._tables.by_beneficiary, beneficiary), since)

    async def waiting(self, *, at: datetime, after: Cursor | None, limit: int) -> Page[DeedRecord]:
        standing = (
            record
            for record in self._deeds.where(self._tables.waiting, True)
            if at < record.lapses_at
        )
        return newest_first(
            standing, lambda record: (record.proposed_at, record.id), after=after, limit=limit
        )


def _sum_since(records: list[DeedRecord], since: datetime) -> Vnd:
    return total(
        record.amount for record in records if record.granted_at and record.granted_at >= since
    )
