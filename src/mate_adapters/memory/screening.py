"""Listings that wait for staff, and reports, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from mate_adapters.memory.pages import newest_first, soonest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.moderation.reports.model import Report, ReportCase, ReportedKind
from mate_core.moderation.screening.case import ListingCase, ListingCaseState
from mate_core.moderation.screening.model import Category
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import ListingCaseId, ReportCaseId, UserId
from mate_core.shared.pages import Cursor, Page


class ScreeningTables:
    def __init__(self) -> None:
        self.listings = Table[ListingCaseId, ListingCase]()
        self.listings_of = self.listings.index(lambda case: (case.partner_id,))
        self.open_listings = self.listings.index(lambda case: (case.is_open,))
        self.cases = Table[ReportCaseId, ReportCase]()
        self.open_cases = self.cases.index(lambda case: (case.is_open,))
        self.open_case_of = self.cases.index(
            lambda case: ((case.kind, case.object_id),) if case.is_open else ()
        )
        self.reports = Table[UUID, Report]()
        self.reports_of_case = self.reports.index(lambda report: (report.case_id,))
        self.reports_by = self.reports.index(lambda report: (report.reporter_id,))


class MemoryListingCases:
    def __init__(self, tables: ScreeningTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._cases = transaction.view(tables.listings)

    async def add(self, case: ListingCase) -> None:
        await self._transaction.lock()
        if case.is_open and any(each.is_open for each in self._of(case.partner_id)):
            raise ConcurrencyConflict
        self._cases.put(case.id, case)

    async def get(self, case_id: ListingCaseId) -> ListingCase:
        case = self._cases.get(case_id)
        if case is None:
            raise NotFound
        return case

    async def get_for_change(self, case_id: ListingCaseId) -> ListingCase:
        await self._transaction.lock()
        return await self.get(case_id)

    async def latest(self, partner_id: UserId) -> ListingCase | None:
        return max(self._of(partner_id), key=_opened, default=None)

    async def last_decided(self, partner_id: UserId) -> ListingCase | None:
        decided = [case for case in self._of(partner_id) if case.decision is not None]
        return max(decided, key=_closed, default=None)

    async def of_partner(self, partner_id: UserId) -> Sequence[ListingCase]:
        return sorted(self._of(partner_id), key=_opened)

    async def save(self, case: ListingCase) -> None:
        await self._transaction.lock()
        stored = self._cases.get(case.id)
        if stored is None or stored.version != case.version:
            raise ConcurrencyConflict
        self._cases.put(case.id, replace(case, version=case.version + 1))

    async def queue(self, *, after: Cursor | None, limit: int) -> Page[ListingCase]:
        waiting = self._cases.where(self._tables.open_listings, True)
        return soonest_first(waiting, lambda case: (case.due_at, case.id), after=after, limit=limit)

    async def closed(self, *, after: Cursor | None, limit: int) -> Page[ListingCase]:
        ended = self._cases.where(self._tables.open_listings, False)
        return newest_first(ended, _closed, after=after, limit=limit)

    async def count_overdue(self, *, at: datetime) -> int:
        waiting = self._cases.where(self._tables.open_listings, True)
        return sum(case.is_overdue(at=at) for case in waiting)

    async def count_rejected(
        self, partner_id: UserId, category: Category, *, since: datetime
    ) -> int:
        return sum(
            case.state is ListingCaseState.REJECTED
            and case.decision is not None
            and case.decision.category is category
            and case.decision.at >= since
            for case in self._of(partner_id)
        )

    def _of(self, partner_id: UserId) -> list[ListingCase]:
        return self._cases.where(self._tables.listings_of, partner_id)


def _opened(case: ListingCase) -> tuple[datetime, UUID]:
    return case.opened_at, case.id


def _closed(case: ListingCase) -> tuple[datetime, UUID]:
    return case.closed_at or case.opened_at, case.id


class MemoryReportCases:
    def __init__(self, tables: ScreeningTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._cases = transaction.view(tables.cases)

    async def add(self, case: ReportCase) -> None:
        await self._transaction.lock()
        if case.is_open and self._open_of(case.kind, case.object_id) is not None:
            raise ConcurrencyConflict
        self._cases.put(case.id, case)

    async def get(self, case_id: ReportCaseId) -> ReportCase:
        case = self._cases.get(case_id)
        if case is None:
            raise NotFound
        return case

    async def get_for_change(self, case_id: ReportCaseId) -> ReportCase:
        await self._transaction.lock()
        return await self.get(case_id)

    async def open_of(self, kind: ReportedKind, object_id: UUID) -> ReportCase | None:
        await self._transaction.lock()
        return self._open_of(kind, object_id)

    def _open_of(self, kind: ReportedKind, object_id: UUID) -> ReportCase | None:
        return self._cases.first(self._tables.open_case_of, (kind, object_id))

    async def save(self, case: ReportCase) -> None:
        await self._transaction.lock()
        stored = self._cases.get(case.id)
        if stored is None or stored.version != case.version:
            raise ConcurrencyConflict
        self._cases.put(case.id, replace(case, version=case.version + 1))

    async def queue(
        self, kind: ReportedKind | None, *, after: Cursor | None, limit: int
    ) -> Page[ReportCase]:
        return soonest_first(
            self._where(kind, is_open=True),
            lambda case: (case.due_at, case.id),
            after=after,
            limit=limit,
        )

    async def decided(
        self, kind: ReportedKind | None, *, after: Cursor | None, limit: int
    ) -> Page[ReportCase]:
        return newest_first(
            self._where(kind, is_open=False),
            lambda case: (case.verdict.at if case.verdict else case.opened_at, case.id),
            after=after,
            limit=limit,
        )

    async def count_overdue(self, *, at: datetime) -> int:
        return sum(case.is_overdue(at=at) for case in self._where(None, is_open=True))

    def _where(self, kind: ReportedKind | None, *, is_open: bool) -> list[ReportCase]:
        found = self._cases.where(self._tables.open_cases, is_open)
        return [case for case in found if kind is None or case.kind is kind]


class MemoryReports:
    def __init__(self, tables: ScreeningTables, transaction: Transaction) -> None:
        self._tables = tables
        self._transaction = transaction
        self._reports = transaction.view(tables.reports)

    async def add(self, report: Report) -> None:
        await self._transaction.lock()
        if await self.by(report.reporter_id, report.case_id) is not None:
            raise ConcurrencyConflict
        self._reports.put(report.id, report)

    async def of_case(self, case_id: ReportCaseId) -> Sequence[Report]:
        found = self._reports.where(self._tables.reports_of_case, case_id)
        return sorted(found, key=lambda report: (report.at, report.id))

    async def by(self, reporter_id: UserId, case_id: ReportCaseId) -> Report | None:
        found = self._reports.where(self._tables.reports_of_case, case_id)
        return next((each for each in found if each.reporter_id == reporter_id), None)

    async def made_since(self, reporter_id: UserId, since: datetime) -> Sequence[datetime]:
        return sorted(report.at for report in self._by(reporter_id) if report.at >= since)

    async def of_reporter(
        self, reporter_id: UserId, *, after: Cursor | None, limit: int
    ) -> Page[Report]:
        return newest_first(
            self._by(reporter_id),
            lambda report: (report.at, report.id),
            after=after,
            limit=limit,
        )

    def _by(self, reporter_id: UserId) -> list[Report]:
        return self._reports.where(self._tables.reports_by, reporter_id)
