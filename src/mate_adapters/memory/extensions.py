"""Extensions of bookings in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.bookings.extensions.model import Extension
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BookingId, ExtensionId


class ExtensionTables:
    def __init__(self) -> None:
        self.extensions = Table[ExtensionId, Extension]()
        index = self.extensions.index
        self.by_booking = index(lambda extension: (extension.booking_id,))
        self.open_by_booking = index(
            lambda extension: (extension.booking_id,) if extension.is_open else ()
        )
        self.due = self.extensions.due_index(lambda extension: extension.due_at, lambda key: key)


class MemoryExtensions:
    def __init__(self, tables: ExtensionTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._extensions = transaction.view(tables.extensions)

    async def add(self, extension: Extension) -> None:
        await self._transaction.lock()
        if extension.is_open and await self.open_of(extension.booking_id) is not None:
            raise ConcurrencyConflict
        self._extensions.put(extension.id, extension)

    async def get(self, extension_id: ExtensionId) -> Extension:
        extension = self._extensions.get(extension_id)
        if extension is None:
            raise NotFound
        return extension

    async def forget_addresses(self, *, before: datetime) -> int:
        await self._transaction.lock()
        known = [
            each for each in self._extensions.all() if each.payer_ip and each.proposed_at < before
        ]
        for each in known:
            self._extensions.put(each.id, replace(each, payer_ip="", version=each.version + 1))
        return len(known)

    async def open_of(self, booking_id: BookingId) -> Extension | None:
        return self._extensions.first(self._tables.open_by_booking, booking_id)

    async def of_booking(self, booking_id: BookingId) -> Sequence[Extension]:
        found = self._extensions.where(self._tables.by_booking, booking_id)
        return sorted(found, key=lambda extension: (extension.proposed_at, extension.id))

    async def save(self, extension: Extension) -> None:
        await self._transaction.lock()
        stored = self._extensions.get(extension.id)
        if stored is None or stored.version != extension.version:
            raise ConcurrencyConflict
        self._extensions.put(extension.id, replace(extension, version=extension.version + 1))
