"""No-show reports, disputes and their evidence in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.bookings.disputes.evidence import EvidenceBundle
from mate_core.bookings.disputes.model import Dispute, DisputeStatus, Statement
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.no_shows.model import NoShowReport
from mate_core.shared.errors import ConcurrencyConflict
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.pages import Cursor, Page


def _lists(dispute: Dispute) -> tuple[DisputeFilter, ...]:
    """On which lists of staff it stands."""
    shown = [DisputeFilter.ALL]
    if dispute.is_unsettled:
        shown.append(DisputeFilter.OPEN)
        if dispute.overdue_since is not None:
            shown.append(DisputeFilter.OVERDUE)
    if dispute.status is DisputeStatus.APPEALED:
        shown.append(DisputeFilter.APPEAL)
    return tuple(shown)


class DisputeTables:
    def __init__(self) -> None:
        self.reports = Table[BookingId, NoShowReport]()
        self.disputes = Table[BookingId, Dispute]()
        self.by_list = self.disputes.index(_lists)
        self.safety_by_opener = self.disputes.index(
            lambda dispute: (dispute.opener_id,) if dispute.is_safety else ()
        )
        self.due = self.disputes.due_index(lambda dispute: dispute.due_at, lambda key: key)
        self.statements = Table[BookingId, tuple[Statement, ...]]()
        self.evidence = Table[BookingId, tuple[EvidenceBundle, ...]]()


class MemoryNoShows:
    def __init__(self, tables: DisputeTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._reports = transaction.view(tables.reports)

    async def add(self, report: NoShowReport) -> None:
        await self._transaction.lock()
        if self._reports.get(report.booking_id) is not None:
            raise ConcurrencyConflict
        self._reports.put(report.booking_id, report)

    async def of_booking(self, booking_id: BookingId) -> NoShowReport | None:
        return self._reports.get(booking_id)

    async def save(self, report: NoShowReport) -> None:
        await self._transaction.lock()
        stored = self._reports.get(report.booking_id)
        if stored is None or stored.version != report.version:
            raise ConcurrencyConflict
        self._reports.put(report.booking_id, replace(report, version=report.version + 1))


class MemoryDisputes:
    def __init__(self, tables: DisputeTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._disputes = transaction.view(tables.disputes)
        self._statements = transaction.view(tables.statements)
        self._evidence = transaction.view(tables.evidence)

    async def add(self, dispute: Dispute) -> None:
        await self._transaction.lock()
        if self._disputes.get(dispute.booking_id) is not None:
            raise ConcurrencyConflict
        self._disputes.put(dispute.booking_id, dispute)

    async def of_booking(self, booking_id: BookingId) -> Dispute | None:
        return self._disputes.get(booking_id)

    async def save(self, dispute: Dispute) -> None:
        await self._transaction.lock()
        stored = self._disputes.get(dispute.booking_id)
        if stored is None or stored.version != dispute.version:
            raise ConcurrencyConflict
        self._disputes.put(dispute.booking_id, replace(dispute, version=dispute.version + 1))

    async def page(
        self, wanted: DisputeFilter, *, after: Cursor | None, limit: int
    ) -> Page[Dispute]:
        return newest_first(
            self._disputes.where(self._tables.by_list, wanted),
            lambda dispute: (dispute.opened_at, dispute.booking_id),
            after=after,
            limit=limit,
        )

    async def safety_opened_by(self, person: UserId, *, since: datetime) -> int:
        opened = self._disputes.where(self._tables.safety_by_opener, person)
        return sum(dispute.opened_at >= since for dispute in opened)

    async def add_statement(self, booking_id: BookingId, statement: Statement) -> None:
        await self._transaction.lock()
        earlier = await self.statements(booking_id)
        self._statements.put(booking_id, (*earlier, statement))

    async def statements(self, booking_id: BookingId) -> Sequence[Statement]:
        return self._statements.get(booking_id) or ()

    async def freeze_evidence(self, bundle: EvidenceBundle) -> None:
        await self._transaction.lock()
        earlier = await self.evidence(bundle.booking_id)
        self._evidence.put(bundle.booking_id, (*earlier, bundle))

    async def evidence(self, booking_id: BookingId) -> Sequence[EvidenceBundle]:
        return self._evidence.get(booking_id) or ()
