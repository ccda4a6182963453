"""What the sandbox remembers of payments: attempts, notices and their deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg.rows import class_row

from mate_adapters.sandbox.messages import Pool

_REMEMBER: Final = """
INSERT INTO sandbox.payments (
    txn_ref, amount_hundredths, order_info, return_url, outcome, created_at
) VALUES (%(txn_ref)s, %(amount)s, %(order_info)s, %(return_url)s, %(outcome)s, %(at)s)
ON CONFLICT (txn_ref) DO UPDATE SET outcome = excluded.outcome
"""
_ADD_NOTICE: Final = """
INSERT INTO sandbox.notices (txn_ref, query, held_back) VALUES (%s, %s, %s) RETURNING id
"""
_RELEASE: Final = """
UPDATE sandbox.notices SET held_back = false
WHERE txn_ref = %s AND held_back RETURNING id, query
"""
_NOTICES: Final = "SELECT id, query FROM sandbox.notices WHERE txn_ref = %s ORDER BY id"
_ADD_DELIVERY: Final = """
INSERT INTO sandbox.deliveries (notice_id, delivered_at, http_status, rsp_code, message)
VALUES (%s, %s, %s, %s, %s)
"""
_LATEST: Final = """
SELECT payment.txn_ref, payment.amount_hundredths, payment.order_info, payment.outcome,
       payment.created_at,
       (SELECT count(*) FROM sandbox.notices AS notice
        WHERE notice.txn_ref = payment.txn_ref AND notice.held_back) AS held_back,
       ARRAY(SELECT coalesce(delivery.rsp_code, '-') FROM sandbox.deliveries AS delivery
             JOIN sandbox.notices AS notice ON notice.id = delivery.notice_id
             WHERE notice.txn_ref = payment.txn_ref ORDER BY delivery.id) AS rsp_codes
FROM sandbox.payments AS payment
WHERE %(txn_ref)s::text IS NULL OR payment.txn_ref = %(txn_ref)s
ORDER BY payment.created_at DESC, payment.txn_ref LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Notice:
    """One message of the vendor to the merchant, kept so that it can be sent again unchanged."""

    id: int
    query: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One attempt; `rsp_codes` are the merchant's answers in order, `-` where there was none."""

    txn_ref: str
    amount_hundredths: int
    order_info: str
    outcome: str
    created_at: datetime
    held_back: int
    rsp_codes: list[str]

    @property
    def amount_dong(self) -> int:
        return self.amount_hundredths // 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the merchant answered to one call; the first two are None when nothing usable came."""

    http_status: int | None
    rsp_code: str | None
    message: str


class VnpayStore:
    """Rows in schema `sandbox`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def remember(
        self,
        *,
        txn_ref: str,
        amount_hundredths: int,
        order_info: str,
        return_url: str,
        outcome: str,
        at: datetime,
    ) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                _REMEMBER,
                {
                    "txn_ref": txn_ref,
                    "amount": amount_hundredths,
                    "order_info": order_info,
                    "return_url": return_url,
                    "outcome": outcome,
                    "at": at,
                },
            )

    async def next_transaction_no(self) -> int:
        """Unique on this database."""
        async with self._pool.connection() as connection:
            cursor = await connection.execute("SELECT nextval('sandbox.vnpay_transaction_numbers')")
            ((number,),) = await cursor.fetchall()
        return int(number)

    async def add_notice(self, txn_ref: str, query: str, *, held_back: bool) -> Notice:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(_ADD_NOTICE, (txn_ref, query, held_back))
            ((notice_id,),) = await cursor.fetchall()
        return Notice(notice_id, query)

    async def release(self, txn_ref: str) -> Sequence[Notice]:
        """The notices kept back for that attempt; they are not kept back any longer."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Notice)) as cursor,
        ):
            await cursor.execute(_RELEASE, (txn_ref,))
            return sorted(await cursor.fetchall(), key=lambda notice: notice.id)

    async def notices(self, txn_ref: str) -> Sequence[Notice]:
        """Every notice of that attempt, oldest first; none for an unknown one."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Notice)) as cursor,
        ):
            await cursor.execute(_NOTICES, (txn_ref,))
            return await cursor.fetchall()

    async def add_delivery(self, notice: Notice, delivery: Delivery, *, at: datetime) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                _ADD_DELIVERY,
                (notice.id, at, delivery.http_status, delivery.rsp_code, delivery.message),
            )

    async def latest(self, *, txn_ref: str | None = None, limit: int = 50) -> Sequence[PaymentRow]:
        """Newest first; only the one attempt when it is given."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(PaymentRow)) as cursor,
        ):
            await cursor.execute(_LATEST, {"txn_ref": txn_ref, "limit": limit})
            return await cursor.fetchall()
