"""What is due, in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from mate_adapters.memory.attempts import AttemptTables
from mate_adapters.memory.bookings import BookingTables
from mate_adapters.memory.disputes import DisputeTables
from mate_adapters.memory.extensions import ExtensionTables
from mate_adapters.memory.money import MoneyTables
from mate_adapters.memory.privacy import PrivacyTables
from mate_adapters.memory.refunds import ReturnTables
from mate_adapters.memory.tables import DueIndex
from mate_core.shared.ports import DueKind


class MemoryDueRows:
    def __init__(
        self,
        bookings: BookingTables,
        money: MoneyTables,
        attempts: AttemptTables,
        *,
        disputes: DisputeTables,
        extensions: ExtensionTables,
        returns: ReturnTables,
        privacy: PrivacyTables,
    ) -> None:
        self._frozen = money.open_freezes.keys
        self._indexes: Mapping[DueKind, DueIndex[Any, Any]] = {
            DueKind.BOOKING: bookings.due,
            DueKind.ESCROW: money.escrows_due,
            DueKind.CALLBACK: attempts.callbacks_due,
            DueKind.INTENT: attempts.intents_due,
            DueKind.DISPUTE: disputes.due,
            DueKind.EXTENSION: extensions.due,
            DueKind.QUESTION: attempts.intents_asked,
            DueKind.SUSPENSE: attempts.suspense_due,
            DueKind.REFUND: returns.refunds_due,
            DueKind.CLOSURE: privacy.closures_due,
        }
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
        due = self._indexes[kind].due(at)
        if kind is DueKind.ESCROW:
            return (each for each in due if each not in self._frozen)
        return due
