"""Refunds at the sandbox's gateways: never more than was paid, each name once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from psycopg import AsyncConnection
from psycopg.rows import class_row

from mate_adapters.sandbox.gateways.model import (
    Refund,
    RefundEnd,
    RefundVerdict,
    Trouble,
)
from mate_adapters.sandbox.messages import Pool
from mate_core.payments.ledger import Provider

_COLUMNS: Final = "provider, name, number, transaction, amount, info, state, ends_as, at"
_LOCK_CHARGE: Final = """
SELECT amount, "end" FROM sandbox.gateway_charges
WHERE provider = %s AND transaction = %s FOR UPDATE
"""
_KNOWN: Final = f"SELECT {_COLUMNS} FROM sandbox.gateway_refunds WHERE provider = %s AND name = %s"
_SENT_BACK: Final = """
SELECT coalesce(sum(amount), 0)::bigint FROM sandbox.gateway_refunds
WHERE transaction = %s AND state <> 'REFUSED'
"""
_ADD: Final = f"""
INSERT INTO sandbox.gateway_refunds (
    provider, name, transaction, amount, info, state, ends_as, at
) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING {_COLUMNS}
"""
_ASKED: Final = f"""
UPDATE sandbox.gateway_refunds SET state = ends_as WHERE provider = %s AND name = %s
RETURNING {_COLUMNS}
"""
_LAST_OF: Final = f"""
SELECT {_COLUMNS} FROM sandbox.gateway_refunds WHERE transaction = %s ORDER BY number DESC LIMIT 1
"""
_ENDS: Final = {
    Trouble.PENDING: (RefundEnd.PENDING, RefundEnd.DONE),
    Trouble.PENDING_REFUSED: (RefundEnd.PENDING, RefundEnd.REFUSED),
    Trouble.REFUSED: (RefundEnd.REFUSED, RefundEnd.REFUSED),
}
_DONE: Final = (RefundEnd.DONE, RefundEnd.DONE)


class RefundDesk:
    """Takes refunds under the lock of the charge that they give back."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def take(
        self,
        provider: Provider,
        name: str,
        *,
        transaction: int,
        amount: int,
        info: str,
        trouble: Trouble | None,
        at: datetime,
    ) -> tuple[RefundVerdict, Refund | None]:
        """Remember it once. `trouble` says how it ends; the refund comes with TAKEN, REPEATED."""
        async with self._pool.connection() as connection, connection.transaction():
            cursor = await connection.execute(_LOCK_CHARGE, (provider, transaction))
            charge = await cursor.fetchone()
            known = await _one(connection, _KNOWN, (provider, name))
            if known is not None:
                return RefundVerdict.REPEATED, known
            if charge is None or charge[1] != "PAID":
                return RefundVerdict.NOT_PAID, None
            cursor = await connection.execute(_SENT_BACK, (transaction,))
            ((sent_back,),) = await cursor.fetchall()
            if sent_back + amount > charge[0]:
                return RefundVerdict.TOO_MUCH, None
            state, ends_as = _ENDS.get(trouble, _DONE) if trouble else _DONE
            values = (provider, name, transaction, amount, info, state, ends_as, at)
            return RefundVerdict.TAKEN, await _one(connection, _ADD, values)

    async def asked(self, provider: Provider, name: str) -> Refund | None:
        """The refund of that name; being asked about brings a pending one to its end."""
        async with self._pool.connection() as connection:
            return await _one(connection, _ASKED, (provider, name))

    async def last_of(self, transaction: int) -> Refund | None:
        """The newest refund of a charge."""
        async with self._pool.connection() as connection:
            return await _one(connection, _LAST_OF, (transaction,))


async def _one(connection: AsyncConnection[Any], statement: str, values: Any) -> Refund | None:
    async with connection.cursor(row_factory=class_row(Refund)) as cursor:
        await cursor.execute(statement, values)
        row = await cursor.fetchone()
    if row is None:
        return None
    return replace(row, state=RefundEnd(row.state), ends_as=RefundEnd(row.ends_as))
