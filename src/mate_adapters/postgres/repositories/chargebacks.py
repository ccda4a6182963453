"""Chargebacks, and what is owed for them."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.statement import Statement, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.refunds import chargebacks
from mate_core.payments.ledger import Provider
from mate_core.payments.refunds.chargeback import Chargeback
from mate_core.shared.ids import ChargebackId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_C = chargebacks.c
_ADD: Final = Statement(insert_into(chargebacks))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_SAVE: Final = Statement(
    chargebacks.update()
    .where(_C.id == of(_C.id))
    .values({_C.written_off_at: of(_C.written_off_at)})
)


def _page_statement(*, owed_only: bool, first: bool) -> Statement:
    asked = sa.select(*_C)
    if owed_only:
        asked = asked.where(_C.owed > sa.literal_column("0"), _C.written_off_at.is_(None))
    if not first:
        seen = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.recorded_at, _C.id) < seen)
    newest_first = asked.order_by(_C.recorded_at.desc(), _C.id.desc())
    return Statement(newest_first.limit(param("limit", sa.Integer())))


_PAGES: Final = {
    (owed_only, first): _page_statement(owed_only=owed_only, first=first)
    for owed_only in (False, True)
    for first in (False, True)
}


def _chargeback_of(row: Row) -> Chargeback:
    (
        id_,
        capture_id,
        intent_id,
        provider,
        vendor_reference,
        payer,
        amount,
        owed,
        reason,
        recorded_at,
        recorded_by,
        written_off_at,
    ) = row
    return Chargeback(
        id=id_,
        capture_id=capture_id,
        intent_id=intent_id,
        provider=Provider(provider),
        vendor_reference=vendor_reference,
        payer=payer,
        amount=Vnd(amount),
        owed=Vnd(owed),
        reason=reason,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        written_off_at=written_off_at,
    )


def _values(chargeback: Chargeback) -> dict[str, Any]:
    return {
        "id": chargeback.id,
        "capture_id": chargeback.capture_id,
        "intent_id": chargeback.intent_id,
        "provider": chargeback.provider,
        "vendor_reference": chargeback.vendor_reference,
        "payer_id": chargeback.payer,
        "amount": chargeback.amount.amount,
        "owed": chargeback.owed.amount,
        "reason": chargeback.reason,
        "recorded_at": chargeback.recorded_at,
        "recorded_by": chargeback.recorded_by,
        "written_off_at": chargeback.written_off_at,
    }


class PostgresChargebacks(Repository):
    __slots__ = ()

    async def add(self, chargeback: Chargeback) -> None:
        self._session.write(_ADD, _values(chargeback))

    async def get_for_change(self, chargeback_id: ChargebackId) -> Chargeback:
        rows = await self._session.lock(_LOCK, {"id": chargeback_id})
        return _chargeback_of(found(rows[0] if rows else None))

    async def save(self, chargeback: Chargeback) -> None:
        self._session.write(_SAVE, _values(chargeback))

    async def page(self, *, owed_only: bool, after: Cursor | None, limit: int) -> Page[Chargeback]:
        statement = _PAGES[owed_only, after is None]
        rows = await self._session.rows(statement, {"limit": limit + 1, **cursor_values(after)})
        items = [_chargeback_of(row) for row in rows]
        return page_of(items, limit, lambda each: (each.recorded_at, each.id))
