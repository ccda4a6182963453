"""What partners do with their earnings: withdraw, look, think again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.identity.passwords import PasswordProof
from mate_core.moderation.steps import under_review
from mate_core.payments.errors import AmountOutOfRange
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.errors import (
    AccountNotRegistered,
    NotEarned,
    NotVerifiedPartner,
    PasswordNeeded,
    WithdrawalOnHold,
)
from mate_core.payments.payouts.steps import (
    VerifiedName,
    asked_today,
    free_from,
    post_step,
    save_moved,
    withdrawable,
)
from mate_core.payments.payouts.withdrawal import TAKEN_OUT, UNDONE, Withdrawal
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PayoutsUow
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import WithdrawalId
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock, IdempotencyKey
from mate_core.shared.time import spoken


@dataclass(frozen=True, slots=True)
class WithdrawalService:
    open_uow: Callable[[], PayoutsUow]
    open_read: Callable[[], PayoutsUow]
    clock: Clock
    bookkeeper: Bookkeeper
    proof: PasswordProof
    verified_name: VerifiedName
    policy: PaymentPolicy

    async def withdrawable(self, actor: Actor) -> Vnd:
        """How much of the wallet may leave for a bank now."""
        async with self.open_read() as uow:
            return await withdrawable(uow, actor.user_id)

    async def mine(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[Withdrawal]:
        """Newest first."""
        async with self.open_read() as uow:
            return await uow.withdrawals.page(
                actor.user_id, status=None, after=after, limit=limit, earnings_only=True
            )

    async def show(self, actor: Actor, withdrawal_id: WithdrawalId) -> Withdrawal:
        """Raises NotFound, also for somebody else's."""
        async with self.open_read() as uow:
            return _own(actor, await uow.withdrawals.get(withdrawal_id))

    async def request(
        self,
        actor: Actor,
        amount: Vnd,
        details: AccountDetails,
        *,
        password: str | None,
        key: IdempotencyKey,
    ) -> Withdrawal:
        """Set earnings aside for the registered account; staff approve, the bank pays.

        Of a banned person staff look at every one while his ban is under review (RULES 17).

        Raises AmountOutOfRange, PasswordWrong, NotVerifiedPartner, AccountNotRegistered,
        WithdrawalOnHold, PasswordNeeded, NotEarned, in this order.
        """
        limits = self.policy.payouts
        if not limits.lowest <= amount <= limits.highest:
            raise AmountOutOfRange(lowest=limits.lowest.amount, highest=limits.highest.amount)
        proved = await self.proof.given(actor, password)
        return await self._request(actor, amount, details, proved, key)

    @command
    @also_when_banned
    async def _request(
        self,
        actor: Actor,
        amount: Vnd,
        details: AccountDetails,
        proved: bool,
        key: IdempotencyKey,
    ) -> Withdrawal:
        now = self.clock.now()
        async with self.open_uow() as uow:
            done = await uow.idempotency.claim(key, at=now)
            if done is not None:
                return await uow.withdrawals.get(WithdrawalId(UUID(done)))
            await uow.wallets.get_for_change(actor.user_id)  # sums below stand still until the end
            account = await self._account(uow, actor, details, at=now)
            today = await asked_today(uow, actor.user_id, at=now)
            self._require_proof(amount, today, proved)
            await _require_earned(uow, actor, amount)
            withdrawal = Withdrawal.to(
                account, WithdrawalId(self.bookkeeper.ids.uuid()), amount, at=now
            )
            reviewed = await under_review(uow, actor.user_id, at=now)
            if self.policy.payouts.is_automatic(amount, today=today) and not reviewed:
                withdrawal = withdrawal.approve(at=now)
            await uow.withdrawals.add(withdrawal)
            await post_step(uow, self.bookkeeper, TAKEN_OUT, withdrawal, at=now)
            await uow.publish(withdrawal.event(at=now))
            await uow.idempotency.store(key, str(withdrawal.id))
            await uow.commit()
        return withdrawal

    async def _account(
        self, uow: PayoutsUow, actor: Actor, details: AccountDetails, *, at: datetime
    ) -> BankAccount:
        if await self.verified_name(uow, actor.user_id) is None:
            raise NotVerifiedPartner
        account = await uow.bank_accounts.active(actor.user_id)
        if account is None or account.details != details:
            raise AccountNotRegistered
        until = await free_from(uow, account, self.policy.payouts)
        if at < until:
            raise WithdrawalOnHold(until=spoken(until))
        return account

    def _require_proof(self, amount: Vnd, today: Vnd, proved: bool) -> None:
        limits = self.policy.payouts
        if limits.needs_password(amount, today=today) and not proved:
            raise PasswordNeeded(
                at_once=limits.password_at_once.amount, a_day=limits.password_a_day.amount
            )

    @command
    @also_when_banned
    async def cancel(self, actor: Actor, withdrawal_id: WithdrawalId) -> Withdrawal:
        """The money is the owner's again; possible until the bank has the order (RULES 20).

        Raises NotFound, WithdrawalMoveRefused.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            withdrawal = _own(actor, await uow.withdrawals.get_for_change(withdrawal_id))
            cancelled = withdrawal.cancel(at=now)
            await save_moved(uow, cancelled, at=now)
            await post_step(uow, self.bookkeeper, UNDONE, cancelled, at=now)
            await uow.commit()
        return cancelled


def _own(actor: Actor, withdrawal: Withdrawal) -> Withdrawal:
    """A refund that goes by bank is the business of staff: the payer did not ask for it here."""
    if withdrawal.owner != actor.user_id or withdrawal.refund_id is not None:
        raise NotFound
    return withdrawal


async def _require_earned(uow: PayoutsUow, actor: Actor, amount: Vnd) -> None:
    most = await withdrawable(uow, actor.user_id)
    if amount > most:
        raise NotEarned(withdrawable=most.amount)
