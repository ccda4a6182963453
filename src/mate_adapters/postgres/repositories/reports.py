"""Reports, and the cases in which they are gathered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.screening import report_cases, user_reports
from mate_core.moderation.desk import Claim
from mate_core.moderation.reports.model import (
    Outcome,
    Report,
    ReportCase,
    ReportedKind,
    ReportReason,
    Verdict,
)
from mate_core.shared.ids import ReportCaseId, UserId
from mate_core.shared.pages import Cursor, Page

_C = report_cases.c
_ALL: Final = sa.select(*_C)
_ADD: Final = Statement(insert_into(report_cases))
_GET: Final = Statement(_ALL.where(_C.id == of(_C.id)))
_LOCK: Final = Statement(_ALL.where(_C.id == of(_C.id)).with_for_update(key_share=True))
_OPEN: Final = _C.decided_at.is_(None)
_OPEN_OF: Final = Statement(
    _ALL.where(_C.kind == of(_C.kind), _C.object_id == of(_C.object_id), _OPEN).with_for_update(
        key_share=True
    )
)
_KEPT: Final = frozenset({"id", "kind", "object_id", "owner_id", "opened_at", "due_at", "version"})
_SAVE: Final = Statement(
    saved_once(
        report_cases.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _KEPT})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_AFTER: Final = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
_LIMIT: Final = param("limit", sa.Integer())


def _queue(*, of_kind: bool, first: bool) -> Statement:
    asked = _ALL.where(_OPEN).order_by(_C.due_at, _C.id).limit(_LIMIT)
    return _narrowed(
        asked, None if first else sa.tuple_(_C.due_at, _C.id) > _AFTER, of_kind=of_kind
    )


def _decided(*, of_kind: bool, first: bool) -> Statement:
    asked = (
        _ALL.where(_C.decided_at.is_not(None))
        .order_by(_C.decided_at.desc(), _C.id.desc())
        .limit(_LIMIT)
    )
    return _narrowed(
        asked, None if first else sa.tuple_(_C.decided_at, _C.id) < _AFTER, of_kind=of_kind
    )


def _narrowed(
    asked: sa.Select[tuple[object, ...]],
    beyond: sa.ColumnElement[bool] | None,
    *,
    of_kind: bool,
) -> Statement:
    if of_kind:
        asked = asked.where(_C.kind == of(_C.kind))
    return Statement(asked if beyond is None else asked.where(beyond))


_WAYS: Final = [(of_kind, first) for of_kind in (False, True) for first in (False, True)]
_QUEUES: Final = {way: _queue(of_kind=way[0], first=way[1]) for way in _WAYS}
_DECIDED: Final = {way: _decided(of_kind=way[0], first=way[1]) for way in _WAYS}
_OVERDUE: Final = Statement(
    sa.select(sa.func.count())
    .select_from(report_cases)
    .where(_OPEN, _C.due_at <= param("at", INSTANT))
)

_R = user_reports.c
_EVERY: Final = sa.select(*_R)
_ADD_REPORT: Final = Statement(insert_into(user_reports))
_OF_CASE: Final = Statement(_EVERY.where(_R.case_id == of(_R.case_id)).order_by(_R.at, _R.id))
_BY: Final = Statement(
    _EVERY.where(_R.case_id == of(_R.case_id), _R.reporter_id == of(_R.reporter_id))
)
_MADE: Final = Statement(
    sa.select(_R.at)
    .where(_R.reporter_id == of(_R.reporter_id), _R.at >= param("since", INSTANT))
    .order_by(_R.at)
)
_MINE: Final = (
    _EVERY.where(_R.reporter_id == of(_R.reporter_id))
    .order_by(_R.at.desc(), _R.id.desc())
    .limit(_LIMIT)
)
_MINE_PAGES: Final = {
    True: Statement(_MINE),
    False: Statement(_MINE.where(sa.tuple_(_R.at, _R.id) < _AFTER)),
}


class PostgresReportCases(Repository):
    __slots__ = ()

    async def add(self, case: ReportCase) -> None:
        self._session.write(_ADD, _values(case))

    async def get(self, case_id: ReportCaseId) -> ReportCase:
        return _case_of(found(await self._session.row(_GET, {"id": case_id})))

    async def get_for_change(self, case_id: ReportCaseId) -> ReportCase:
        rows = await self._session.lock(_LOCK, {"id": case_id})
        return _case_of(found(rows[0] if rows else None))

    async def open_of(self, kind: ReportedKind, object_id: UUID) -> ReportCase | None:
        rows = await self._session.lock(_OPEN_OF, {"kind": kind, "object_id": object_id})
        return _case_of(rows[0]) if rows else None

    async def save(self, case: ReportCase) -> None:
        self._session.write(_SAVE, _values(case))

    async def queue(
        self, kind: ReportedKind | None, *, after: Cursor | None, limit: int
    ) -> Page[ReportCase]:
        cases = await self._page(_QUEUES[kind is not None, after is None], kind, after, limit)
        return page_of(cases, limit, lambda case: (case.due_at, case.id))

    async def decided(
        self, kind: ReportedKind | None, *, after: Cursor | None, limit: int
    ) -> Page[ReportCase]:
        cases = await self._page(_DECIDED[kind is not None, after is None], kind, after, limit)
        return page_of(
            cases, limit, lambda case: (case.verdict.at if case.verdict else case.due_at, case.id)
        )

    async def count_overdue(self, *, at: datetime) -> int:
        return int(found(await self._session.row(_OVERDUE, {"at": at}))[0])

    async def _page(
        self, statement: Statement, kind: ReportedKind | None, after: Cursor | None, limit: int
    ) -> list[ReportCase]:
        values = {"kind": kind, "limit": limit + 1, **cursor_values(after)}
        return [_case_of(row) for row in await self._session.rows(statement, values)]


class PostgresReports(Repository):
    __slots__ = ()

    async def add(self, report: Report) -> None:
        self._session.write(
            _ADD_REPORT,
            {
                "id": report.id,
                "case_id": report.case_id,
                "reporter_id": report.reporter_id,
                "reason": report.reason,
                "at": report.at,
                "details": report.details,
            },
        )

    async def of_case(self, case_id: ReportCaseId) -> Sequence[Report]:
        rows = await self._session.rows(_OF_CASE, {"case_id": case_id})
        return [_report_of(row) for row in rows]

    async def by(self, reporter_id: UserId, case_id: ReportCaseId) -> Report | None:
        values = {"case_id": case_id, "reporter_id": reporter_id}
        row = await self._session.row(_BY, values)
        return None if row is None else _report_of(row)

    async def made_since(self, reporter_id: UserId, since: datetime) -> Sequence[datetime]:
        values = {"reporter_id": reporter_id, "since": since}
        return [at for (at,) in await self._session.rows(_MADE, values)]

    async def of_reporter(
        self, reporter_id: UserId, *, after: Cursor | None, limit: int
    ) -> Page[Report]:
        values = {"reporter_id": reporter_id, "limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(_MINE_PAGES[after is None], values)
        reports = [_report_of(row) for row in rows]
        return page_of(reports, limit, lambda report: (report.at, report.id))


def _case_of(row: Row) -> ReportCase:
    kept = dict(zip(_C.keys(), row, strict=True))
    claimed_by, claimed_until = kept.pop("claimed_by"), kept.pop("claimed_until")
    decided = [kept.pop(name) for name in ("decided_by", "decided_at", "outcome", "note")]
    by, at, outcome, note = decided
    return ReportCase(
        **{**kept, "kind": ReportedKind(kept["kind"])},
        claim=Claim(claimed_by, claimed_until) if claimed_by else None,
        verdict=Verdict(by, at, Outcome(outcome), note) if by else None,
    )


def _values(case: ReportCase) -> dict[str, object]:
    claim, verdict = case.claim, case.verdict
    return {
        "id": case.id,
        "kind": case.kind,
        "object_id": case.object_id,
        "owner_id": case.owner_id,
        "opened_at": case.opened_at,
        "due_at": case.due_at,
        "reports": case.reports,
        "claimed_by": claim and claim.by,
        "claimed_until": claim and claim.until,
        "decided_by": verdict and verdict.by,
        "decided_at": verdict and verdict.at,
        "outcome": verdict and verdict.outcome,
        "note": verdict and verdict.note,
        "version": case.version,
    }


def _report_of(row: Row) -> Report:
    report_id, case_id, reporter_id, reason, at, details = row
    return Report(report_id, case_id, reporter_id, ReportReason(reason), at, details)
