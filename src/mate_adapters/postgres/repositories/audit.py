"""The audit log and its seals."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, insert_into, of, param, query
from mate_adapters.postgres.tables.columns import INSTANT, TEXTS, UUIDS
from mate_adapters.postgres.tables.housekeeping import audit_log, audit_seals
from mate_core.shared.audit_seals import AuditSeal, CoveredRecord, SealedRecord
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import AuditFilter, AuditRecord

_A = audit_log.c
_ADD: Final = Statement(insert_into(audit_log))
_ABOUT: Final = Statement(
    sa.select(*_A).where(_A.subject_id == of(_A.subject_id)).order_by(_A.at, _A.id)
)
_WHERE: Final = {
    "actor_id": _A.actor_id == of(_A.actor_id),
    "action": sa.or_(
        _A.action == of(_A.action), sa.func.starts_with(_A.action, param("family", sa.Text()))
    ),
    "subject_type": _A.subject_type == of(_A.subject_type),
    "subject_id": _A.subject_id == of(_A.subject_id),
    "since": _A.at >= param("since", INSTANT),
    "until": _A.at < param("until", INSTANT),
    "after": sa.tuple_(_A.at, _A.id)
    < sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid())),
}


@cache
def _page(names: tuple[str, ...]) -> Statement:
    """Only what is asked for stands in the statement, so that each has the index that fits.

    Made when first asked for: there are many, and few are.
    """
    asked = sa.select(*_A).where(*(_WHERE[name] for name in names))
    ordered = asked.order_by(_A.at.desc(), _A.id.desc())
    return Statement(ordered.limit(param("limit", sa.Integer())))


_S = audit_seals.c
_LAST: Final = Statement(sa.select(*_S).order_by(_S.number.desc()).limit(sa.literal_column("1")))
_ADD_SEAL: Final = Statement(insert_into(audit_seals))
_ADD_SEALED: Final = Statement(
    query(
        """
        INSERT INTO audit_sealed (record_id, seal, position, digest)
        SELECT record_id, :seal, position, digest
        FROM unnest(:ids, :digests) WITH ORDINALITY AS sealed (record_id, digest, position)
        """,
        seal=sa.BigInteger(),
        ids=UUIDS,
        digests=TEXTS,
    )
)
_UNSEALED: Final = Statement(
    query(
        """
        SELECT log.id, at, actor_id, action, subject_type, subject_id, reason, facts
        FROM audit_log AS log
        WHERE at >= :since
          AND NOT EXISTS (SELECT FROM audit_sealed WHERE record_id = log.id)
        ORDER BY at, log.id LIMIT :limit
        """,
        since=INSTANT,
        limit=sa.Integer(),
    )
)
_COUNT_UNSEALED: Final = Statement(
    query(
        """
        SELECT count(*) FROM audit_log AS log
        WHERE at < :before
          AND NOT EXISTS (SELECT FROM audit_sealed WHERE record_id = log.id)
        """,
        before=INSTANT,
    )
)
_FOLLOWING: Final = Statement(
    sa.select(*_S)
    .where(_S.number > of(_S.number))
    .order_by(_S.number)
    .limit(param("limit", sa.Integer()))
)
_COVERED: Final = Statement(
    query(
        """
        SELECT record_id, digest, log.id, at, actor_id, action, subject_type, subject_id, reason,
               facts
        FROM audit_sealed
        LEFT JOIN audit_log AS log ON log.id = record_id
        WHERE seal = :seal ORDER BY position
        """,
        seal=sa.BigInteger(),
    )
)


class PostgresAuditLog(Repository):
    __slots__ = ()

    async def add(self, record: AuditRecord) -> None:
        self._session.write(
            _ADD,
            {
                "id": record.id,
                "at": record.at,
                "actor_id": record.actor_id,
                "action": record.action,
                "subject_type": record.subject_type,
                "subject_id": record.subject_id,
                "reason": record.reason,
                "facts": json.dumps(dict(record.facts)),
            },
        )

    async def about(self, subject_id: UUID) -> Sequence[AuditRecord]:
        rows = await self._session.rows(_ABOUT, {"subject_id": subject_id})
        return [AuditRecord(*row) for row in rows]

    async def listed(
        self, wanted: AuditFilter, *, after: Cursor | None, limit: int
    ) -> Page[AuditRecord]:
        values = {
            "actor_id": wanted.actor_id,
            "action": wanted.action,
            "subject_type": wanted.subject_type,
            "subject_id": wanted.subject_id,
            "since": wanted.since,
            "until": wanted.until,
            "after": after,
        }
        asked = tuple(name for name in _WHERE if values[name] is not None)
        rows = await self._session.rows(
            _page(asked),
            {
                **values,
                "family": f"{wanted.action}.",
                "limit": limit + 1,
                **cursor_values(after),
            },
        )
        records = [AuditRecord(*row) for row in rows]
        return page_of(records, limit, lambda record: (record.at, record.id))


class PostgresAuditSeals(Repository):
    __slots__ = ()

    async def last(self) -> AuditSeal | None:
        row = await self._session.row(_LAST)
        return None if row is None else AuditSeal(*row)

    async def add(self, seal: AuditSeal, records: Sequence[SealedRecord]) -> None:
        self._session.write(
            _ADD_SEAL,
            {
                "number": seal.number,
                "at": seal.at,
                "first_id": seal.first_id,
                "last_id": seal.last_id,
                "records": seal.records,
                "previous": seal.previous,
                "hash": seal.hash,
            },
        )
        self._session.write(
            _ADD_SEALED,
            {
                "seal": seal.number,
                "ids": [record.record_id for record in records],
                "digests": [record.digest for record in records],
            },
        )

    async def unsealed(self, *, since: datetime, limit: int) -> Sequence[AuditRecord]:
        rows = await self._session.rows(_UNSEALED, {"since": since, "limit": limit})
        return [AuditRecord(*row) for row in rows]

    async def count_unsealed(self, *, before: datetime) -> int:
        return int(found(await self._session.row(_COUNT_UNSEALED, {"before": before}))[0])

    async def following(self, number: int, *, limit: int) -> Sequence[AuditSeal]:
        rows = await self._session.rows(_FOLLOWING, {"number": number, "limit": limit})
        return [AuditSeal(*row) for row in rows]

    async def covered(self, number: int) -> Sequence[CoveredRecord]:
        return [_covered(row) for row in await self._session.rows(_COVERED, {"seal": number})]


def _covered(row: Row) -> CoveredRecord:
    record_id, digest, log_id, *content = row
    record = None if log_id is None else AuditRecord(log_id, *content)
    return CoveredRecord(SealedRecord(record_id, digest), record)
