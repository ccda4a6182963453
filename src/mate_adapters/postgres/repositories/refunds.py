"""Refunds on their way to the source."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.refunds import refunds
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.model import Refund, RefundCause, RefundStatus
from mate_core.shared.ids import RefundId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_C = refunds.c
_CHANGING: Final = (
    _C.next_at,
    _C.status,
    _C.attempts,
    _C.vendor_refund,
    _C.vendor_code,
    _C.ended_at,
)
_ADD: Final = Statement(insert_into(refunds))
_GET: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_OF_SUSPENSE: Final = Statement(sa.select(*_C).where(_C.suspense_id == of(_C.suspense_id)))
_REFUSED_OF: Final = Statement(
    sa.select(
        sa.cast(sa.func.coalesce(sa.func.sum(_C.amount), sa.literal_column("0")), sa.BigInteger)
    ).where(
        _C.payer_id == of(_C.payer_id),
        _C.status == constant(RefundStatus.REFUSED),
        _C.ended_at >= param("since", INSTANT),
    )
)
_SAVE: Final = Statement(
    saved_once(
        refunds.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _CHANGING})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
# In the words of the index `refunds_for_staff`, so that the planner sees it apply.
_FOR_STAFF: Final = sa.or_(
    _C.status == constant(RefundStatus.REFUSED),
    sa.and_(
        _C.status.not_in([constant(RefundStatus.DONE), constant(RefundStatus.BY_BANK)]),
        _C.next_at.is_(None),
    ),
)


def _page_statement(*, by_status: bool, staff_only: bool, first: bool) -> Statement:
    asked = sa.select(*_C)
    if by_status:
        asked = asked.where(_C.status == of(_C.status))
    if staff_only:
        asked = asked.where(_FOR_STAFF)
    if not first:
        seen = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.requested_at, _C.id) < seen)
    newest_first = asked.order_by(_C.requested_at.desc(), _C.id.desc())
    return Statement(newest_first.limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (by_status, staff_only, first): _page_statement(
        by_status=by_status, staff_only=staff_only, first=first
    )
    for by_status in (False, True)
    for staff_only in (False, True)
    for first in (False, True)
}


def _refund_of(row: Row) -> Refund:
    (
        id_,
        capture_id,
        intent_id,
        provider,
        payer,
        amount,
        cause,
        requested_at,
        next_at,
        suspense_id,
        status,
        attempts,
        vendor_refund,
        vendor_code,
        ended_at,
        version,
    ) = row
    return Refund(
        id=id_,
        capture_id=capture_id,
        intent_id=intent_id,
        provider=Provider(provider),
        payer=payer,
        amount=Vnd(amount),
        cause=RefundCause(cause),
        requested_at=requested_at,
        next_at=next_at,
        suspense_id=suspense_id,
        status=RefundStatus(status),
        attempts=attempts,
        vendor_refund=vendor_refund,
        vendor_code=vendor_code,
        ended_at=ended_at,
        version=version,
    )


def _values(refund: Refund) -> dict[str, Any]:
    return {
        "id": refund.id,
        "capture_id": refund.capture_id,
        "intent_id": refund.intent_id,
        "provider": refund.provider,
        "payer_id": refund.payer,
        "amount": refund.amount.amount,
        "cause": refund.cause,
        "requested_at": refund.requested_at,
        "next_at": refund.next_at,
        "suspense_id": refund.suspense_id,
        "status": refund.status,
        "attempts": refund.attempts,
        "vendor_refund": refund.vendor_refund,
        "vendor_code": refund.vendor_code,
        "ended_at": refund.ended_at,
        "version": refund.version,
    }


class PostgresRefunds(Repository):
    __slots__ = ()

    async def add(self, refund: Refund) -> None:
        self._session.write(_ADD, _values(refund))
        self._session.note_due(refund.next_at)

    async def get(self, refund_id: RefundId) -> Refund:
        return _refund_of(found(await self._session.row(_GET, {"id": refund_id})))

    async def get_for_change(self, refund_id: RefundId) -> Refund:
        rows = await self._session.lock(_LOCK, {"id": refund_id})
        return _refund_of(found(rows[0] if rows else None))

    async def save(self, refund: Refund) -> None:
        self._session.write(_SAVE, _values(refund))
        self._session.note_due(refund.next_at)

    async def of_suspense(self, item_id: UUID) -> Refund | None:
        row = await self._session.row(_OF_SUSPENSE, {"suspense_id": item_id})
        return None if row is None else _refund_of(row)

    async def refused_of(self, payer: UserId, *, since: datetime) -> Vnd:
        row = await self._session.row(_REFUSED_OF, {"payer_id": payer, "since": since})
        return Vnd(found(row)[0])

    async def page(
        self, *, status: RefundStatus | None, staff_only: bool, after: Cursor | None, limit: int
    ) -> Page[Refund]:
        statement = _PAGES[status is not None, staff_only, after is None]
        values = {"status": status, "limit": limit + 1, **cursor_values(after)}
        rows = await self._session.rows(statement, values)
        items = [_refund_of(row) for row in rows]
        return page_of(items, limit, lambda refund: (refund.requested_at, refund.id))
