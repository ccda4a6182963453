"""What the sandbox remembers of payments: orders, charges, notices and their deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final, TypeVar

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from mate_adapters.sandbox.gateways.model import (
    Call,
    Charge,
    Delivery,
    End,
    Notice,
    Order,
    PaymentRow,
    Trouble,
)
from mate_adapters.sandbox.messages import Pool
from mate_core.payments.ledger import Provider

_ADD_ORDER: Final = """
INSERT INTO sandbox.gateway_orders (
    provider, reference, amount, info, return_url, opened_at, expires_at, request, fields
) VALUES (%(provider)s, %(reference)s, %(amount)s, %(info)s, %(return_url)s, %(opened_at)s,
          %(expires_at)s, %(request)s, %(fields)s)
ON CONFLICT DO NOTHING
"""
_ORDER: Final = """
SELECT provider, reference, amount, info, return_url, opened_at, expires_at, request, fields
FROM sandbox.gateway_orders WHERE provider = %s AND reference = %s
"""
_SET_OUTCOME: Final = """
UPDATE sandbox.gateway_orders SET outcome = %s WHERE provider = %s AND reference = %s
"""
_ADD_CHARGE: Final = """
INSERT INTO sandbox.gateway_charges (provider, reference, amount, "end", at)
VALUES (%s, %s, %s, %s, %s) RETURNING transaction, reference, amount, "end", at
"""
_CHARGE: Final = """
SELECT transaction, reference, amount, "end", at FROM sandbox.gateway_charges
WHERE provider = %s AND reference = %s
ORDER BY "end" NOT IN ('PAID', 'SUSPECTED'), transaction LIMIT 1
"""
_ADD_NOTICE: Final = """
INSERT INTO sandbox.gateway_notices (provider, reference, content, held_back)
VALUES (%s, %s, %s, %s) RETURNING id, content
"""
_RELEASE: Final = """
UPDATE sandbox.gateway_notices SET held_back = false
WHERE provider = %s AND reference = %s AND held_back RETURNING id, content
"""
_NOTICES: Final = """
SELECT id, content FROM sandbox.gateway_notices WHERE provider = %s AND reference = %s ORDER BY id
"""
_ADD_DELIVERY: Final = """
INSERT INTO sandbox.gateway_deliveries (notice_id, delivered_at, http_status, answer, message)
VALUES (%s, %s, %s, %s, %s)
"""
_ADD_TROUBLE: Final = """
INSERT INTO sandbox.gateway_troubles (provider, call, trouble) VALUES (%s, %s, %s)
"""
_NEXT_TROUBLE: Final = """
DELETE FROM sandbox.gateway_troubles WHERE id = (
    SELECT id FROM sandbox.gateway_troubles WHERE provider = %s AND call = %s
    ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING trouble
"""
_LATEST: Final = """
SELECT o.provider, o.reference, o.amount, o.info, o.outcome, o.opened_at,
       (SELECT count(*) FROM sandbox.gateway_notices AS notice
        WHERE (notice.provider, notice.reference) = (o.provider, o.reference)
          AND notice.held_back) AS held_back,
       (SELECT coalesce(sum(refund.amount), 0)::bigint FROM sandbox.gateway_refunds AS refund
        JOIN sandbox.gateway_charges AS charge USING (transaction)
        WHERE (charge.provider, charge.reference) = (o.provider, o.reference)
          AND refund.state <> 'REFUSED') AS refunded,
       ARRAY(SELECT coalesce(delivery.answer, '-') FROM sandbox.gateway_deliveries AS delivery
             JOIN sandbox.gateway_notices AS notice ON notice.id = delivery.notice_id
             WHERE (notice.provider, notice.reference) = (o.provider, o.reference)
             ORDER BY delivery.id) AS answers
FROM sandbox.gateway_orders AS o
WHERE %(provider)s::text IS NULL OR o.provider = %(provider)s
ORDER BY o.opened_at DESC, o.reference LIMIT %(limit)s
"""

T = TypeVar("T")


class GatewayStore:
    """Rows in schema `sandbox`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add_order(self, order: Order) -> Order:
        """Remember it, or answer what was remembered under that reference before."""
        values = asdict(order) | {"fields": Jsonb(dict(order.fields))}
        async with self._pool.connection() as connection:
            await connection.execute(_ADD_ORDER, values)
        known = await self.order(order.provider, order.reference)
        return known or order

    async def order(self, provider: Provider, reference: str) -> Order | None:
        found = await self._rows(Order, _ORDER, (provider, reference))
        return found[0] if found else None

    async def charge(
        self, order: Order, end: End, *, amount: int, outcome: str, at: datetime
    ) -> Charge:
        """One try of the payer, under a new number of the vendor."""
        key = (order.provider, order.reference)
        async with self._pool.connection() as connection:
            await connection.execute(_SET_OUTCOME, (outcome, *key))
        (made,) = await self._rows(Charge, _ADD_CHARGE, (*key, amount, end, at))
        return _typed(made)

    async def charge_of(self, provider: Provider, reference: str) -> Charge | None:
        """The first that took money, else the first at all."""
        found = await self._rows(Charge, _CHARGE, (provider, reference))
        return _typed(found[0]) if found else None

    async def add_notice(self, order: Order, content: str, *, held_back: bool) -> Notice:
        values = (order.provider, order.reference, content, held_back)
        (notice,) = await self._rows(Notice, _ADD_NOTICE, values)
        return notice

    async def release(self, provider: Provider, reference: str) -> Sequence[Notice]:
        """The notices kept back for that order; they are not kept back any longer."""
        released = await self._rows(Notice, _RELEASE, (provider, reference))
        return sorted(released, key=lambda notice: notice.id)

    async def notices(self, provider: Provider, reference: str) -> Sequence[Notice]:
        """Every notice of that order, oldest first; none for an unknown one."""
        return await self._rows(Notice, _NOTICES, (provider, reference))

    async def add_delivery(self, notice: Notice, delivery: Delivery, *, at: datetime) -> None:
        values = (notice.id, at, delivery.http_status, delivery.answer, delivery.message)
        async with self._pool.connection() as connection:
            await connection.execute(_ADD_DELIVERY, values)

    async def add_trouble(self, provider: Provider, call: Call, trouble: Trouble) -> None:
        """The next call of that kind meets it."""
        async with self._pool.connection() as connection:
            await connection.execute(_ADD_TROUBLE, (provider, call, trouble))

    async def next_trouble(self, provider: Provider, call: Call) -> Trouble | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_NEXT_TROUBLE, (provider, call))
            row = await cursor.fetchone()
        return Trouble(row[0]) if row else None

    async def latest(
        self, provider: Provider | None = None, *, limit: int = 50
    ) -> Sequence[PaymentRow]:
        """Newest first."""
        return await self._rows(PaymentRow, _LATEST, {"provider": provider, "limit": limit})

    async def _rows(self, kind: type[T], statement: str, values: Any) -> list[T]:
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(kind)) as cursor,
        ):
            await cursor.execute(statement, values)
            return await cursor.fetchall()


def _typed(charge: Charge) -> Charge:
    return Charge(charge.transaction, charge.reference, charge.amount, End(charge.end), charge.at)
