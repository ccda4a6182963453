"""Rows whose instant has passed, claimed by advisory locks.

The rows themselves stay unlocked: the handlers lock them, in their own transactions. An advisory
lock belongs to the claimant's connection, so a claimant that dies lets go at once.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, query
from mate_adapters.postgres.tables.columns import INSTANT
from mate_core.shared.ports import DueKind

_CANDIDATES: Final[Mapping[DueKind, str]] = MappingProxyType(
    {
        DueKind.BOOKING: "SELECT id, due_at FROM bookings WHERE due_at <= :at",
        DueKind.ESCROW: """
            SELECT id, release_scheduled_at AS due_at FROM escrow_holdings
            WHERE status = 'HELD' AND release_scheduled_at <= :at
              AND NOT EXISTS (SELECT FROM escrow_freezes
                              WHERE escrow_id = escrow_holdings.id AND lifted_at IS NULL)
            """,
        DueKind.CALLBACK: """
            SELECT id, due_at FROM callback_inbox WHERE processed_at IS NULL AND due_at <= :at
            """,
        DueKind.INTENT: """
            SELECT id, expires_at AS due_at FROM payment_intents
            WHERE status IN ('CREATED', 'OPEN') AND expires_at <= :at
            """,
        DueKind.DISPUTE: "SELECT booking_id AS id, due_at FROM disputes WHERE due_at <= :at",
        DueKind.EXTENSION: """
            SELECT id, expires_at AS due_at FROM booking_extensions
            WHERE status IN ('PROPOSED', 'AWAITING_PAYMENT') AND expires_at <= :at
            """,
        DueKind.KYC: "SELECT id, due_at FROM kyc_cases WHERE due_at <= :at",
        DueKind.QUESTION: """
            SELECT id, next_query_at AS due_at FROM payment_intents WHERE next_query_at <= :at
            """,
        DueKind.SUSPENSE: """
            SELECT id, next_action_at AS due_at FROM suspense_items WHERE next_action_at <= :at
            """,
        DueKind.BAN: "SELECT id, due_at FROM system_blacklist WHERE due_at <= :at",
        DueKind.CLOSURE: "SELECT id, due_at FROM account_closures WHERE due_at <= :at",
        DueKind.REVIEW: "SELECT id, due_at FROM reviews WHERE due_at <= :at",
        DueKind.REFUND: "SELECT id, next_at AS due_at FROM refunds WHERE next_at <= :at",
    }
)
# The inner limit lets the index deliver just what is looked at, however much is due, and keeps
# the planner from asking for locks before it has sorted. The outer scan stops at its own limit,
# so that no more rows are locked than handed out.
_CLAIM: Final = """
    SELECT id FROM ({candidates} ORDER BY due_at, id LIMIT :limit + {others}) AS due
    WHERE pg_try_advisory_xact_lock(hashtextextended('{kind}:' || id::text, 0))
    LIMIT :limit
"""
_HELD_BY_OTHERS: Final = 1_000
"""As many rows may be in the hands of other claimants before we see no more behind them."""
_CLAIMS: Final = {
    kind: Statement(
        query(
            _CLAIM.format(candidates=candidates, kind=kind.value, others=_HELD_BY_OTHERS),
            at=INSTANT,
            limit=sa.Integer(),
        )
    )
    for kind, candidates in _CANDIDATES.items()
}


class PostgresDueRows:
    def __init__(self, pool: ConnectionPool) -> None:
        self._pool = pool

    @asynccontextmanager
    async def claim(
        self, kind: DueKind, *, at: datetime, limit: int
    ) -> AsyncIterator[Sequence[UUID]]:
        session = Session(self._pool)
        await session.open()
        try:
            rows = await session.lock(_CLAIMS[kind], {"at": at, "limit": limit})
            yield [row[0] for row in rows]
        finally:
            await session.close()
