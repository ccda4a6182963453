"""What is due, in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from uuid import UUID

from mate_adapters.memory.attempts import AttemptTables
from mate_adapters.memory.bookings import BookingTables
from mate_adapters.memory.disputes import DisputeTables
from mate_adapters.memory.extensions import ExtensionTables
from mate_adapters.memory.money import MoneyTables
from mate_core.shared.ports import DueKind


class MemoryDueRows:
    def __init__(
        self,
        bookings: BookingTables,
        money: MoneyTables,
        attempts: AttemptTables,
        disputes: DisputeTables,
        extensions: ExtensionTables,
    ) -> None:
        self._bookings = bookings
        self._money = money
        self._attempts = attempts
        self._disputes = disputes
        self._extensions = extensions
        self._claimed: set[tuple[DueKind, UUID]] = set()

    @asynccontextmanager
    async def claim(
        self, kind: DueKind, *, at: datetime, limit: int
    ) -> AsyncIterator[Sequence[UUID]]:
        free = (row_id for row_id in self._due(kind, at) if (kind, row_id) not in self._claimed)
        ids = list(islice(free, limit))
        claims = {(kind, row_id) for row_id in ids}
        self._claimed |= claims
        try:
            yield ids
        finally:
            self._claimed -= claims

    def any_due(self, at: datetime) -> bool:
        """Whether a claim at `at` could find anything; far cheaper than asking kind by kind."""
        return any(next(self._due(kind, at), None) is not None for kind in DueKind)

    def _due(self, kind: DueKind, at: datetime) -> Iterator[UUID]:
        match kind:
            case DueKind.BOOKING:
                return self._bookings.due.due(at)
            case DueKind.ESCROW:
                frozen = self._money.open_freezes.keys
                return (each for each in self._money.escrows_due.due(at) if each not in frozen)
            case DueKind.CALLBACK:
                return self._attempts.callbacks_due.due(at)
            case DueKind.INTENT:
                return self._attempts.intents_due.due(at)
            case DueKind.DISPUTE:
                return self._disputes.due.due(at)
            case DueKind.EXTENSION:
                return self._extensions.due.due(at)
