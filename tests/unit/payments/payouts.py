"""Partners with earnings and a bank account, for stories about withdrawals."""

from __future__ import annotations

from mate_core.bookings.model import Booking
from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.payments.payouts.bank_account import AccountDetails
from mate_core.payments.payouts.withdrawal import Withdrawal
from mate_core.shared.actor import Actor
from mate_core.shared.money import Vnd
from tests.unit.world import BEN_THANH, DAY, PASSWORD, RATE, World

DETAILS = AccountDetails("VCB", "0123456789", "NGUYEN VAN AN")
EARNED = Vnd(699_997)
"""What one meeting at the usual rate brings, without tax."""


async def meet(world: World, partner: Actor, user: Actor | None = None) -> Booking:
    """One more meeting, paid for and settled."""
    booking = await world.completed(user or await world.user(), partner)
    world.pass_time(DAY)
    await world.pump()
    return booking


async def earner(world: World, *, rate: Vnd = RATE, account: bool = True) -> Actor:
    """A partner with the earnings of one meeting of three and a half hours."""
    partner = await world.partner(
        Offer(hourly_rate=rate, service_types=frozenset({ServiceType.WALKING}), base_area=BEN_THANH)
    )
    await meet(world, partner)
    if account:
        await world.app.bank_accounts.change(partner, DETAILS, password=PASSWORD)
        world.pass_time(DAY)
    return partner


async def requested(
    world: World, partner: Actor, amount: int = 600_000, *, password: str | None = None
) -> Withdrawal:
    return await world.app.withdrawals.request(
        partner, Vnd(amount), DETAILS, password=password, key=world.key(partner, "withdraw")
    )


async def approved(world: World, partner: Actor, amount: int = 600_000) -> Withdrawal:
    """Approved by two people, whatever the sum."""
    withdrawal = await requested(world, partner, amount, password=PASSWORD)
    desk = world.app.payout_desk
    ruling = await desk.approve(await world.admin(), withdrawal.id, reason="looks right")
    if ruling.waits_for_second_person:
        colleague = (await world.support()).user_id
        second = Actor(colleague, (await world.admin()).role)
        ruling = await desk.approve(second, withdrawal.id, reason="yes")
    return ruling.withdrawal


async def exported(world: World, partner: Actor, amount: int = 600_000) -> Withdrawal:
    withdrawal = await approved(world, partner, amount)
    await world.app.payout_exchange.export(await world.admin(), reason="daily run")
    return await world.app.withdrawals.show(partner, withdrawal.id)


async def colleague_of_admin(world: World) -> Actor:
    return Actor((await world.support()).user_id, (await world.admin()).role)
