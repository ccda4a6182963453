"""Attempts to pay through a gateway."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.payments import payment_intents
from mate_core.payments.intent import WAITING, IntentPurpose, IntentStatus, PaymentIntent
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period

_C = payment_intents.c
_CHANGING: Final = (
    _C.status,
    _C.pay_url,
    _C.external_transaction_id,
    _C.failure,
    _C.expires_at,
    _C.completed_at,
    _C.next_query_at,
)
_ADD: Final = Statement(insert_into(payment_intents))
_GET: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_FIND: Final = Statement(
    sa.select(*_C).where(
        _C.provider == of(_C.provider), _C.merchant_reference == of(_C.merchant_reference)
    )
)
_WAITING_FOR: Final = Statement(
    sa.select(*_C)
    .where(
        _C.booking_id == of(_C.booking_id),
        _C.status.in_([constant(status) for status in sorted(WAITING)]),
    )
    .with_for_update(key_share=True)
)
_FORGET_ADDRESSES: Final = Statement(
    payment_intents.update()
    .where(_C.payer_ip != constant(""), _C.created_at < param("before", INSTANT))
    .values({_C.payer_ip: constant(""), _C.version: _C.version + sa.literal_column("1")})
    .returning(sa.literal_column("1"))
)
_HAS_WAITING: Final = Statement(
    sa.select(sa.literal_column("1"))
    .where(
        _C.payer_id == of(_C.payer_id),
        _C.status.in_([constant(status) for status in sorted(WAITING)]),
    )
    .limit(sa.literal_column("1"))
)
_OPENED_WITHIN: Final = Statement(
    sa.select(*_C)
    .where(
        _C.provider == of(_C.provider),
        _C.created_at >= param("start", INSTANT),
        _C.created_at < param("end", INSTANT),
    )
    .order_by(_C.created_at, _C.id)
)
_SAVE: Final = Statement(
    saved_once(
        payment_intents.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _CHANGING})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)


def _intent_of(row: Row) -> PaymentIntent:
    (
        id_,
        purpose,
        provider,
        payer,
        reference,
        amount,
        merchant_reference,
        payer_ip,
        status,
        pay_url,
        vendor_transaction,
        failure,
        created_at,
        expires_at,
        closed_at,
        next_query_at,
        version,
        part,
    ) = row
    return PaymentIntent(
        id=id_,
        purpose=IntentPurpose(purpose),
        provider=Provider(provider),
        payer=payer,
        reference=reference,
        amount=Vnd(amount),
        merchant_reference=merchant_reference,
        payer_ip=payer_ip,
        created_at=created_at,
        expires_at=expires_at,
        status=IntentStatus(status),
        pay_url=pay_url,
        vendor_transaction=vendor_transaction,
        failure=failure,
        closed_at=closed_at,
        part=part,
        next_query_at=next_query_at,
        version=version,
    )


def _values(intent: PaymentIntent) -> dict[str, Any]:
    return {
        "id": intent.id,
        "purpose": intent.purpose,
        "provider": intent.provider,
        "payer_id": intent.payer,
        "booking_id": intent.reference,
        "amount": intent.amount.amount,
        "merchant_reference": intent.merchant_reference,
        "payer_ip": intent.payer_ip,
        "status": intent.status,
        "pay_url": intent.pay_url,
        "external_transaction_id": intent.vendor_transaction,
        "failure": intent.failure,
        "created_at": intent.created_at,
        "expires_at": intent.expires_at,
        "completed_at": intent.closed_at,
        "next_query_at": intent.next_query_at,
        "version": intent.version,
        "extension_id": intent.part,
    }


class PostgresIntents(Repository):
    __slots__ = ()

    async def add(self, intent: PaymentIntent) -> None:
        self._session.write(_ADD, _values(intent))

    async def get(self, intent_id: IntentId) -> PaymentIntent:
        return _intent_of(found(await self._session.row(_GET, {"id": intent_id})))

    async def get_for_change(self, intent_id: IntentId) -> PaymentIntent:
        rows = await self._session.lock(_LOCK, {"id": intent_id})
        return _intent_of(found(rows[0] if rows else None))

    async def find(self, provider: Provider, merchant_reference: str) -> PaymentIntent | None:
        values = {"provider": provider, "merchant_reference": merchant_reference}
        row = await self._session.row(_FIND, values)
        return None if row is None else _intent_of(row)

    async def waiting_for(self, reference: UUID) -> PaymentIntent | None:
        rows = await self._session.lock(_WAITING_FOR, {"booking_id": reference})
        return _intent_of(rows[0]) if rows else None

    async def save(self, intent: PaymentIntent) -> None:
        self._session.write(_SAVE, _values(intent))

    async def forget_addresses(self, *, before: datetime) -> int:
        return len(await self._session.lock(_FORGET_ADDRESSES, {"before": before}))

    async def has_waiting(self, payer: UserId) -> bool:
        return await self._session.row(_HAS_WAITING, {"payer_id": payer}) is not None

    async def opened_within(self, provider: Provider, period: Period) -> Sequence[PaymentIntent]:
        values = {"provider": provider, "start": period.start, "end": period.end}
        return [_intent_of(row) for row in await self._session.rows(_OPENED_WITHIN, values)]
