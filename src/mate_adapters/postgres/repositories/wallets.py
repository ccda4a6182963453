"""Wallets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import psycopg
import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, found
from mate_adapters.postgres.session import Refusal
from mate_adapters.postgres.statement import NO_ROW, Statement, of, query, saved_once
from mate_adapters.postgres.tables.columns import BIGINTS, UUIDS
from mate_adapters.postgres.tables.payments import wallets
from mate_core.payments.errors import InsufficientFunds
from mate_core.payments.wallet import Wallet, WalletChange
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd

_C = wallets.c
_AMOUNTS: Final = (_C.balance, _C.pending_balance, _C.withdrawing, _C.receivable)
_ADD: Final = Statement(
    wallets.insert().values({column: of(column) for column in (_C.user_id, *_AMOUNTS)})
)
_GET: Final = Statement(sa.select(_C.user_id, *_AMOUNTS).where(_C.user_id == of(_C.user_id)))
_LOCK: Final = Statement(
    sa.select(_C.user_id, *_AMOUNTS)
    .where(_C.user_id == of(_C.user_id))
    .with_for_update(key_share=True)
)
_APPLY: Final = Statement(
    saved_once(
        wallets.update()
        .where(_C.user_id == of(_C.user_id))
        .values({column: column + of(column) for column in _AMOUNTS})
    )
)
_LEFT_BEHIND: Final = Statement(
    query(
        """
        SELECT user_id FROM wallets JOIN users ON users.id = user_id
        WHERE users.status = 'CLOSED' AND balance > 0 ORDER BY user_id LIMIT :limit
        """,
        limit=sa.Integer(),
    )
)
_MANY: Final = 8
"""From so many changes on, two statements for all are cheaper than one for each."""
_LOCK_ALL: Final = Statement(
    query(
        "SELECT 1 FROM wallets WHERE user_id = ANY (:user_ids) ORDER BY user_id FOR NO KEY UPDATE",
        user_ids=UUIDS,
    )
)
_APPLY_ALL: Final = Statement(
    query(
        """
        WITH saved AS (
            UPDATE wallets SET
                balance = wallets.balance + change.balance,
                pending_balance = wallets.pending_balance + change.pending_balance,
                withdrawing = wallets.withdrawing + change.withdrawing,
                receivable = wallets.receivable + change.receivable
            FROM unnest(:user_ids, :balances, :pending_balances, :withdrawings, :receivables)
                 AS change (user_id, balance, pending_balance, withdrawing, receivable)
            WHERE wallets.user_id = change.user_id
            RETURNING 1
        )
        SELECT 1 / (count(*) = :expected)::integer FROM saved
        """,
        user_ids=UUIDS,
        balances=BIGINTS,
        pending_balances=BIGINTS,
        withdrawings=BIGINTS,
        receivables=BIGINTS,
        expected=sa.BigInteger(),
    )
)
_FAILING_ROW: Final = re.compile(r"\(([0-9a-f-]{36}), (-?\d+),")


def _wallet_of(row: Row) -> Wallet:
    user_id, balance, pending_balance, withdrawing, receivable = row
    return Wallet(user_id, Vnd(balance), Vnd(pending_balance), Vnd(withdrawing), Vnd(receivable))


class PostgresWallets(Repository):
    __slots__ = ()

    async def left_behind(self, *, limit: int) -> Sequence[UserId]:
        return [row[0] for row in await self._session.rows(_LEFT_BEHIND, {"limit": limit})]

    async def add(self, wallet: Wallet) -> None:
        self._session.write(
            _ADD,
            {
                "user_id": wallet.user_id,
                "balance": wallet.available.amount,
                "pending_balance": wallet.held.amount,
                "withdrawing": wallet.withdrawing.amount,
                "receivable": wallet.receivable.amount,
            },
        )

    async def get(self, user_id: UserId) -> Wallet:
        return _wallet_of(found(await self._session.row(_GET, {"user_id": user_id})))

    async def get_for_change(self, user_id: UserId) -> Wallet:
        rows = await self._session.lock(_LOCK, {"user_id": user_id})
        return _wallet_of(found(rows[0] if rows else None))

    async def apply(self, changes: Sequence[WalletChange]) -> None:
        if len(changes) >= _MANY:
            self._apply_all(changes)
            return
        # One statement each: within a single one the order of locking is the planner's.
        for change in changes:
            self._session.write(
                _APPLY,
                {
                    "user_id": change.user_id,
                    "balance": change.available.amount,
                    "pending_balance": change.held.amount,
                    "withdrawing": change.withdrawing.amount,
                    "receivable": change.receivable.amount,
                },
                refusal=_insufficient([change]),
            )

    def _apply_all(self, changes: Sequence[WalletChange]) -> None:
        """Locked in the order of persons first; then the planner's own order does no harm."""
        people = [change.user_id for change in changes]
        self._session.write(_LOCK_ALL, {"user_ids": people})
        self._session.write(
            _APPLY_ALL,
            {
                "user_ids": people,
                "balances": [change.available.amount for change in changes],
                "pending_balances": [change.held.amount for change in changes],
                "withdrawings": [change.withdrawing.amount for change in changes],
                "receivables": [change.receivable.amount for change in changes],
                "expected": len(changes),
            },
            refusal=_insufficient(changes),
        )


def _insufficient(changes: Sequence[WalletChange]) -> Refusal:
    def refusal(failure: psycopg.Error) -> Exception | None:
        if failure.sqlstate == NO_ROW:  # the person has no wallet: a bug, not a race
            return NotFound()
        if failure.diag.constraint_name != "wallets_bounds":
            return None
        # The refused row tells whose it is and what would be left, hence what was there.
        row = _FAILING_ROW.search(failure.diag.message_detail or "")
        change = next((each for each in changes if row and str(each.user_id) == row[1]), changes[0])
        left = int(row[2]) if row else change.available.amount
        return InsufficientFunds(
            needed=-change.available.amount, available=left - change.available.amount
        )

    return refusal
