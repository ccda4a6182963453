"""Deeds of staff with money."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, insert_into, of, param, saved_once
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.payouts import staff_deeds
from mate_core.payments.deed import DeedRecord
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_C = staff_deeds.c
_SINCE: Final = param("since", INSTANT)
_SUM: Final = sa.cast(
    sa.func.coalesce(sa.func.sum(_C.amount), sa.literal_column("0")), sa.BigInteger
)
_LOCK: Final = Statement(
    sa.text("SELECT pg_advisory_xact_lock(hashtextextended('staff_deeds', 0))")
)
_ADD: Final = Statement(insert_into(staff_deeds))
_SAVE: Final = Statement(
    saved_once(
        staff_deeds.update()
        .where(_C.id == of(_C.id), _C.granted_at.is_(None))
        .values({column: of(column) for column in _C if column is not _C.id})
    )
)
_WAITING_FOR: Final = Statement(
    sa.select(*_C).where(
        _C.action == of(_C.action),
        _C.subject_id == of(_C.subject_id),
        _C.terms == of(_C.terms),
        _C.granted_at.is_(None),
    )
)
_PERSON: Final = param("person", sa.Uuid())
# Two sums, so that each comes from its own index; nobody seconds himself, so none counts twice.
_GRANTED_BY: Final = Statement(
    sa.select(
        sa.select(_SUM).where(_C.proposed_by == _PERSON, _C.granted_at >= _SINCE).scalar_subquery()
        + sa.select(_SUM)
        .where(_C.seconded_by == _PERSON, _C.granted_at >= _SINCE)
        .scalar_subquery()
    )
)
_GRANTED_TO: Final = Statement(
    sa.select(_SUM).where(_C.beneficiary_id == _PERSON, _C.granted_at >= _SINCE)
)
_AFTER: Final = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
_WAITING: Final = Statement(
    sa.select(*_C)
    .where(
        _C.granted_at.is_(None),
        _C.lapses_at > param("at", INSTANT),
        sa.or_(param("after_at", INSTANT).is_(None), sa.tuple_(_C.proposed_at, _C.id) < _AFTER),
    )
    .order_by(_C.proposed_at.desc(), _C.id.desc())
    .limit(param("limit", sa.Integer()))
)


def _record_of(row: Row) -> DeedRecord:
    fields = dict(zip(_C.keys(), row, strict=True))
    return DeedRecord(
        beneficiary=fields.pop("beneficiary_id"), amount=Vnd(fields.pop("amount")), **fields
    )


def _values(record: DeedRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "action": record.action,
        "subject_id": record.subject_id,
        "terms": record.terms,
        "amount": record.amount.amount,
        "beneficiary_id": record.beneficiary,
        "reason": record.reason,
        "proposed_by": record.proposed_by,
        "proposed_at": record.proposed_at,
        "lapses_at": record.lapses_at,
        "seconded_by": record.seconded_by,
        "granted_at": record.granted_at,
    }


class PostgresDeeds(Repository):
    __slots__ = ()

    async def lock(self) -> None:
        await self._session.lock(_LOCK)

    async def add(self, record: DeedRecord) -> None:
        self._session.write(_ADD, _values(record))

    async def save(self, record: DeedRecord) -> None:
        self._session.write(_SAVE, _values(record))

    async def waiting_for(self, action: str, subject_id: UUID, terms: str) -> DeedRecord | None:
        row = await self._session.row(
            _WAITING_FOR, {"action": action, "subject_id": subject_id, "terms": terms}
        )
        return None if row is None else _record_of(row)

    async def granted_by(self, actor: UserId, *, since: datetime) -> Vnd:
        return await self._sum(_GRANTED_BY, actor, since)

    async def granted_to(self, beneficiary: UserId, *, since: datetime) -> Vnd:
        return await self._sum(_GRANTED_TO, beneficiary, since)

    async def _sum(self, statement: Statement, person: UserId, since: datetime) -> Vnd:
        row = found(await self._session.row(statement, {"person": person, "since": since}))
        return Vnd(row[0])

    async def waiting(self, *, at: datetime, after: Cursor | None, limit: int) -> Page[DeedRecord]:
        values = {**cursor_values(after), "at": at, "limit": limit + 1}
        records = [_record_of(row) for row in await self._session.rows(_WAITING, values)]
        return page_of(records, limit, lambda record: (record.proposed_at, record.id))
