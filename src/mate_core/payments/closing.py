"""The money of an account that is being closed: to its source, to the bank, else unclaimed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from mate_core.payments.ledger import UNCLAIMED, EntryKind, Posting, available
from mate_core.payments.payouts.steps import VerifiedName, free_from, post_step, withdrawable
from mate_core.payments.payouts.withdrawal import TAKEN_OUT, Withdrawal
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PaymentsUow, PayoutsUow
from mate_core.payments.refunds.model import RefundCause
from mate_core.payments.refunds.steps import Refunder
from mate_core.payments.steps import Bookkeeper
from mate_core.shared.commands import command
from mate_core.shared.ids import UserId, WithdrawalId
from mate_core.shared.money import ZERO, Vnd
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ClosingMoney:
    """`OpenBusiness` of payments (RULES 8 and 18)."""

    open_uow: Callable[[], PayoutsUow]
    open_read: Callable[[], PayoutsUow]
    clock: Clock
    bookkeeper: Bookkeeper
    refunder: Refunder
    verified_name: VerifiedName
    policy: PaymentPolicy

    async def sweep(self, *, limit: int = 1_000) -> int:
        """Send away what came after the end, such as a gateway's late callback; how many people."""
        async with self.open_read() as uow:
            left = await uow.wallets.left_behind(limit=limit)
        for person in left:
            await self.wind_down(person)
        return len(left)

    @command
    async def wind_down(self, person: UserId) -> None:
        """Send away what lies in the wallet, once nothing else can still come into it.

        What gateways brought goes back to its source, earnings go to the registered bank account as
        a withdrawal that staff approve as ever. What the vendor refused waits a while for staff to
        pay it to an account in the person's name. What can go nowhere is booked as unclaimed: ours
        to keep for the person, never ours.
        """
        now = self.clock.now()
        async with self.open_uow() as uow:
            captures = await uow.captures.refundable_of_for_change(person)
            wallet = await uow.wallets.get_for_change(person)
            if not wallet.available or await self._may_still_come(uow, person):
                return
            earned = await withdrawable(uow, person)
            left = wallet.available - earned
            for capture in captures:
                part = min(left, capture.refundable)
                if part:
                    await self.refunder.give_back(
                        uow, capture, part, RefundCause.PAYER_REQUEST, at=now
                    )
                    left -= part
            left -= min(left, await self._for_staff(uow, person, at=now))
            paid_out = await self._to_bank(uow, person, earned, at=now)
            if paid_out is None:
                paid_out = earned  # waits for its account
            await self._unclaimed(uow, person, left + earned - paid_out, at=now)
            await uow.commit()

    async def _to_bank(
        self, uow: PayoutsUow, person: UserId, earned: Vnd, *, at: datetime
    ) -> Vnd | None:
        """What is on its way to the bank now; None while the account is too new to be used."""
        limits = self.policy.payouts
        account = await uow.bank_accounts.active(person)
        if account is None or earned < limits.lowest:
            return ZERO
        if await self.verified_name(uow, person) is None:
            return ZERO
        if at < await free_from(uow, account, limits):
            return None
        amount = min(earned, limits.highest)
        withdrawal = Withdrawal.to(account, WithdrawalId(self.bookkeeper.ids.uuid()), amount, at=at)
        await uow.withdrawals.add(withdrawal)
        await post_step(uow, self.bookkeeper, TAKEN_OUT, withdrawal, at=at)
        await uow.publish(withdrawal.event(at=at))
        rest = earned - amount
        return earned if rest >= limits.lowest else amount  # a large rest goes with the next round

    async def _for_staff(self, uow: PayoutsUow, person: UserId, *, at: datetime) -> Vnd:
        """What vendors refused lately, and staff may still pay out."""
        return await uow.refunds.refused_of(person, since=at - self.policy.refused_kept)

    async def _unclaimed(
        self, uow: PaymentsUow, person: UserId, amount: Vnd, *, at: datetime
    ) -> None:
        if not amount:
            return
        subject = self.bookkeeper.ids.uuid()
        await self.bookkeeper.post(
            uow,
            f"unclaimed:{subject}",
            EntryKind.UNCLAIMED,
            (Posting(available(person), -amount), Posting(UNCLAIMED, amount)),
            subject_id=subject,
            at=at,
        )

    async def _may_still_come(self, uow: PaymentsUow, person: UserId) -> bool:
        return bool(await _pending(uow, person))

    async def still_open(self, uow: PaymentsUow, person: UserId) -> Sequence[str]:
        codes = list(await _pending(uow, person))
        wallet = await uow.wallets.get(person)
        if wallet.withdrawing:
            codes.append("money.on_its_way")
        if wallet.available:
            codes.append("money.in_wallet")
        return codes


async def _pending(uow: PaymentsUow, person: UserId) -> Sequence[str]:
    """What may still bring money into the wallet."""
    codes = []
    if await uow.escrows.has_open(person):
        codes.append("escrow.open")
    if await uow.intents.has_waiting(person):
        codes.append("payment.open")
    if any(item.payer == person for item in await uow.suspense.open_items()):
        codes.append("money.in_suspense")
    return codes
