"""Attempts at messages, and addresses that are left alone, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.messages.attempt import MessageAttempt, MessageChannel, Suppression
from mate_core.shared.errors import ConcurrencyConflict


class MessageTables:
    def __init__(self) -> None:
        self.attempts = Table[UUID, MessageAttempt]()
        self.by_message = self.attempts.index(lambda attempt: (attempt.message_id,))
        self.by_address = self.attempts.index(lambda attempt: (attempt.address_hash,))
        self.suppressions = Table[tuple[MessageChannel, str], Suppression]()


class MemoryMessageAttempts:
    def __init__(self, tables: MessageTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._attempts = transaction.view(tables.attempts)

    async def add(self, attempt: MessageAttempt) -> None:
        await self._transaction.lock()
        if any(each.number == attempt.number for each in await self.of_message(attempt.message_id)):
            raise ConcurrencyConflict
        self._attempts.put(attempt.id, attempt)

    async def of_message(self, message_id: UUID) -> Sequence[MessageAttempt]:
        found = self._attempts.where(self._tables.by_message, message_id)
        return sorted(found, key=lambda attempt: attempt.number)

    async def to_address(self, address_hash: str, *, limit: int) -> Sequence[MessageAttempt]:
        found = self._attempts.where(self._tables.by_address, address_hash)
        return sorted(found, key=lambda each: (each.started_at, each.id), reverse=True)[:limit]

    async def get_for_change(self, attempt_id: UUID) -> MessageAttempt | None:
        await self._transaction.lock()
        return self._attempts.get(attempt_id)

    async def save(self, attempt: MessageAttempt) -> None:
        await self._transaction.lock()
        self._attempts.put(attempt.id, attempt)

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        old = [each.id for each in self._attempts.all() if each.started_at < before]
        for attempt_id in old:
            self._attempts.remove(attempt_id)
        return len(old)


class MemorySuppressions:
    def __init__(self, tables: MessageTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._suppressions = transaction.view(tables.suppressions)

    async def add(self, suppression: Suppression) -> None:
        await self._transaction.lock()
        key = (suppression.channel, suppression.address_hash)
        if self._suppressions.get(key) is None:
            self._suppressions.put(key, suppression)

    async def find(self, channel: MessageChannel, address_hash: str) -> Suppression | None:
        return self._suppressions.get((channel, address_hash))

    async def remove(self, channel: MessageChannel, address_hash: str) -> None:
        await self._transaction.lock()
        self._suppressions.remove((channel, address_hash))

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        old = [each for each in self._suppressions.all() if each.at < before]
        for each in old:
            self._suppressions.remove((each.channel, each.address_hash))
        return len(old)
