"""No-show reports, disputes, statements and frozen evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.repositories.dispute_rows import (
    dispute_of,
    dispute_values,
    report_of,
    report_values,
)
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.disputes import (
    dispute_evidence,
    dispute_statements,
    disputes,
    no_show_reports,
)
from mate_core.bookings.disputes.evidence import EvidenceBundle
from mate_core.bookings.disputes.model import SAFETY_REASONS, Dispute, DisputeStatus
from mate_core.bookings.disputes.model import Statement as Said
from mate_core.bookings.disputes.ports import DisputeFilter
from mate_core.bookings.no_shows.model import NoShowReport
from mate_core.bookings.transitions import Party
from mate_core.shared.ids import BookingId, UserId
from mate_core.shared.pages import Cursor, Page

_R, _D, _S, _E = no_show_reports.c, disputes.c, dispute_statements.c, dispute_evidence.c

_ADD_REPORT: Final = Statement(insert_into(no_show_reports))
_REPORT: Final = Statement(sa.select(*_R).where(_R.booking_id == of(_R.booking_id)))
_SAVE_REPORT: Final = Statement(
    saved_once(
        no_show_reports.update()
        .where(_R.booking_id == of(_R.booking_id), _R.version == of(_R.version))
        .values({column: of(column) for column in (_R.status, _R.closed_at)})
        .values({_R.version: _R.version + sa.literal_column("1")})
    )
)

_NEVER_CHANGE: Final = frozenset({"booking_id", "version"})
_ADD: Final = Statement(insert_into(disputes))
_DISPUTE: Final = Statement(sa.select(*_D).where(_D.booking_id == of(_D.booking_id)))
_SAVE: Final = Statement(
    saved_once(
        disputes.update()
        .where(_D.booking_id == of(_D.booking_id), _D.version == of(_D.version))
        .values({column: of(column) for column in _D if column.name not in _NEVER_CHANGE})
        .values({_D.version: _D.version + sa.literal_column("1")})
    )
)
_SAFETY_OPENED: Final = Statement(
    sa.select(sa.func.count()).where(
        _D.opener_id == of(_D.opener_id),
        _D.opened_at >= param("since", INSTANT),
        _D.reason.in_([constant(reason) for reason in sorted(SAFETY_REASONS)]),
    )
)
_ADD_STATEMENT: Final = Statement(insert_into(dispute_statements))
_STATEMENTS: Final = Statement(
    sa.select(*_S).where(_S.booking_id == of(_S.booking_id)).order_by(_S.created_at, _S.id)
)
_FREEZE: Final = Statement(insert_into(dispute_evidence))
_EVIDENCE: Final = Statement(
    sa.select(*_E).where(_E.booking_id == of(_E.booking_id)).order_by(_E.frozen_at)
)
_WANTED: Final = {
    DisputeFilter.ALL: (),
    DisputeFilter.OPEN: (_D.closed_at.is_(None),),
    DisputeFilter.OVERDUE: (_D.closed_at.is_(None), _D.overdue_since.is_not(None)),
    DisputeFilter.APPEAL: (
        _D.closed_at.is_(None),
        _D.status == constant(DisputeStatus.APPEALED),
    ),
}


def _page_statement(wanted: DisputeFilter, *, first: bool) -> Statement:
    asked = sa.select(*_D).where(sa.true(), *_WANTED[wanted])
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_D.opened_at, _D.booking_id) < last)
    newest = (_D.opened_at.desc(), _D.booking_id.desc())
    return Statement(asked.order_by(*newest).limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (wanted, first): _page_statement(wanted, first=first)
    for wanted in DisputeFilter
    for first in (False, True)
}


class PostgresNoShows(Repository):
    __slots__ = ()

    async def add(self, report: NoShowReport) -> None:
        self._session.write(_ADD_REPORT, report_values(report))

    async def of_booking(self, booking_id: BookingId) -> NoShowReport | None:
        row = await self._session.row(_REPORT, {"booking_id": booking_id})
        return None if row is None else report_of(row)

    async def save(self, report: NoShowReport) -> None:
        self._session.write(_SAVE_REPORT, report_values(report))


class PostgresDisputes(Repository):
    __slots__ = ()

    async def add(self, dispute: Dispute) -> None:
        self._session.note_due(dispute.due_at)
        self._session.write(_ADD, dispute_values(dispute))

    async def of_booking(self, booking_id: BookingId) -> Dispute | None:
        row = await self._session.row(_DISPUTE, {"booking_id": booking_id})
        return None if row is None else dispute_of(row)

    async def save(self, dispute: Dispute) -> None:
        self._session.note_due(dispute.due_at)
        self._session.write(_SAVE, dispute_values(dispute))

    async def page(
        self, wanted: DisputeFilter, *, after: Cursor | None, limit: int
    ) -> Page[Dispute]:
        values = {"limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(_PAGES[wanted, after is None], values)
        items = [dispute_of(row) for row in rows]
        return page_of(items, limit, lambda dispute: (dispute.opened_at, dispute.booking_id))

    async def safety_opened_by(self, person: UserId, *, since: datetime) -> int:
        values = {"opener_id": person, "since": since}
        return int(found(await self._session.row(_SAFETY_OPENED, values))[0])

    async def add_statement(self, booking_id: BookingId, statement: Said) -> None:
        self._session.write(
            _ADD_STATEMENT,
            {
                "id": statement.id,
                "booking_id": booking_id,
                "party": statement.party,
                "author_id": statement.author,
                "content": statement.text,
                "created_at": statement.at,
            },
        )

    async def statements(self, booking_id: BookingId) -> Sequence[Said]:
        rows = await self._session.rows(_STATEMENTS, {"booking_id": booking_id})
        return [_said(row) for row in rows]

    async def freeze_evidence(self, bundle: EvidenceBundle) -> None:
        self._session.write(
            _FREEZE,
            {
                "booking_id": bundle.booking_id,
                "frozen_at": bundle.frozen_at,
                "content": bundle.content,
                "digest": bundle.digest,
            },
        )

    async def evidence(self, booking_id: BookingId) -> Sequence[EvidenceBundle]:
        rows = await self._session.rows(_EVIDENCE, {"booking_id": booking_id})
        return [EvidenceBundle(row[0], row[2], row[3], row[1]) for row in rows]


def _said(row: Row) -> Said:
    id_, _booking_id, party, author, content, at = row
    return Said(id_, Party(party), author, content, at)
