"""Withdrawals; the account's details are read from the account, which never changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import (
    Statement,
    constant,
    insert_into,
    of,
    param,
    saved_once,
)
from mate_adapters.postgres.tables.columns import INSTANT
from mate_adapters.postgres.tables.moderation import system_blacklist
from mate_adapters.postgres.tables.payouts import bank_accounts, withdrawals
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.withdrawal import GONE, Withdrawal, WithdrawalStatus
from mate_core.shared.ids import UserId, WithdrawalId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_C, _A, _B = withdrawals.c, bank_accounts.c, system_blacklist.c
_ALL: Final = sa.select(
    *_C, _A.bank_code, _A.account_number, _A.sealed_number, _A.account_name
).join_from(withdrawals, bank_accounts, _A.id == _C.bank_account_id)
_ONE: Final = _ALL.where(_C.id == of(_C.id))
_GET: Final = Statement(_ONE)
_LOCK: Final = Statement(_ONE.with_for_update(key_share=True, of=withdrawals))
_ADD: Final = Statement(insert_into(withdrawals))
_FIXED: Final = frozenset(
    {"id", "user_id", "bank_account_id", "amount", "requested_at", "version", "refund_id"}
)
_SAVE: Final = Statement(
    saved_once(
        withdrawals.update()
        .where(_C.id == of(_C.id), _C.version == of(_C.version))
        .values({column: of(column) for column in _C if column.name not in _FIXED})
        .values({_C.version: _C.version + sa.literal_column("1")})
    )
)
_GONE: Final = [constant(status) for status in sorted(GONE)]
_SUM: Final = sa.select(
    sa.cast(sa.func.coalesce(sa.func.sum(_C.amount), sa.literal_column("0")), sa.BigInteger)
).where(_C.user_id == of(_C.user_id), _C.refund_id.is_(None), _C.status.in_(_GONE))
_GONE_EVER: Final = Statement(_SUM)
_GONE_SINCE: Final = Statement(_SUM.where(_C.requested_at >= param("since", INSTANT)))
_APPROVED: Final = Statement(
    _ALL.where(
        _C.status == constant(WithdrawalStatus.APPROVED),
        _C.user_id != param("but", sa.Uuid()),
        sa.not_(
            sa.exists().where(
                _B.user_id == _C.user_id,
                _B.lifted_at.is_(None),
                _B.review_until > param("at", INSTANT),
                _B.created_at >= _C.approved_at,
            )
        ),
    )
    .order_by(_C.requested_at, _C.id)
    .limit(param("limit", sa.Integer()))
    .with_for_update(key_share=True, of=withdrawals)
)


def _page_statement(*, of_owner: bool, of_status: bool, earnings: bool, first: bool) -> Statement:
    asked = _ALL
    if of_owner:
        asked = asked.where(_C.user_id == of(_C.user_id))
    if of_status:
        asked = asked.where(_C.status == of(_C.status))
    if earnings:
        asked = asked.where(_C.refund_id.is_(None))
    if not first:
        last = sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
        asked = asked.where(sa.tuple_(_C.requested_at, _C.id) < last)
    return Statement(
        asked.order_by(_C.requested_at.desc(), _C.id.desc()).limit(param("limit", sa.Integer()))
    )


_PAGES: Final = {
    (of_owner, of_status, earnings, first): _page_statement(
        of_owner=of_owner, of_status=of_status, earnings=earnings, first=first
    )
    for of_owner in (False, True)
    for of_status in (False, True)
    for earnings in (False, True)
    for first in (False, True)
}


class PostgresWithdrawals(Repository):
    __slots__ = ("_seals",)

    def __init__(self, session: Session, seals: Seals) -> None:
        super().__init__(session)
        self._seals = seals

    async def add(self, withdrawal: Withdrawal) -> None:
        self._session.write(_ADD, _values(withdrawal))

    async def get(self, withdrawal_id: WithdrawalId) -> Withdrawal:
        return self._withdrawal_of(found(await self._session.row(_GET, {"id": withdrawal_id})))

    async def get_for_change(self, withdrawal_id: WithdrawalId) -> Withdrawal:
        rows = await self._session.lock(_LOCK, {"id": withdrawal_id})
        return self._withdrawal_of(found(rows[0] if rows else None))

    async def save(self, withdrawal: Withdrawal) -> None:
        self._session.write(_SAVE, _values(withdrawal))

    async def page(
        self,
        owner: UserId | None,
        *,
        status: WithdrawalStatus | None,
        after: Cursor | None,
        limit: int,
        earnings_only: bool = False,
    ) -> Page[Withdrawal]:
        statement = _PAGES[owner is not None, status is not None, earnings_only, after is None]
        values = {
            **cursor_values(after),
            "user_id": owner,
            "status": status,
            "limit": limit + 1,
        }
        items = [self._withdrawal_of(row) for row in await self._session.rows(statement, values)]
        return page_of(items, limit, lambda item: (item.requested_at, item.id))

    async def gone(self, owner: UserId, *, since: datetime | None = None) -> Vnd:
        statement = _GONE_EVER if since is None else _GONE_SINCE
        return Vnd(found(await self._session.row(statement, {"user_id": owner, "since": since}))[0])

    async def approved_for_change(
        self, *, but: UserId, limit: int, at: datetime
    ) -> Sequence[Withdrawal]:
        rows = await self._session.lock(_APPROVED, {"but": but, "limit": limit, "at": at})
        return [self._withdrawal_of(row) for row in rows]

    def _withdrawal_of(self, row: Row) -> Withdrawal:
        *own, bank_code, clear, sealed, holder = row
        fields = dict(zip(_C.keys(), own, strict=True))
        account_id = fields.pop("bank_account_id")
        number = clear if sealed is None else self._seals.open_account_number(account_id, sealed)
        return Withdrawal(
            owner=fields.pop("user_id"),
            account_id=account_id,
            details=AccountDetails(bank_code, number, holder),
            amount=Vnd(fields.pop("amount")),
            status=WithdrawalStatus(fields.pop("status")),
            **fields,
        )


def _values(withdrawal: Withdrawal) -> dict[str, Any]:
    return {
        "id": withdrawal.id,
        "user_id": withdrawal.owner,
        "bank_account_id": withdrawal.account_id,
        "amount": withdrawal.amount.amount,
        "status": withdrawal.status,
        "requested_at": withdrawal.requested_at,
        "approved_at": withdrawal.approved_at,
        "file_id": withdrawal.file_id,
        "bank_reference": withdrawal.bank_reference,
        "return_reference": withdrawal.return_reference,
        "ended_at": withdrawal.ended_at,
        "version": withdrawal.version,
        "refund_id": withdrawal.refund_id,
    }
