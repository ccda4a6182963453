"""Bank accounts, withdrawals and the bank's files in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mate_adapters.memory.moderation import ModerationTables
from mate_adapters.memory.pages import newest_first
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.withdrawal import (
    GONE,
    PayoutFile,
    PayoutOrder,
    Withdrawal,
    WithdrawalStatus,
)
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import BankAccountId, PayoutFileId, UserId, WithdrawalId
from mate_core.shared.money import Vnd, total
from mate_core.shared.pages import Cursor, Page


@dataclass(frozen=True, slots=True)
class KnownNumber:
    """Who has or had a number: what is left of an account when its number is forgotten."""

    owner: UserId
    digest: int

    @classmethod
    def of(cls, account: BankAccount) -> KnownNumber:
        return cls(account.owner, hash((account.details.bank_code, account.details.number)))


class PayoutTables:
    def __init__(self) -> None:
        self.accounts = Table[BankAccountId, BankAccount]()
        self.accounts_by_owner = self.accounts.index(lambda account: (account.owner,))
        self.numbers = Table[BankAccountId, KnownNumber]()
        self.numbers_by_owner = self.numbers.index(lambda known: (known.owner,))
        self.numbers_by_digest = self.numbers.index(lambda known: (known.digest,))
        self.active = self.accounts.index(
            lambda account: (account.owner,) if account.replaced_at is None else ()
        )
        self.withdrawals = Table[WithdrawalId, Withdrawal]()
        self.withdrawals_by_owner = self.withdrawals.index(lambda withdrawal: (withdrawal.owner,))
        self.withdrawals_by_status = self.withdrawals.index(lambda withdrawal: (withdrawal.status,))
        self.withdrawals_by_refund = self.withdrawals.index(
            lambda withdrawal: (
                (withdrawal.refund_id,)
                if withdrawal.refund_id is not None and not withdrawal.is_undone
                else ()
            )
        )
        self.files = Table[PayoutFileId, PayoutFile]()


class MemoryBankAccounts:
    def __init__(
        self, tables: PayoutTables, moderation: ModerationTables, transaction: Transaction
    ) -> None:
        self._tables = tables
        self._bans = transaction.view(moderation.bans)
        self._in_force = moderation.bans_in_force
        self._transaction = transaction
        self._accounts = transaction.view(tables.accounts)
        self._numbers = transaction.view(tables.numbers)
        self._withdrawals = transaction.view(tables.withdrawals)

    async def replace(self, account: BankAccount) -> None:
        await self._transaction.lock()
        former = await self.active(account.owner)
        if former is not None:
            self._accounts.put(former.id, replace(former, replaced_at=account.created_at))
        self._accounts.put(account.id, account)
        self._numbers.put(account.id, KnownNumber.of(account))

    async def add_for_once(self, account: BankAccount) -> None:
        await self._transaction.lock()
        self._accounts.put(account.id, account)
        self._numbers.put(account.id, KnownNumber.of(account))

    async def active(self, owner: UserId) -> BankAccount | None:
        return self._accounts.first(self._tables.active, owner)

    async def forget(self, owner: UserId) -> None:
        await self._transaction.lock()
        for account in self._accounts.where(self._tables.accounts_by_owner, owner):
            emptied = AccountDetails(account.details.bank_code, "", "")
            self._accounts.put(account.id, replace(account, details=emptied))
        for row in self._withdrawals.where(self._tables.withdrawals_by_owner, owner):
            emptied = AccountDetails(row.details.bank_code, "", "")
            self._withdrawals.put(row.id, replace(row, details=emptied))

    async def held_by_banned(self, account: BankAccount) -> bool:
        digest = KnownNumber.of(account).digest
        return any(
            known.owner != account.owner and self._bans.where(self._in_force, known.owner)
            for known in self._numbers.where(self._tables.numbers_by_digest, digest)
        )

    async def share_one(self, person: UserId, others: Sequence[UserId]) -> bool:
        return any(
            twin.owner in others and twin.owner != person
            for known in self._numbers.where(self._tables.numbers_by_owner, person)
            for twin in self._numbers.where(self._tables.numbers_by_digest, known.digest)
        )


class MemoryWithdrawals:
    def __init__(
        self, tables: PayoutTables, moderation: ModerationTables, transaction: Transaction
    ) -> None:
        self._tables = tables
        self._bans = transaction.view(moderation.bans)
        self._in_force = moderation.bans_in_force
        self._transaction = transaction
        self._withdrawals = transaction.view(tables.withdrawals)

    async def add(self, withdrawal: Withdrawal) -> None:
        await self._transaction.lock()
        refund_id = withdrawal.refund_id
        by_refund = self._tables.withdrawals_by_refund
        if refund_id is not None and self._withdrawals.first(by_refund, refund_id) is not None:
            raise ConcurrencyConflict
        self._withdrawals.put(withdrawal.id, withdrawal)

    async def get(self, withdrawal_id: WithdrawalId) -> Withdrawal:
        withdrawal = self._withdrawals.get(withdrawal_id)
        if withdrawal is None:
            raise NotFound
        return withdrawal

    async def get_for_change(self, withdrawal_id: WithdrawalId) -> Withdrawal:
        await self._transaction.lock()
        return await self.get(withdrawal_id)

    async def save(self, withdrawal: Withdrawal) -> None:
        await self._transaction.lock()
        stored = self._withdrawals.get(withdrawal.id)
        if stored is None or stored.version != withdrawal.version:
            raise ConcurrencyConflict
        self._withdrawals.put(withdrawal.id, replace(withdrawal, version=withdrawal.version + 1))

    async def page(
        self,
        owner: UserId | None,
        *,
        status: WithdrawalStatus | None,
        after: Cursor | None,
        limit: int,
        earnings_only: bool = False,
    ) -> Page[Withdrawal]:
        if owner is not None:
            rows = self._withdrawals.where(self._tables.withdrawals_by_owner, owner)
        elif status is not None:
            rows = self._withdrawals.where(self._tables.withdrawals_by_status, status)
        else:
            rows = self._withdrawals.all()
        return newest_first(
            (
                row
                for row in rows
                if status in (None, row.status) and not (earnings_only and row.refund_id)
            ),
            lambda row: (row.requested_at, row.id),
            after=after,
            limit=limit,
        )

    async def gone(self, owner: UserId, *, since: datetime | None = None) -> Vnd:
        return total(
            row.amount
            for row in self._withdrawals.where(self._tables.withdrawals_by_owner, owner)
            if row.status in GONE
            and row.refund_id is None
            and (since is None or row.requested_at >= since)
        )

    async def approved_for_change(
        self, *, but: UserId, limit: int, at: datetime
    ) -> Sequence[Withdrawal]:
        await self._transaction.lock()
        approved = self._withdrawals.where(
            self._tables.withdrawals_by_status, WithdrawalStatus.APPROVED
        )
        others = (row for row in approved if row.owner != but and not self._waits(row, at))
        return sorted(others, key=lambda row: (row.requested_at, row.id))[:limit]

    def _waits(self, row: Withdrawal, at: datetime) -> bool:
        return any(
            at < ban.review_until and (row.approved_at is None or row.approved_at <= ban.created_at)
            for ban in self._bans.where(self._in_force, row.owner)
        )


class MemoryPayoutFiles:
    """Append-only: there is no way to change or remove a file."""

    def __init__(self, tables: PayoutTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._files = transaction.view(tables.files)

    async def add(self, file: PayoutFile) -> None:
        await self._transaction.lock()
        self._files.put(file.order.id, file)

    async def get(self, file_id: PayoutFileId) -> PayoutFile:
        file = self._files.get(file_id)
        if file is None:
            raise NotFound
        return file

    async def page(self, *, after: Cursor | None, limit: int) -> Page[PayoutOrder]:
        orders = (file.order for file in self._files.all())
        return newest_first(
            orders, lambda order: (order.created_at, order.id), after=after, limit=limit
        )


def open_withdrawals(tables: PayoutTables) -> Iterator[tuple[UserId, int]]:
    """Owner and dong of everything that is on its way to a bank."""
    for row in tables.withdrawals.rows.values():
        if row.is_open:
            yield row.owner, row.amount.amount


def paid_withdrawals(tables: PayoutTables) -> int:
    """Dong that a bank paid and did not return."""
    return sum(
        row.amount.amount
        for row in tables.withdrawals.rows.values()
        if row.status is WithdrawalStatus.PAID
    )
