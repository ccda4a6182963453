"""Money that gateways took, and how much of it has gone back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.statement import (
    Statement,
    insert_into,
    of,
    param,
    query,
    saved_once,
)
from mate_adapters.postgres.tables.columns import UUIDS
from mate_adapters.postgres.tables.payments import escrow_holdings, payment_intents
from mate_adapters.postgres.tables.refunds import captures
from mate_core.payments.capture import Capture
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import CaptureId, EscrowId, IntentId, UserId
from mate_core.shared.money import Vnd

_C = captures.c
_ADD: Final = Statement(insert_into(captures))
_GET: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)))
_LOCK: Final = Statement(sa.select(*_C).where(_C.id == of(_C.id)).with_for_update(key_share=True))
_OF_ARRIVAL: Final = Statement(
    sa.select(*_C)
    .where(
        _C.provider == of(_C.provider),
        _C.external_transaction_id == of(_C.external_transaction_id),
    )
    .with_for_update(key_share=True)
)
_OLDEST_FIRST: Final = (_C.captured_at, _C.id)
_OF_INTENT: Final = Statement(
    sa.select(*_C)
    .where(_C.intent_id == of(_C.intent_id))
    .order_by(*_OLDEST_FIRST)
    .with_for_update(key_share=True)
)
_OF_ESCROW: Final = Statement(
    sa.select(*_C)
    .join_from(captures, payment_intents, payment_intents.c.id == _C.intent_id)
    .join(escrow_holdings, escrow_holdings.c.booking_id == payment_intents.c.booking_id)
    .where(escrow_holdings.c.id == param("escrow_id", sa.Uuid()))
    .order_by(*_OLDEST_FIRST)
    .with_for_update(of=captures, key_share=True)
)
_REFUNDABLE_OF: Final = Statement(
    query(
        f"""
        SELECT {", ".join(column.name for column in _C)} FROM captures
        WHERE payer_id = :payer_id AND returned < amount AND NOT suspended AND NOT EXISTS (
            SELECT FROM refunds
            WHERE capture_id = captures.id AND status IN ('REFUSED', 'BY_BANK'))
        ORDER BY captured_at DESC, id DESC FOR NO KEY UPDATE
        """,
        payer_id=sa.Uuid(),
    )
)
# A release gives nothing back, so its captures need no lock. Whoever changes the instruction in
# between meets the locks in another order at worst, and the database lets one of the two go first.
_LOCK_OF_ESCROWS: Final = Statement(
    query(
        """
        SELECT 1 FROM captures
        JOIN payment_intents ON payment_intents.id = captures.intent_id
        JOIN escrow_holdings ON escrow_holdings.booking_id = payment_intents.booking_id
        WHERE escrow_holdings.id = ANY(:ids) AND escrow_holdings.settlement_kind <> 'release'
        ORDER BY captures.captured_at, captures.id FOR NO KEY UPDATE OF captures
        """,
        ids=UUIDS,
    )
)
_SAVE: Final = Statement(
    saved_once(
        captures.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({_C.returned: of(_C.returned), _C.suspended: of(_C.suspended)})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)


def _capture_of(row: Row) -> Capture:
    (
        id_,
        intent_id,
        provider,
        vendor_transaction,
        payer,
        amount,
        captured_at,
        returned,
        suspended,
        version,
    ) = row
    return Capture(
        id=id_,
        intent_id=intent_id,
        provider=Provider(provider),
        vendor_transaction=vendor_transaction,
        payer=payer,
        amount=Vnd(amount),
        captured_at=captured_at,
        returned=Vnd(returned),
        suspended=suspended,
        version=version,
    )


def _values(capture: Capture) -> dict[str, Any]:
    return {
        "id": capture.id,
        "intent_id": capture.intent_id,
        "provider": capture.provider,
        "external_transaction_id": capture.vendor_transaction,
        "payer_id": capture.payer,
        "amount": capture.amount.amount,
        "captured_at": capture.captured_at,
        "returned": capture.returned.amount,
        "suspended": capture.suspended,
        "version": capture.version,
    }


class PostgresCaptures(Repository):
    __slots__ = ()

    async def add(self, capture: Capture) -> None:
        self._session.write(_ADD, _values(capture))

    async def get(self, capture_id: CaptureId) -> Capture:
        return _capture_of(found(await self._session.row(_GET, {"id": capture_id})))

    async def get_for_change(self, capture_id: CaptureId) -> Capture:
        rows = await self._session.lock(_LOCK, {"id": capture_id})
        return _capture_of(found(rows[0] if rows else None))

    async def of_arrival_for_change(
        self, provider: Provider, vendor_transaction: str
    ) -> Capture | None:
        values = {"provider": provider, "external_transaction_id": vendor_transaction}
        rows = await self._session.lock(_OF_ARRIVAL, values)
        return _capture_of(rows[0]) if rows else None

    async def of_intent_for_change(self, intent_id: IntentId) -> Sequence[Capture]:
        rows = await self._session.lock(_OF_INTENT, {"intent_id": intent_id})
        return [_capture_of(row) for row in rows]

    async def of_escrow_for_change(self, escrow_id: EscrowId) -> Sequence[Capture]:
        rows = await self._session.lock(_OF_ESCROW, {"escrow_id": escrow_id})
        return [_capture_of(row) for row in rows]

    async def refundable_of_for_change(self, payer: UserId) -> Sequence[Capture]:
        rows = await self._session.lock(_REFUNDABLE_OF, {"payer_id": payer})
        return [_capture_of(row) for row in rows]

    async def lock_of_escrows(self, escrow_ids: Sequence[EscrowId]) -> None:
        self._session.write(_LOCK_OF_ESCROWS, {"ids": escrow_ids})

    async def save(self, capture: Capture) -> None:
        self._session.write(_SAVE, _values(capture))
