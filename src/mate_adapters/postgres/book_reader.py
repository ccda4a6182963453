"""Sums over the books, added up by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.session import Session, Values
from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import INSTANT
from mate_core.payments.books.reader import (
    SOON,
    AccountMovement,
    Arrival,
    EscrowTally,
    PartnerTax,
    Standing,
)
from mate_core.payments.ledger import Provider
from mate_core.shared.ids import IntentId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period


def _within(text: str) -> Statement:
    return Statement(query(text, start=INSTANT, end=INSTANT))


_MOVEMENTS: Final = _within(
    """
    SELECT account || coalesce(':' || provider, '') AS name,
           coalesce(sum(amount) FILTER (WHERE created_at < :start), 0)::bigint,
           coalesce(sum(amount) FILTER (WHERE created_at >= :start AND amount > 0), 0)::bigint,
           coalesce(sum(amount) FILTER (WHERE created_at >= :start AND amount < 0), 0)::bigint
    FROM postings WHERE owner_id IS NULL AND created_at < :end
    GROUP BY name ORDER BY name
    """
)
_STANDING: Final = Statement(
    query(
        """
        WITH open AS (
            SELECT amount, release_scheduled_at AS due_at,
                   EXISTS (SELECT FROM escrow_freezes
                           WHERE escrow_id = escrow_holdings.id AND lifted_at IS NULL) AS frozen
            FROM escrow_holdings WHERE status = 'HELD'
        ), people AS (
            SELECT coalesce(sum(balance), 0)::bigint AS available,
                   coalesce(sum(pending_balance), 0)::bigint AS held,
                   coalesce(sum(withdrawing), 0)::bigint AS withdrawing,
                   coalesce(sum(receivable), 0)::bigint AS receivable
            FROM wallets
        ), tallies AS (
            SELECT count(*) AS all_count, coalesce(sum(amount), 0)::bigint AS all_amount,
                   count(*) FILTER (WHERE soon) AS soon_count,
                   coalesce(sum(amount) FILTER (WHERE soon), 0)::bigint AS soon_amount,
                   count(*) FILTER (WHERE past AND NOT frozen) AS overdue_count,
                   coalesce(sum(amount) FILTER (WHERE past AND NOT frozen), 0)::bigint
                       AS overdue_amount,
                   count(*) FILTER (WHERE past AND frozen) AS frozen_count,
                   coalesce(sum(amount) FILTER (WHERE past AND frozen), 0)::bigint AS frozen_amount
            FROM open, LATERAL (SELECT due_at <= :at AS past,
                                       due_at > :at AND due_at <= :soon AS soon) AS at_that_time
        )
        SELECT * FROM people, tallies
        """,
        at=INSTANT,
        soon=INSTANT,
    )
)
_TAXES: Final = _within(
    """
    SELECT payee_id, count(*), sum(amount_paid + tax_vat + tax_pit)::bigint,
           sum(tax_vat)::bigint, sum(tax_pit)::bigint
    FROM escrow_holdings
    WHERE released_at >= :start AND released_at < :end AND tax_vat + tax_pit > 0
    GROUP BY payee_id ORDER BY payee_id
    """
)
_TAXES_POSTED: Final = _within(
    """
    SELECT memo, sum(amount)::bigint
    FROM postings JOIN journal_entries AS entry ON entry.id = entry_id
    WHERE account = 'tax_payable' AND entry.kind = 'settlement'
      AND postings.created_at >= :start AND postings.created_at < :end
    GROUP BY memo
    """
)
_ARRIVALS: Final = Statement(
    query(
        """
        SELECT substr(reference, length(:prefix) + 1), subject_id, -amount, entry.created_at
        FROM journal_entries AS entry
        JOIN postings ON entry_id = entry.id AND account = 'gateway'
        WHERE kind IN ('deposit', 'suspense') AND starts_with(reference, :prefix)
          AND entry.created_at >= :start AND entry.created_at < :end
        ORDER BY entry.created_at, reference
        """,
        prefix=sa.Text(),
        start=INSTANT,
        end=INSTANT,
    )
)


class PostgresBookReader:
    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    async def movements(self, period: Period) -> Sequence[AccountMovement]:
        return [
            AccountMovement(name, Vnd(opening), Vnd(plus), Vnd(minus))
            for name, opening, plus, minus in await self._rows(_MOVEMENTS, _ends(period))
        ]

    async def standing(self, *, at: datetime) -> Standing:
        row = (await self._rows(_STANDING, {"at": at, "soon": at + SOON}))[0]
        available, held, withdrawing, receivable = map(Vnd, row[:4])
        tallies = [EscrowTally(row[n], Vnd(row[n + 1])) for n in range(4, 12, 2)]
        return Standing(available, held, withdrawing, receivable, *tallies)

    async def taxes(self, period: Period) -> Sequence[PartnerTax]:
        return [
            PartnerTax(UserId(payee), count, Vnd(gross), Vnd(vat), Vnd(pit))
            for payee, count, gross, vat, pit in await self._rows(_TAXES, _ends(period))
        ]

    async def taxes_posted(self, period: Period) -> Mapping[str, Vnd]:
        return {memo: Vnd(sum_) for memo, sum_ in await self._rows(_TAXES_POSTED, _ends(period))}

    async def arrivals(self, provider: Provider, period: Period) -> Sequence[Arrival]:
        values = {"prefix": f"deposit:{provider}:", **_ends(period)}
        return [
            Arrival(name, IntentId(intent_id), Vnd(amount), at)
            for name, intent_id, amount, at in await self._rows(_ARRIVALS, values)
        ]

    async def _rows(self, statement: Statement, values: Values) -> list[Row]:
        session = Session(self._pool, read_only=True)
        await session.open()
        try:
            return await session.rows(statement, values)
        finally:
            await session.close()


def _ends(period: Period) -> dict[str, object]:
    return {"start": period.start, "end": period.end}
