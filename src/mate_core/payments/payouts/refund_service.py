"""A refund that its vendor refused leaves for a bank account in the payer's name (RULES 8)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from mate_core.kyc.names import same_name
from mate_core.kyc.steps import verified_name
from mate_core.payments.approvals import refuse_own_case
from mate_core.payments.errors import PayerNameMismatch, RefundMoneySpent
from mate_core.payments.payouts.bank_account import AccountDetails, BankAccount
from mate_core.payments.payouts.steps import post_step
from mate_core.payments.payouts.withdrawal import TAKEN_OUT, Withdrawal
from mate_core.payments.ports import PaymentsUow, PayoutsUow
from mate_core.payments.refunds.model import Refund
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.auditing import audit_record, require_reason
from mate_core.shared.commands import command
from mate_core.shared.ids import BankAccountId, RefundId, UserId, WithdrawalId
from mate_core.shared.ports import Clock

PayerName = Callable[[PayoutsUow, UserId], Awaitable[str]]


async def name_of_payer(uow: PayoutsUow, person: UserId) -> str:
    """The name on the card that he was verified by, else the one that he gave of himself."""
    return await verified_name(uow, person) or (await uow.profiles.get(person)).full_name


@dataclass(frozen=True, slots=True)
class RefundPayout:
    """The refund with the withdrawal that pays it out."""

    refund: Refund
    withdrawal: Withdrawal


@dataclass(frozen=True, slots=True)
class RefundPayoutService:
    """What staff do with a refund that cannot go back to its source.

    From the request on it is a withdrawal like any other: approved by the rule of two people, told
    to the bank in its file, paid or not. While it is under way or paid it takes its part of the
    capture, so that the same money cannot go back to the source as well.
    """

    open_uow: Callable[[], PayoutsUow]
    clock: Clock
    bookkeeper: Bookkeeper
    payer_name: PayerName

    @command
    async def pay_out(
        self,
        actor: Actor,
        refund_id: RefundId,
        details: AccountDetails,
        *,
        reason: str,
        dry_run: bool = False,
    ) -> RefundPayout:
        """Set the whole of a refused refund aside for that account.

        Raises Forbidden, InvalidInput, NotFound, RefundMoveRefused for one that was not refused or
        is paid out already, PayerNameMismatch, OwnCase, RefundAboveCaptured when the money went
        back another way, RefundMoneySpent.
        """
        actor.require(Capability.FINANCE)
        require_reason(reason)
        now = self.clock.now()
        async with self.open_uow() as uow:
            capture = await uow.captures.get_for_change(
                (await uow.refunds.get(refund_id)).capture_id
            )
            refund = (await uow.refunds.get_for_change(refund_id)).paid_out()
            if not same_name(await self.payer_name(uow, refund.payer), details.holder):
                raise PayerNameMismatch
            taken = capture.taken_back(refund.amount)
            await self._require_money(uow, refund)
            withdrawal = await self._request(uow, actor, refund, details, at=now)
            await uow.captures.save(taken)
            await uow.refunds.save(refund)
            await self._audit(uow, actor, withdrawal, refund, reason, at=now)
            if not dry_run:
                await uow.commit()
        return RefundPayout(replace(refund, version=refund.version + 1), withdrawal)

    async def _require_money(self, uow: PaymentsUow, refund: Refund) -> None:
        wallet = await uow.wallets.get_for_change(refund.payer)
        if wallet.available < refund.amount:
            raise RefundMoneySpent(needed=refund.amount.amount, available=wallet.available.amount)

    async def _request(
        self,
        uow: PaymentsUow,
        actor: Actor,
        refund: Refund,
        details: AccountDetails,
        *,
        at: datetime,
    ) -> Withdrawal:
        """The account is written down first: it may be one that the actor has himself."""
        ids = self.bookkeeper.ids
        account = BankAccount(
            BankAccountId(ids.uuid()), refund.payer, details, created_at=at, replaced_at=at
        )
        await uow.bank_accounts.add_for_once(account)
        await refuse_own_case(uow, actor, (refund.payer,))
        withdrawal = Withdrawal.to(
            account, WithdrawalId(ids.uuid()), refund.amount, refund_id=refund.id, at=at
        )
        await uow.withdrawals.add(withdrawal)
        await post_step(uow, self.bookkeeper, TAKEN_OUT, withdrawal, at=at)
        await uow.publish(withdrawal.event(at=at))
        return withdrawal

    async def _audit(
        self,
        uow: PaymentsUow,
        actor: Actor,
        withdrawal: Withdrawal,
        refund: Refund,
        reason: str,
        *,
        at: datetime,
    ) -> None:
        await uow.audit.add(
            audit_record(
                self.bookkeeper.ids,
                actor,
                action="refund.pay",
                subject_type="refund",
                subject_id=refund.id,
                reason=reason,
                at=at,
                facts={"amount": str(refund.amount.amount), "withdrawal": str(withdrawal.id)},
            )
        )
