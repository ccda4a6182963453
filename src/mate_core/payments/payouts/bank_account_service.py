"""The bank account to which a partner's earnings go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from mate_core.identity.passwords import PasswordProof
from mate_core.kyc.names import same_name
from mate_core.payments.events import BankAccountChanged
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.errors import (
    AccountBarred,
    HolderNameMismatch,
    NotVerifiedPartner,
)
from mate_core.payments.payouts.steps import VerifiedName, free_from
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PayoutsUow
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BankAccountId, IdGenerator
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class BankAccountView:
    """`free_from` is when withdrawals to it are possible, an instant that may have passed."""

    account: BankAccount
    free_from: datetime


@dataclass(frozen=True, slots=True)
class BankAccountService:
    open_uow: Callable[[], PayoutsUow]
    open_read: Callable[[], PayoutsUow]
    clock: Clock
    ids: IdGenerator
    proof: PasswordProof
    verified_name: VerifiedName
    policy: PaymentPolicy

    async def mine(self, actor: Actor) -> BankAccountView:
        """Raises NotFound when there is none."""
        async with self.open_read() as uow:
            account = await uow.bank_accounts.active(actor.user_id)
            if account is None:
                raise NotFound
            return await self._view(uow, account)

    async def change(
        self, actor: Actor, details: AccountDetails, *, password: str
    ) -> BankAccountView:
        """From now on earnings go there, withdrawals wait a day; the same account changes nothing.

        Raises PasswordWrong, NotVerifiedPartner, HolderNameMismatch, AccountBarred.
        """
        await self.proof.given(actor, password)
        return await self._change(actor, details)

    @command
    @also_when_banned
    async def _change(self, actor: Actor, details: AccountDetails) -> BankAccountView:
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.wallets.get_for_change(actor.user_id)  # one change at a time
            name = await self.verified_name(uow, actor.user_id)
            if name is None:
                raise NotVerifiedPartner
            if not same_name(name, details.holder):
                raise HolderNameMismatch
            account = await uow.bank_accounts.active(actor.user_id)
            if account is None or account.details != details:
                account = BankAccount(
                    BankAccountId(self.ids.uuid()), actor.user_id, details, created_at=now
                )
                if await uow.bank_accounts.held_by_banned(account):
                    raise AccountBarred
                await uow.bank_accounts.replace(account)
                await uow.publish(BankAccountChanged(owner=actor.user_id, at=now))
            view = await self._view(uow, account)
            await uow.commit()
        return view

    async def _view(self, uow: PayoutsUow, account: BankAccount) -> BankAccountView:
        return BankAccountView(account, await free_from(uow, account, self.policy.payouts))
