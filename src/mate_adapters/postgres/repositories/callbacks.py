"""What gateways sent, and money that found no place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import Statement, constant, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.payments import callback_inbox, suspense_items
from mate_core.payments.intent import (
    Callback,
    NoticeOutcome,
    SuspenseCause,
    SuspenseItem,
    SuspenseOwner,
)
from mate_core.payments.ledger import Provider
from mate_core.shared.money import Vnd

_C = callback_inbox.c
_RECEIVE: Final = Statement(
    insert(callback_inbox)
    .values({column: of(column) for column in _C})
    .on_conflict_do_nothing(index_elements=[_C.provider, _C.digest])
)
_BY_DIGEST: Final = Statement(
    sa.select(*_C).where(_C.provider == of(_C.provider), _C.digest == of(_C.digest))
)
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_SAVE: Final = Statement(
    callback_inbox.update()
    .where(_C.id == of(_C.id))
    .values(
        {column: of(column) for column in (_C.attempts, _C.due_at, _C.processed_at, _C.outcome)}
    )
)
_UNVERIFIED: Final = [constant(NoticeOutcome.FORGED), constant(NoticeOutcome.UNREADABLE)]
_PURGE: Final = Statement(
    callback_inbox.delete()
    .where(_C.outcome.in_(_UNVERIFIED), _C.received_at < param("before", INSTANT))
    .returning(sa.literal_column("1"))
)

_S = suspense_items.c
_ADD_ITEM: Final = Statement(insert_into(suspense_items))
_OPEN_ITEMS: Final = Statement(
    sa.select(*_S).where(_S.closed_at.is_(None)).order_by(_S.opened_at, _S.id)
)
_GET_ITEM: Final = Statement(sa.select(*_S).where(_S.id == of(_S.id)))
_LOCK_ITEM: Final = Statement(
    sa.select(*_S).where(_S.id == of(_S.id)).with_for_update(key_share=True)
)
_ITEM_OF_ARRIVAL: Final = Statement(
    sa.select(*_S).where(
        _S.provider == of(_S.provider),
        _S.external_transaction_id == of(_S.external_transaction_id),
    )
)
_SAVE_ITEM: Final = Statement(
    suspense_items.update()
    .where(_S.id == of(_S.id))
    .values(
        {column: of(column) for column in (_S.owner, _S.due_at, _S.next_action_at, _S.closed_at)}
    )
)


def _callback_of(row: Row) -> Callback:
    id_, provider, digest, raw, received_at, attempts, due_at, processed_at, outcome = row
    return Callback(
        id=id_,
        provider=Provider(provider),
        digest=digest,
        raw=bytes(raw),
        received_at=received_at,
        attempts=attempts,
        due_at=due_at,
        processed_at=processed_at,
        outcome=NoticeOutcome(outcome) if outcome else None,
    )


def _values(callback: Callback) -> dict[str, Any]:
    return {
        "id": callback.id,
        "provider": callback.provider,
        "digest": callback.digest,
        "raw": callback.raw,
        "received_at": callback.received_at,
        "attempts": callback.attempts,
        "due_at": callback.due_at,
        "processed_at": callback.processed_at,
        "outcome": callback.outcome,
    }


class PostgresCallbacks(Repository):
    __slots__ = ()

    async def receive(self, callback: Callback) -> Callback:
        values = _values(callback)
        self._session.write(_RECEIVE, values)
        return _callback_of(found(await self._session.row(_BY_DIGEST, values)))

    async def get_for_change(self, callback_id: UUID) -> Callback:
        rows = await self._session.lock(_LOCK, {"id": callback_id})
        return _callback_of(found(rows[0] if rows else None))

    async def save(self, callback: Callback) -> None:
        self._session.write(_SAVE, _values(callback))

    async def purge_unverified(self, *, before: datetime) -> int:
        return len(await self._session.lock(_PURGE, {"before": before}))


class PostgresSuspense(Repository):
    __slots__ = ()

    async def add(self, item: SuspenseItem) -> None:
        self._session.write(_ADD_ITEM, _item_values(item))

    async def open_items(self) -> Sequence[SuspenseItem]:
        return [_item_of(row) for row in await self._session.rows(_OPEN_ITEMS)]

    async def get(self, item_id: UUID) -> SuspenseItem:
        return _item_of(found(await self._session.row(_GET_ITEM, {"id": item_id})))

    async def get_for_change(self, item_id: UUID) -> SuspenseItem:
        rows = await self._session.lock(_LOCK_ITEM, {"id": item_id})
        return _item_of(found(rows[0] if rows else None))

    async def of_arrival(self, provider: Provider, vendor_transaction: str) -> SuspenseItem | None:
        values = {"provider": provider, "external_transaction_id": vendor_transaction}
        row = await self._session.row(_ITEM_OF_ARRIVAL, values)
        return None if row is None else _item_of(row)

    async def save(self, item: SuspenseItem) -> None:
        self._session.write(_SAVE_ITEM, _item_values(item))


def _item_values(item: SuspenseItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "provider": item.provider,
        "external_transaction_id": item.vendor_transaction,
        "intent_id": item.intent_id,
        "payer_id": item.payer,
        "amount": item.amount.amount,
        "cause": item.cause,
        "owner": item.owner,
        "opened_at": item.opened_at,
        "due_at": item.due_at,
        "next_action_at": item.next_action_at,
        "closed_at": item.closed_at,
    }


def _item_of(row: Row) -> SuspenseItem:
    (
        id_,
        provider,
        vendor_transaction,
        intent_id,
        payer,
        amount,
        cause,
        owner,
        opened_at,
        due_at,
        next_action_at,
        closed_at,
    ) = row
    return SuspenseItem(
        id=id_,
        provider=Provider(provider),
        vendor_transaction=vendor_transaction,
        intent_id=intent_id,
        payer=payer,
        amount=Vnd(amount),
        cause=SuspenseCause(cause),
        owner=SuspenseOwner(owner),
        opened_at=opened_at,
        due_at=due_at,
        next_action_at=next_action_at,
        closed_at=closed_at,
    )
