"""Tax residencies and imported settlement files in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.payments.books.reconciliation import SettlementFile, SettlementRow
from mate_core.payments.books.taxes import ResidencyRecord
from mate_core.payments.ledger import Provider
from mate_core.payments.policies import Residency
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import UserId
from mate_core.shared.time import Period


class BookTables:
    def __init__(self) -> None:
        self.residencies = Table[tuple[UserId, datetime], ResidencyRecord]()
        self.residencies_of = self.residencies.index(lambda record: (record.person,))
        self.files = Table[UUID, SettlementFile]()
        self.files_by_name = self.files.index(
            lambda file: (
                (file.provider, "digest", file.digest),
                (file.provider, "batch", file.content.batch),
            )
        )


class MemoryTaxResidencies:
    def __init__(self, tables: BookTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._records = transaction.view(tables.residencies)

    async def add(self, record: ResidencyRecord) -> None:
        await self._transaction.lock()
        key = (record.person, record.since)
        if self._records.get(key) is not None:
            raise ConcurrencyConflict
        self._records.put(key, record)

    async def in_force(
        self, people: Sequence[UserId], *, at: datetime
    ) -> Mapping[UserId, Residency]:
        found = {}
        for person in people:
            records = self._records.where(self._tables.residencies_of, person)
            standing = [record for record in records if record.since <= at]
            if standing:
                found[person] = max(standing, key=lambda record: record.since).residency
        return found


class MemorySettlementFiles:
    def __init__(self, tables: BookTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._files = transaction.view(tables.files)

    async def add(self, file: SettlementFile) -> None:
        await self._transaction.lock()
        names = ("digest", file.digest), ("batch", file.content.batch)
        for kind, name in names:
            if self._files.first(self._tables.files_by_name, (file.provider, kind, name)):
                raise ConcurrencyConflict
        self._files.put(file.id, file)

    async def by_digest(self, provider: Provider, digest: str) -> SettlementFile | None:
        return self._files.first(self._tables.files_by_name, (provider, "digest", digest))

    async def rows(self, provider: Provider, period: Period) -> Sequence[SettlementRow]:
        rows = [
            (row.happened_at, file.id, row.line_no, row)
            for file in self._files.all()
            if file.provider is provider
            for row in file.content.rows
            if period.start <= row.happened_at < period.end
        ]
        return [row for _, _, _, row in sorted(rows, key=lambda each: each[:3])]
