"""Bank accounts, and the files that went to the bank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.repositories.base import Repository, cursor_values, found, page_of
from mate_adapters.postgres.seals import Seals
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.statement import Statement, constant, insert_into, of, param
from mate_adapters.postgres.tables.columns import INSTANT, UUIDS
from mate_adapters.postgres.tables.moderation import system_blacklist
from mate_adapters.postgres.tables.payouts import bank_accounts, payout_files
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.withdrawal import PayoutFile, PayoutOrder
from mate_core.shared.ids import PayoutFileId, UserId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

_A = bank_accounts.c
_ADD_ACCOUNT: Final = Statement(insert_into(bank_accounts))
_END_ACCOUNT: Final = Statement(
    bank_accounts.update()
    .where(_A.user_id == of(_A.user_id), _A.replaced_at.is_(None))
    .values({_A.replaced_at: param("at", INSTANT)})
)
_ACTIVE: Final = Statement(
    sa.select(*_A).where(_A.user_id == of(_A.user_id), _A.replaced_at.is_(None))
)
_ALL_OF: Final = Statement(
    sa.select(*_A).where(_A.user_id == of(_A.user_id)).with_for_update(key_share=True)
)
_FORGET: Final = Statement(
    bank_accounts.update()
    .where(_A.id == of(_A.id))
    .values(
        {
            _A.account_number: sa.null(),
            _A.sealed_number: of(_A.sealed_number),
            _A.number_hash: sa.func.coalesce(_A.number_hash, of(_A.number_hash)),
            _A.account_name: constant(""),
        }
    )
)
_OTHER: Final = bank_accounts.alias("other")
_SHARED: Final = Statement(
    sa.select(sa.literal_column("1"))
    .select_from(bank_accounts)
    .join(_OTHER, _OTHER.c.number_hash == _A.number_hash)
    .where(
        _A.user_id == of(_A.user_id),
        _OTHER.c.user_id == sa.any_(param("others", UUIDS)),
        _OTHER.c.user_id != _A.user_id,
    )
    .limit(sa.literal_column("1"))
)

_BANNED: Final = Statement(
    sa.select(sa.literal_column("1"))
    .select_from(bank_accounts)
    .join(system_blacklist, system_blacklist.c.user_id == _A.user_id)
    .where(
        _A.number_hash == of(_A.number_hash),
        _A.user_id != of(_A.user_id),
        system_blacklist.c.lifted_at.is_(None),
    )
    .limit(sa.literal_column("1"))
)

_F = payout_files.c
_ADD_FILE: Final = Statement(insert_into(payout_files))
_ORDER: Final = (_F.id, _F.created_at, _F.created_by, _F.line_count, _F.total, _F.digest)
_GET_FILE: Final = Statement(
    sa.select(*_ORDER, _F.content, _F.sealed_content).where(_F.id == of(_F.id))
)
_NEWEST: Final = (
    sa.select(*_ORDER)
    .order_by(_F.created_at.desc(), _F.id.desc())
    .limit(param("limit", sa.Integer()))
)
_FIRST_ORDERS: Final = Statement(_NEWEST)
_MORE_ORDERS: Final = Statement(
    _NEWEST.where(
        sa.tuple_(_F.created_at, _F.id)
        < sa.tuple_(param("after_at", INSTANT), param("after_id", sa.Uuid()))
    )
)


class PostgresBankAccounts(Repository):
    __slots__ = ("_seals",)

    def __init__(self, session: Session, seals: Seals) -> None:
        super().__init__(session)
        self._seals = seals

    async def replace(self, account: BankAccount) -> None:
        self._session.write(_END_ACCOUNT, {"user_id": account.owner, "at": account.created_at})
        await self.add_for_once(account)

    async def add_for_once(self, account: BankAccount) -> None:
        details = account.details
        self._session.write(
            _ADD_ACCOUNT,
            {
                "id": account.id,
                "user_id": account.owner,
                "bank_code": details.bank_code,
                "account_number": None,
                "sealed_number": self._seals.account_number(account.id, details.number),
                "number_hash": self._seals.account_number_hash(details.bank_code, details.number),
                "account_name": details.holder,
                "created_at": account.created_at,
                "replaced_at": account.replaced_at,
            },
        )

    async def active(self, owner: UserId) -> BankAccount | None:
        row = await self._session.row(_ACTIVE, {"user_id": owner})
        return None if row is None else _account_of(row, self._seals)

    async def forget(self, owner: UserId) -> None:
        for row in await self._session.lock(_ALL_OF, {"user_id": owner}):
            account = _account_of(row, self._seals)
            details = account.details
            self._session.write(
                _FORGET,
                {
                    "id": account.id,
                    "sealed_number": self._seals.account_number(account.id, ""),
                    "number_hash": self._seals.account_number_hash(
                        details.bank_code, details.number
                    ),
                },
            )

    async def held_by_banned(self, account: BankAccount) -> bool:
        details = account.details
        digest = self._seals.account_number_hash(details.bank_code, details.number)
        values = {"number_hash": digest, "user_id": account.owner}
        return await self._session.row(_BANNED, values) is not None

    async def share_one(self, person: UserId, others: Sequence[UserId]) -> bool:
        values = {"user_id": person, "others": others}
        return await self._session.row(_SHARED, values) is not None


class PostgresPayoutFiles(Repository):
    __slots__ = ("_seals",)

    def __init__(self, session: Session, seals: Seals) -> None:
        super().__init__(session)
        self._seals = seals

    async def add(self, file: PayoutFile) -> None:
        order = file.order
        self._session.write(
            _ADD_FILE,
            {
                "id": order.id,
                "created_at": order.created_at,
                "created_by": order.created_by,
                "line_count": order.count,
                "total": order.total.amount,
                "digest": order.digest,
                "content": None,
                "sealed_content": self._seals.file(order.id, file.content),
            },
        )

    async def get(self, file_id: PayoutFileId) -> PayoutFile:
        *order, clear, sealed = found(await self._session.row(_GET_FILE, {"id": file_id}))
        content = bytes(clear) if sealed is None else self._seals.open_file(file_id, sealed)
        return PayoutFile(_order_of(order), content)

    async def page(self, *, after: Cursor | None, limit: int) -> Page[PayoutOrder]:
        statement = _MORE_ORDERS if after else _FIRST_ORDERS
        values = {**cursor_values(after), "limit": limit + 1}
        orders = [_order_of(row) for row in await self._session.rows(statement, values)]
        return page_of(orders, limit, lambda order: (order.created_at, order.id))


def _account_of(row: Row, seals: Seals) -> BankAccount:
    id_, owner, bank_code, clear, holder, created_at, replaced_at, sealed, _ = row
    number = clear if sealed is None else seals.open_account_number(id_, sealed)
    details = AccountDetails(bank_code, number, holder)
    return BankAccount(id_, owner, details, created_at, replaced_at)


def _order_of(row: Sequence[Any]) -> PayoutOrder:
    id_, created_at, created_by, count, amount, digest = row
    return PayoutOrder(id_, created_at, created_by, count, Vnd(amount), digest)
