"""The withdrawals of a person who was banned (RULES 17): looked at, for 14 days at most."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mate_core.moderation.bans import Ban
from mate_core.payments.payouts.steps import asked_today, save_moved
from mate_core.payments.payouts.withdrawal import WithdrawalStatus
from mate_core.payments.policies import PaymentPolicy
from mate_core.payments.ports import PayoutsUow
from mate_core.shared.commands import command
from mate_core.shared.ids import WithdrawalId
from mate_core.shared.pages import Cursor
from mate_core.shared.ports import Clock

_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class BannedMoney:
    """`BannedBusiness` of payments.

    While a ban is under review, nothing of its person goes to the bank without a look of staff.
    """

    open_uow: Callable[[], PayoutsUow]
    open_read: Callable[[], PayoutsUow]
    clock: Clock
    policy: PaymentPolicy

    async def carry_out(self, ban: Ban) -> Sequence[UUID]:
        """Nothing: what was approved before is passed over when orders for the bank are made."""
        return ()

    async def let_go(self, ban: Ban) -> None:
        """Approve what nobody would have looked at, had he not been banned."""
        for withdrawal_id in await self._requested(ban):
            await self._approve(withdrawal_id)

    async def _requested(self, ban: Ban) -> Sequence[WithdrawalId]:
        found: list[WithdrawalId] = []
        after: Cursor | None = None
        async with self.open_read() as uow:
            while True:
                page = await uow.withdrawals.page(
                    ban.user_id,
                    status=WithdrawalStatus.REQUESTED,
                    after=after,
                    limit=_PAGE,
                    earnings_only=True,
                )
                found += [each.id for each in page.items if each.requested_at >= ban.created_at]
                after = page.next
                if after is None:
                    return found

    @command
    async def _approve(self, withdrawal_id: WithdrawalId) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            withdrawal = await uow.withdrawals.get_for_change(withdrawal_id)
            if withdrawal.status is not WithdrawalStatus.REQUESTED:
                return
            today = await asked_today(uow, withdrawal.owner, at=withdrawal.requested_at)
            others = today - withdrawal.amount
            if self.policy.payouts.is_automatic(withdrawal.amount, today=others):
                await save_moved(uow, withdrawal.approve(at=now), at=now)
                await uow.commit()
