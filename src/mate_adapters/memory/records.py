"""The audit log with its seals, and idempotency keys, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.shared.audit_seals import AuditSeal, CoveredRecord, SealedRecord
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.idempotency import IdempotencyKeyReused
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditFilter, AuditRecord, IdempotencyKey

_Name = tuple[UserId, str, str]


@dataclass(frozen=True, slots=True)
class ClaimedKey:
    fingerprint: str
    claimed_at: datetime
    result: str | None = None


@dataclass(frozen=True, slots=True)
class _Covered:
    seal: int
    position: int
    sealed: SealedRecord


class RecordTables:
    def __init__(self) -> None:
        self.audit = Table[UUID, AuditRecord]()
        self.audit_by_subject = self.audit.index(lambda record: (record.subject_id,))
        self.seals = Table[int, AuditSeal]()
        self.sealed = Table[UUID, _Covered]()
        self.sealed_by = self.sealed.index(lambda covered: (covered.seal,))
        self.keys = Table[_Name, ClaimedKey]()


class MemoryAuditLog:
    """Append-only: there is no way to change or remove a record."""

    def __init__(self, tables: RecordTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._records = transaction.view(tables.audit)

    async def add(self, record: AuditRecord) -> None:
        await self._transaction.lock()
        self._records.put(record.id, record)

    async def about(self, subject_id: UUID) -> Sequence[AuditRecord]:
        records = self._records.where(self._tables.audit_by_subject, subject_id)
        return sorted(records, key=lambda record: (record.at, record.id))

    async def listed(
        self, wanted: AuditFilter, *, after: Cursor | None, limit: int
    ) -> Page[AuditRecord]:
        found = [record for record in self._records.all() if _is_wanted(record, wanted)]
        return newest_first(found, _place, after=after, limit=limit)


def _is_wanted(record: AuditRecord, wanted: AuditFilter) -> bool:
    action = wanted.action
    return (
        wanted.actor_id in (None, record.actor_id)
        and (action is None or record.action == action or record.action.startswith(f"{action}."))
        and wanted.subject_type in (None, record.subject_type)
        and wanted.subject_id in (None, record.subject_id)
        and (wanted.since is None or record.at >= wanted.since)
        and (wanted.until is None or record.at < wanted.until)
    )


def _place(record: AuditRecord) -> tuple[datetime, UUID]:
    return record.at, record.id


class MemoryAuditSeals:
    def __init__(self, tables: RecordTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._seals = transaction.view(tables.seals)
        self._sealed = transaction.view(tables.sealed)
        self._records = transaction.view(tables.audit)

    async def last(self) -> AuditSeal | None:
        return max(self._seals.all(), key=lambda seal: seal.number, default=None)

    async def add(self, seal: AuditSeal, records: Sequence[SealedRecord]) -> None:
        await self._transaction.lock()
        if self._seals.get(seal.number) is not None:
            raise ConcurrencyConflict
        self._seals.put(seal.number, seal)
        for position, record in enumerate(records, start=1):
            self._sealed.put(record.record_id, _Covered(seal.number, position, record))

    async def unsealed(self, *, since: datetime, limit: int) -> Sequence[AuditRecord]:
        waiting = [record for record in self._unsealed() if record.at >= since]
        return sorted(waiting, key=_place)[:limit]

    async def count_unsealed(self, *, before: datetime) -> int:
        return sum(record.at < before for record in self._unsealed())

    async def following(self, number: int, *, limit: int) -> Sequence[AuditSeal]:
        found = [seal for seal in self._seals.all() if seal.number > number]
        return sorted(found, key=lambda seal: seal.number)[:limit]

    async def covered(self, number: int) -> Sequence[CoveredRecord]:
        found = self._sealed.where(self._tables.sealed_by, number)
        return [
            CoveredRecord(each.sealed, self._records.get(each.sealed.record_id))
            for each in sorted(found, key=lambda covered: covered.position)
        ]

    def _unsealed(self) -> list[AuditRecord]:
        return [record for record in self._records.all() if self._sealed.get(record.id) is None]


def _name(key: IdempotencyKey) -> _Name:
    return key.actor_id, key.operation, key.key


class MemoryIdempotencyKeys:
    def __init__(self, tables: RecordTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._tables = tables
        self._keys = transaction.view(tables.keys)

    async def claim(self, key: IdempotencyKey, *, at: datetime) -> str | None:
        await self._transaction.lock()  # here a running twin is waited for
        stored = self._keys.get(_name(key))
        if stored is None:
            self._keys.put(_name(key), ClaimedKey(key.fingerprint, at))
            return None
        if stored.fingerprint != key.fingerprint:
            raise IdempotencyKeyReused
        return stored.result

    async def store(self, key: IdempotencyKey, result: str) -> None:
        await self._transaction.lock()
        stored = self._keys.get(_name(key))
        if stored is None:
            raise RuntimeError(f"the key of {key.operation} was not claimed in this transaction")
        self._keys.put(_name(key), replace(stored, result=result))

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        committed = list(self._tables.keys.rows.items())
        old = [name for name, claimed in committed if claimed.claimed_at < before]
        for name in old:
            self._keys.remove(name)
        return len(old)
