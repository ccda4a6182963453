"""Valid bank accounts, withdrawals and files for the tests of repositories."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from mate_core.identity.model import User
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.withdrawal import PayoutFile, PayoutOrder, Withdrawal
from mate_core.shared.ids import BankAccountId, PayoutFileId, UserId, WithdrawalId
from mate_core.shared.money import Vnd
from tests.contract.makers import NOW, a_user, new_id
from tests.contract.stores import Store

DETAILS = AccountDetails("VCB", "0123456789", "NGUYEN VAN AN")


def new_account(owner: User, **changes: Any) -> BankAccount:
    account = BankAccount(BankAccountId(new_id()), owner.id, DETAILS, created_at=NOW)
    return replace(account, **changes)


async def an_account(store: Store, owner: User | None = None, **changes: Any) -> BankAccount:
    account = new_account(owner or await a_user(store), **changes)
    async with store.open_uow() as uow:
        await uow.bank_accounts.replace(account)
        await uow.commit()
    return account


def new_withdrawal(account: BankAccount, **changes: Any) -> Withdrawal:
    withdrawal = Withdrawal.to(account, WithdrawalId(new_id()), Vnd(600_000), at=NOW)
    return replace(withdrawal, **changes)


async def a_withdrawal(
    store: Store, account: BankAccount | None = None, **changes: Any
) -> Withdrawal:
    """A row alone: no entry in the journal stands behind it."""
    withdrawal = new_withdrawal(account or await an_account(store), **changes)
    async with store.open_uow() as uow:
        await uow.withdrawals.add(withdrawal)
        await uow.commit()
    return withdrawal


def new_file(created_by: UserId, **changes: Any) -> PayoutFile:
    content = changes.pop("content", b"MATE-PAYOUT,1\r\n")
    order = PayoutOrder(
        id=PayoutFileId(new_id()),
        created_at=NOW,
        created_by=created_by,
        count=1,
        total=Vnd(600_000),
        digest=hashlib.sha256(content).hexdigest(),
    )
    return PayoutFile(replace(order, **changes), content)


async def a_file(store: Store, **changes: Any) -> PayoutFile:
    file = new_file((await a_user(store)).id, **changes)
    async with store.open_uow() as uow:
        await uow.payout_files.add(file)
        await uow.commit()
    return file
