"""What is due, in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from mate_adapters.memory.attempts import AttemptTables
from mate_adapters.memory.bookings import BookingTables
from mate_adapters.memory.disputes import DisputeTables
from mate_adapters.memory.extensions import ExtensionTables
from mate_adapters.memory.kyc import KycTables
from mate_adapters.memory.moderation import ModerationTables
from mate_adapters.memory.money import MoneyTables
from mate_adapters.memory.privacy import PrivacyTables
from mate_adapters.memory.refunds import ReturnTables
from mate_adapters.memory.reviews import ReviewTables
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
        kyc: KycTables,
        returns: ReturnTables,
        privacy: PrivacyTables,
        reviews: ReviewTables,
        moderation: ModerationTables,
    ) -> None:
        self._frozen = money.open_freezes.keys
        self._indexes: Mapping[DueKind, DueIndex[Any, Any]] = {
            DueKind.BOOKING: bookings.due,
            DueKind.ESCROW: money.escrows_due,
            DueKind.CALLBACK: attempts.callbacks_due,
            DueKind.INTENT: attempts.intents_due,
            DueKind.DISPUTE: disputes.due,
            DueKind.EXTENSION: extensions.due,
            DueKind.KYC: kyc.cases_due,
            DueKind.QUESTION: attempts.intents_asked,
            DueKind.SUSPENSE: attempts.suspense_due,
            DueKind.REFUND: returns.refunds_due,
            DueKind.CLOSURE: privacy.closures_due,
            DueKind.REVIEW: reviews.due,
            DueKind.BAN: moderation.bans_due,
        }
        self._taken: set[tuple[DueKind, UUID]] = set()

    def claim(self, kind: DueKind, *, at: datetime, limit: int) -> _Claim:
        return _Claim(self, kind, at, limit)

    def any_due(self, at: datetime) -> bool:
        """Whether a claim at `at` could find anything; far cheaper than to claim each kind."""
        for kind, index in self._indexes.items():  # a plain loop: this is asked all the time
            if index.earliest <= at and self.is_due(kind, at):
                return True
        return False

    def is_due(self, kind: DueKind, at: datetime) -> bool:
        """Whether a claim of that kind at `at` could find anything."""
        if self._indexes[kind].earliest > at:
            return False
        return next(self._due(kind, at), None) is not None

    def _due(self, kind: DueKind, at: datetime) -> Iterator[UUID]:
        due = self._indexes[kind].due(at)
        if kind is DueKind.ESCROW and self._frozen:
            return (each for each in due if each not in self._frozen)
        return due

    def take(self, kind: DueKind, at: datetime, limit: int) -> Sequence[UUID]:
        """Rows that nobody else has taken; whoever took them gives them back."""
        free = (row_id for row_id in self._due(kind, at) if (kind, row_id) not in self._taken)
        ids = list(islice(free, limit))
        self._taken.update((kind, row_id) for row_id in ids)
        return ids

    def give_back(self, kind: DueKind, ids: Sequence[UUID]) -> None:
        self._taken.difference_update((kind, row_id) for row_id in ids)


class _Claim:
    """Rows that are kept from others while somebody is inside."""

    __slots__ = ("_asked", "_ids", "_kind", "_rows")

    def __init__(self, rows: MemoryDueRows, kind: DueKind, at: datetime, limit: int) -> None:
        self._rows = rows
        self._kind = kind
        self._asked = at, limit
        self._ids: Sequence[UUID] = ()

    async def __aenter__(self) -> Sequence[UUID]:
        self._ids = self._rows.take(self._kind, *self._asked)
        return self._ids

    async def __aexit__(self, *failure: object) -> None:
        self._rows.give_back(self._kind, self._ids)
