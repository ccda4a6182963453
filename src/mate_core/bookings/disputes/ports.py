"""Storage of no-show reports, disputes and their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from mate_core.bookings.disputes.evidence import EvidenceBundle
from mate_core.bookings.disputes.model import Dispute, Statement
from mate_core.bookings.no_shows.model import NoShowReport
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.pages import Cursor, Page


class NoShows(Protocol):
    """All under the lock of the booking."""

    async def add(self, report: NoShowReport) -> None:
        """Raises ConcurrencyConflict when that booking has one."""
        ...

    async def of_booking(self, booking_id: BookingId) -> NoShowReport | None: ...

    async def save(self, report: NoShowReport) -> None:
        """Guarded by `version`."""
        ...


class DisputeFilter(StrEnum):
    """Which disputes a list shows: those not over, those staff are late with, appeals, or all."""

    OPEN = "open"
    OVERDUE = "overdue"
    APPEAL = "appeal"
    ALL = "all"


class Disputes(Protocol):
    """All changes under the lock of the booking."""

    async def add(self, dispute: Dispute) -> None:
        """Raises ConcurrencyConflict when that booking has one, here or at commit."""
        ...

    async def of_booking(self, booking_id: BookingId) -> Dispute | None: ...

    async def save(self, dispute: Dispute) -> None:
        """Guarded by `version`. Rulings are only ever added."""
        ...

    async def page(
        self, wanted: DisputeFilter, *, after: Cursor | None, limit: int
    ) -> Page[Dispute]:
        """Newest first, by the instant of opening."""
        ...

    async def safety_opened_by(self, person: UserId, *, since: datetime) -> int:
        """How many safety disputes that person has opened from `since` on."""
        ...

    async def add_statement(self, booking_id: BookingId, statement: Statement) -> None: ...

    async def statements(self, booking_id: BookingId) -> Sequence[Statement]:
        """Oldest first."""
        ...

    async def freeze_evidence(self, bundle: EvidenceBundle) -> None:
        """Once for each opening; what is frozen can never be changed."""
        ...

    async def evidence(self, booking_id: BookingId) -> Sequence[EvidenceBundle]:
        """Oldest first."""
        ...
