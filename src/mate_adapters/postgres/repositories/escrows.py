"""Escrows, their lines and their freezes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.repositories.escrow_rows import (
    all_values,
    changing_values,
    escrow_of,
    freeze_of,
    freeze_values,
    line_values,
    settled_values,
)
from mate_adapters.postgres.session import Values
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    query,
    saved_once,
)
from mate_adapters.postgres.tables.columns import BIGINTS, INSTANT, INSTANTS, TEXTS, UUIDS
from mate_adapters.postgres.tables.payments import escrow_freezes, escrow_holdings
from mate_core.payments.escrow import Escrow, EscrowStatus, Freeze, FreezeCause
from mate_core.shared.ids import EscrowId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_C, _F = escrow_holdings.c, escrow_freezes.c
_NEVER_CHANGE: Final = frozenset(
    {"id", "booking_id", "payer_id", "payee_id", "created_at", "version"}
)
_ADD: Final = Statement(insert_into(escrow_holdings))
_ADD_LINES: Final = Statement(
    query(
        """
        INSERT INTO escrow_lines (escrow_id, line_no, subtotal, service_fee)
        SELECT :id, line_no - 1, subtotal, service_fee
        FROM unnest(:subtotals, :service_fees)
             WITH ORDINALITY AS line (subtotal, service_fee, line_no)
        ON CONFLICT (escrow_id, line_no) DO NOTHING
        """,
        id=sa.Uuid(),
        subtotals=BIGINTS,
        service_fees=BIGINTS,
    )
)
_LINES: Final[sa.ColumnElement[Any]] = sa.literal_column(
    "(SELECT array_agg(ARRAY[line.subtotal, line.service_fee] ORDER BY line.line_no)"
    " FROM escrow_lines line WHERE line.escrow_id = escrow_holdings.id)"
)
_ESCROW: Final = sa.select(*_C, _LINES)
_GET: Final = Statement(_ESCROW.where(_C.id == of(_C.id)))
_OF_REFERENCE: Final = Statement(_ESCROW.where(_C.booking_id == of(_C.booking_id)))


def _lock(column: sa.Column[Any]) -> Statement:
    """Locks alone: the row is read behind it, by a snapshot that knows the newest lines."""
    return Statement(
        sa.select(sa.literal_column("1"))
        .select_from(escrow_holdings)
        .where(column == of(column))
        .with_for_update(key_share=True)
    )


_LOCK: Final = _lock(_C.id)
_LOCK_REFERENCE: Final = _lock(_C.booking_id)
_SAVE: Final = Statement(
    saved_once(
        escrow_holdings.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _NEVER_CHANGE})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_HELD: Final = constant(EscrowStatus.HELD)
_IS_DUE: Final = "id = ANY (:ids) AND status = 'HELD' AND release_scheduled_at <= :at"
_LOCK_DUE: Final = Statement(
    query(
        f"SELECT id FROM escrow_holdings WHERE {_IS_DUE} ORDER BY id FOR NO KEY UPDATE SKIP LOCKED",
        ids=UUIDS,
        at=INSTANT,
    )
)
_DUE: Final = Statement(
    _ESCROW.where(
        query(_IS_DUE, ids=UUIDS, at=INSTANT),
        ~sa.exists().where(_F.escrow_id == _C.id, _F.lifted_at.is_(None)),
    ).order_by(_C.id)
)
# A stale version, or a row that is settled, makes the count differ and divides by zero.
_SAVE_SETTLED: Final = Statement(
    query(
        """
        WITH saved AS (
            UPDATE escrow_holdings AS escrow
            SET status = outcome.status, amount_paid = paid, amount_refunded = refunded,
                fee_kept = fee, tax_vat = vat, tax_pit = pit, released_at = at,
                version = escrow.version + 1
            FROM unnest(:ids, :versions, :statuses, :paid, :refunded, :fees, :vats, :pits,
                        :instants)
                 AS outcome (id, version, status, paid, refunded, fee, vat, pit, at)
            WHERE escrow.id = outcome.id AND escrow.version = outcome.version
            RETURNING 1
        )
        SELECT 1 / (count(*) = :expected)::integer FROM saved
        """,
        ids=UUIDS,
        versions=BIGINTS,
        statuses=TEXTS,
        paid=BIGINTS,
        refunded=BIGINTS,
        fees=BIGINTS,
        vats=BIGINTS,
        pits=BIGINTS,
        instants=INSTANTS,
        expected=sa.BigInteger(),
    )
)
_EARNED: Final = Statement(
    sa.select(sa.func.coalesce(sa.func.sum(_C.amount_paid), sa.literal_column("0"))).where(
        _C.payee_id == of(_C.payee_id)
    )
)
_INCOMING: Final = Statement(
    sa.select(
        sa.func.coalesce(
            sa.cast(sa.func.sum(_C.amount - _C.platform_fee), sa.BigInteger),
            sa.literal_column("0"),
        )
    ).where(_C.payee_id == of(_C.payee_id), _C.status == _HELD)
)
_HAS_OPEN: Final = Statement(
    sa.select(sa.literal_column("1"))
    .where(
        sa.or_(
            _C.payer_id == param("person", sa.Uuid()), _C.payee_id == param("person", sa.Uuid())
        ),
        _C.status == _HELD,
    )
    .limit(sa.literal_column("1"))
)
_REFERENCES: Final = Statement(
    query("SELECT id, booking_id FROM escrow_holdings WHERE id = ANY (:ids)", ids=UUIDS)
)
_ADD_FREEZE: Final = Statement(insert_into(escrow_freezes))
_OPEN_FREEZES: Final = Statement(
    sa.select(*_F)
    .where(_F.escrow_id == of(_F.escrow_id), _F.lifted_at.is_(None))
    .order_by(_F.opened_at, _F.id)
)
_LIFT_FREEZES: Final = Statement(
    escrow_freezes.update()
    .where(_F.escrow_id == of(_F.escrow_id), _F.cause == of(_F.cause), _F.lifted_at.is_(None))
    .values({_F.lifted_at: of(_F.lifted_at)})
    .returning(sa.literal_column("1"))
)


def _page_statement(*, open_only: bool, first: bool) -> Statement:
    asked = _ESCROW.where(_C.status == _HELD) if open_only else _ESCROW
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.created_at, _C.id) < last)
    newest = (_C.created_at.desc(), _C.id.desc())
    return Statement(asked.order_by(*newest).limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (open_only, first): _page_statement(open_only=open_only, first=first)
    for open_only in (False, True)
    for first in (False, True)
}


class PostgresEscrows(Repository):
    __slots__ = ()

    async def add(self, escrow: Escrow) -> None:
        self._session.write(_ADD, all_values(escrow))
        self._session.write(_ADD_LINES, line_values(escrow))

    async def get(self, escrow_id: EscrowId) -> Escrow:
        return escrow_of(found(await self._session.row(_GET, {"id": escrow_id})))

    async def get_for_change(self, escrow_id: EscrowId) -> Escrow:
        self._session.write(_LOCK, {"id": escrow_id})
        return await self.get(escrow_id)

    async def due_for_change(self, ids: Sequence[EscrowId], *, at: datetime) -> Sequence[Escrow]:
        # Locks alone first: what stands behind them is read by a snapshot that knows it newest.
        locked = await self._session.lock(_LOCK_DUE, {"ids": ids, "at": at})
        if not locked:
            return []
        values = {"ids": [row[0] for row in locked], "at": at}
        return [escrow_of(row) for row in await self._session.rows(_DUE, values)]

    async def of_reference(self, reference: UUID) -> Escrow | None:
        return await self._one({"booking_id": reference})

    async def of_reference_for_change(self, reference: UUID) -> Escrow | None:
        self._session.write(_LOCK_REFERENCE, {"booking_id": reference})
        return await self._one({"booking_id": reference})

    async def _one(self, values: Values) -> Escrow | None:
        row = await self._session.row(_OF_REFERENCE, values)
        return None if row is None else escrow_of(row)

    async def references_of(self, ids: Sequence[EscrowId]) -> Mapping[EscrowId, UUID]:
        if not ids:
            return {}
        return dict(await self._session.rows(_REFERENCES, {"ids": ids}))

    async def save(self, escrow: Escrow) -> None:
        self._session.note_due(escrow.due_at)
        self._session.write(_SAVE, changing_values(escrow))
        if len(escrow.lines) > 1:  # the first one went in with the escrow
            self._session.write(_ADD_LINES, line_values(escrow))

    async def save_settled(self, escrows: Sequence[Escrow]) -> None:
        if len(escrows) == 1:
            await self.save(escrows[0])
        elif escrows:
            self._session.write(_SAVE_SETTLED, settled_values(escrows))

    async def page(self, *, open_only: bool, after: Cursor | None, limit: int) -> Page[Escrow]:
        values = {"limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(_PAGES[open_only, after is None], values)
        items = [escrow_of(row) for row in rows]
        return page_of(items, limit, lambda escrow: (escrow.created_at, escrow.id))

    async def has_open(self, person: UserId) -> bool:
        return await self._session.row(_HAS_OPEN, {"person": person}) is not None

    async def incoming(self, payee: UserId) -> Vnd:
        return Vnd(int(found(await self._session.row(_INCOMING, {"payee_id": payee}))[0]))

    async def earned(self, payee: UserId) -> Vnd:
        return Vnd(int(found(await self._session.row(_EARNED, {"payee_id": payee}))[0]))

    async def add_freeze(self, freeze: Freeze) -> None:
        self._session.write(_ADD_FREEZE, freeze_values(freeze))

    async def lift_freezes(self, escrow_id: EscrowId, cause: FreezeCause, *, at: datetime) -> int:
        values = {"escrow_id": escrow_id, "cause": cause, "lifted_at": at}
        return len(await self._session.lock(_LIFT_FREEZES, values))

    async def open_freezes(self, escrow_id: EscrowId) -> Sequence[Freeze]:
        rows = await self._session.rows(_OPEN_FREEZES, {"escrow_id": escrow_id})
        return [freeze_of(row) for row in rows]
