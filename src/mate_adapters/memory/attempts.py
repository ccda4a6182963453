"""Payment attempts, the callback inbox and suspense in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.payments.intent import Callback, NoticeOutcome, PaymentIntent, SuspenseItem
from mate_core.payments.ledger import Provider
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.time import Period

_UNVERIFIED = (NoticeOutcome.FORGED, NoticeOutcome.UNREADABLE)


class AttemptTables:
    def __init__(self) -> None:
        self.intents = Table[IntentId, PaymentIntent]()
        self.intents_by_name = self.intents.index(
            lambda intent: ((intent.provider, intent.merchant_reference),)
        )
        self.waiting_by_reference = self.intents.index(
            lambda intent: (intent.reference,) if intent.reference and intent.is_waiting else ()
        )
        self.intents_by_reference = self.intents.index(
            lambda intent: (intent.reference,) if intent.reference else ()
        )
        self.intents_asked = self.intents.due_index(
            lambda intent: intent.next_query_at, lambda key: key
        )
        self.intents_due = self.intents.due_index(
            lambda intent: intent.expires_at if intent.is_waiting else None, lambda key: key
        )
        self.callbacks = Table[UUID, Callback]()
        self.callbacks_by_digest = self.callbacks.index(
            lambda callback: ((callback.provider, callback.digest),)
        )
        self.callbacks_due = self.callbacks.due_index(
            lambda callback: None if callback.processed_at else callback.due_at, lambda key: key
        )
        self.suspense = Table[UUID, SuspenseItem]()
        self.suspense_by_arrival = self.suspense.index(
            lambda item: ((item.provider, item.vendor_transaction),)
        )
        self.open_suspense = self.suspense.index(
            lambda item: (True,) if item.closed_at is None else ()
        )
        self.suspense_due = self.suspense.due_index(
            lambda item: item.next_action_at, lambda key: key
        )


class MemoryIntents:
    def __init__(self, tables: AttemptTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._intents = transaction.view(tables.intents)

    async def add(self, intent: PaymentIntent) -> None:
        await self._transaction.lock()
        if await self.find(intent.provider, intent.merchant_reference) is not None:
            raise ConcurrencyConflict
        self._put(intent)

    def _put(self, intent: PaymentIntent) -> None:
        if intent.is_waiting and intent.reference is not None:
            waiting = self._intents.first(self._tables.waiting_by_reference, intent.reference)
            if waiting is not None and waiting.id != intent.id:
                raise ConcurrencyConflict
        self._intents.put(intent.id, intent)

    async def get(self, intent_id: IntentId) -> PaymentIntent:
        intent = self._intents.get(intent_id)
        if intent is None:
            raise NotFound
        return intent

    async def get_for_change(self, intent_id: IntentId) -> PaymentIntent:
        await self._transaction.lock()
        return await self.get(intent_id)

    async def find(self, provider: Provider, merchant_reference: str) -> PaymentIntent | None:
        return self._intents.first(self._tables.intents_by_name, (provider, merchant_reference))

    async def waiting_for(self, reference: UUID) -> PaymentIntent | None:
        await self._transaction.lock()
        return self._intents.first(self._tables.waiting_by_reference, reference)

    async def save(self, intent: PaymentIntent) -> None:
        await self._transaction.lock()
        stored = self._intents.get(intent.id)
        if stored is None or stored.version != intent.version:
            raise ConcurrencyConflict
        self._put(replace(intent, version=intent.version + 1))

    async def forget_addresses(self, *, before: datetime) -> int:
        await self._transaction.lock()
        known = [each for each in self._intents.all() if each.payer_ip and each.created_at < before]
        for intent in known:
            self._intents.put(intent.id, replace(intent, payer_ip="", version=intent.version + 1))
        return len(known)

    async def has_waiting(self, payer: UserId) -> bool:
        return any(intent.is_waiting and intent.payer == payer for intent in self._intents.all())

    async def opened_within(self, provider: Provider, period: Period) -> Sequence[PaymentIntent]:
        found = [
            intent
            for intent in self._intents.all()
            if intent.provider is provider and period.start <= intent.created_at < period.end
        ]
        return sorted(found, key=lambda intent: (intent.created_at, intent.id))


class MemoryCallbacks:
    def __init__(self, tables: AttemptTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._callbacks = transaction.view(tables.callbacks)

    async def receive(self, callback: Callback) -> Callback:
        await self._transaction.lock()
        name = (callback.provider, callback.digest)
        twin = self._callbacks.first(self._tables.callbacks_by_digest, name)
        if twin is not None:
            return twin
        self._callbacks.put(callback.id, callback)
        return callback

    async def get_for_change(self, callback_id: UUID) -> Callback:
        await self._transaction.lock()
        callback = self._callbacks.get(callback_id)
        if callback is None:
            raise NotFound
        return callback

    async def save(self, callback: Callback) -> None:
        await self._transaction.lock()
        self._callbacks.put(callback.id, callback)

    async def purge_unverified(self, *, before: datetime) -> int:
        await self._transaction.lock()
        old = [
            each.id
            for each in self._callbacks.all()
            if each.outcome in _UNVERIFIED and each.received_at < before
        ]
        for callback_id in old:
            self._callbacks.remove(callback_id)
        return len(old)


class MemorySuspense:
    def __init__(self, tables: AttemptTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._items = transaction.view(tables.suspense)

    async def add(self, item: SuspenseItem) -> None:
        await self._transaction.lock()
        self._items.put(item.id, item)

    async def open_items(self) -> Sequence[SuspenseItem]:
        standing = self._items.where(self._tables.open_suspense, True)
        return sorted(standing, key=lambda item: (item.opened_at, item.id))

    async def get(self, item_id: UUID) -> SuspenseItem:
        item = self._items.get(item_id)
        if item is None:
            raise NotFound
        return item

    async def get_for_change(self, item_id: UUID) -> SuspenseItem:
        await self._transaction.lock()
        return await self.get(item_id)

    async def of_arrival(self, provider: Provider, vendor_transaction: str) -> SuspenseItem | None:
        name = (provider, vendor_transaction)
        return self._items.first(self._tables.suspense_by_arrival, name)

    async def save(self, item: SuspenseItem) -> None:
        await self._transaction.lock()
        self._items.put(item.id, item)


class MemoryReferences:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def lock(self, reference: UUID) -> None:
        await self._transaction.lock()
