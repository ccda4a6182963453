"""Consents, rights requests, closures and export links in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.pages import soonest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.privacy.closing import Closure, ClosureStatus
from mate_core.privacy.consents import Consent, Purpose
from mate_core.privacy.exports import Export
from mate_core.privacy.rights import RightsRequest
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor, Page


class PrivacyTables:
    def __init__(self) -> None:
        self.consents = Table[UUID, Consent]()
        self.consents_by_user = self.consents.index(lambda consent: (consent.user_id,))
        self.requests = Table[UUID, RightsRequest]()
        self.requests_by_user = self.requests.index(lambda request: (request.user_id,))
        self.closures = Table[UUID, Closure]()
        self.open_closures = self.closures.index(
            lambda closure: (closure.user_id,) if closure.status is ClosureStatus.CLOSING else ()
        )
        self.closures_due = self.closures.due_index(lambda closure: closure.due_at, lambda key: key)
        self.exports = Table[UUID, Export]()
        self.exports_by_token = self.exports.index(lambda export: (export.token_hash,))
        self.exports_by_user = self.exports.index(lambda export: (export.user_id,))


class MemoryConsents:
    """Append-only: there is no way to change or remove a row."""

    def __init__(self, tables: PrivacyTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._consents = transaction.view(tables.consents)

    async def add(self, consent: Consent) -> None:
        await self._transaction.lock()
        self._consents.put(consent.id, consent)

    async def last(self, user_id: UserId, purpose: Purpose) -> Consent | None:
        history = [row for row in await self.history(user_id) if row.purpose is purpose]
        return history[-1] if history else None

    async def latest(self, user_id: UserId) -> Sequence[Consent]:
        return list({row.purpose: row for row in await self.history(user_id)}.values())

    async def history(self, user_id: UserId) -> Sequence[Consent]:
        rows = self._consents.where(self._tables.consents_by_user, user_id)
        return sorted(rows, key=lambda row: (row.at, row.id))


class MemoryRightsRequests:
    def __init__(self, tables: PrivacyTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._requests = transaction.view(tables.requests)

    async def add(self, request: RightsRequest) -> None:
        await self._transaction.lock()
        self._requests.put(request.id, request)

    async def get(self, request_id: UUID) -> RightsRequest:
        request = self._requests.get(request_id)
        if request is None:
            raise NotFound
        return request

    async def get_for_change(self, request_id: UUID) -> RightsRequest:
        await self._transaction.lock()
        return await self.get(request_id)

    async def save(self, request: RightsRequest) -> None:
        await self._transaction.lock()
        stored = self._requests.get(request.id)
        if stored is None or stored.version != request.version:
            raise ConcurrencyConflict
        self._requests.put(request.id, replace(request, version=request.version + 1))

    async def of_user(self, user_id: UserId) -> Sequence[RightsRequest]:
        rows = self._requests.where(self._tables.requests_by_user, user_id)
        return sorted(rows, key=lambda row: (row.received_at, row.id), reverse=True)

    async def queue(
        self, *, open_only: bool, after: Cursor | None, limit: int
    ) -> Page[RightsRequest]:
        rows = (row for row in self._requests.all() if row.is_open or not open_only)
        return soonest_first(rows, lambda row: (row.due_at, row.id), after=after, limit=limit)


class MemoryClosures:
    def __init__(self, tables: PrivacyTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._closures = transaction.view(tables.closures)

    async def add(self, closure: Closure) -> None:
        await self._transaction.lock()
        if await self.open_of(closure.user_id) is not None:
            raise ConcurrencyConflict
        self._closures.put(closure.id, closure)

    async def get(self, closure_id: UUID) -> Closure:
        closure = self._closures.get(closure_id)
        if closure is None:
            raise NotFound
        return closure

    async def open_of(self, user_id: UserId) -> Closure | None:
        return self._closures.first(self._tables.open_closures, user_id)

    async def save(self, closure: Closure) -> None:
        await self._transaction.lock()
        stored = self._closures.get(closure.id)
        if stored is None or stored.version != closure.version:
            raise ConcurrencyConflict
        self._closures.put(closure.id, replace(closure, version=closure.version + 1))

    async def queue(self, *, after: Cursor | None, limit: int) -> Page[Closure]:
        rows = (row for row in self._closures.all() if row.status is ClosureStatus.CLOSING)
        return soonest_first(rows, lambda row: (row.requested_at, row.id), after=after, limit=limit)


class MemoryExports:
    def __init__(self, tables: PrivacyTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._exports = transaction.view(tables.exports)

    async def add(self, export: Export) -> None:
        await self._transaction.lock()
        self._exports.put(export.id, export)

    async def of_user_since(self, user_id: UserId, since: datetime) -> Sequence[Export]:
        rows = self._exports.where(self._tables.exports_by_user, user_id)
        recent = (row for row in rows if row.requested_at >= since)
        return sorted(recent, key=lambda row: (row.requested_at, row.id))

    async def by_token(self, token_hash: str) -> Export | None:
        return self._exports.first(self._tables.exports_by_token, token_hash)

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        expired = [row.id for row in self._exports.all() if row.expires_at < before]
        for export_id in expired:
            self._exports.remove(export_id)
        return len(expired)
