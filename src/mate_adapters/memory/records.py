"""The audit log and idempotency keys in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.shared.idempotency import IdempotencyKeyReused
from mate_core.shared.ids import UserId
from mate_core.shared.ports import AuditRecord, IdempotencyKey

_Name = tuple[UserId, str, str]


@dataclass(frozen=True, slots=True)
class ClaimedKey:
    fingerprint: str
    claimed_at: datetime
    result: str | None = None


class RecordTables:
    def __init__(self) -> None:
        self.audit = Table[UUID, AuditRecord]()
        self.audit_by_subject = self.audit.index(lambda record: (record.subject_id,))
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
