"""A ban and what its person does at the same moment, on PostgreSQL."""

from __future__ import annotations

import pytest

from mate_adapters.postgres.pool import ConnectionPool
from mate_core.bookings.steps import running
from mate_core.bookings.transitions import BookingStatus
from mate_core.moderation.bans import BanTerms
from mate_core.shared.actor import Actor, Role
from tests.contract.makers import a_user
from tests.contract.test_races import PRICE, Town, actor, key, open_town, outcomes, wish

pytestmark = pytest.mark.postgres
ROUNDS = range(8)
OPEN = (BookingStatus.PENDING, BookingStatus.CONFIRMED, BookingStatus.PAID)


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool)


async def test_rule_17_no_meeting_to_come_outlives_the_ban_it_met(town: Town) -> None:
    staff = Actor((await a_user(town.store)).id, Role.SUPPORT)
    for _ in ROUNDS:
        partner, user = await town.partner(), await town.user_with(PRICE)
        booking = await town.confirmed(user, partner)
        await outcomes(
            town.app.checkout.pay_from_wallet(actor(user.id), booking.id, key(user.id)),
            town.app.staff_bans.ban(staff, user.id, BanTerms(), reason="scams"),
            town.app.bookings.request(actor(user.id), wish(partner), key(user.id)),
            town.app.staff_bans.ban(staff, user.id, BanTerms(), reason="scams"),
        )
        ban = await town.app.bans.mine(actor(user.id))
        await outcomes(*(town.app.ban_timers.act(ban.id) for _ in range(3)))
        await town.app.ban_timers.act(ban.id)
        async with town.store.open_read() as uow:
            assert len(await uow.bans.of(user.id)) == 1
            assert [each async for each in running(uow, user.id, OPEN)] == []
    await town.assert_books_are_clean()


async def test_rule_17_lifting_meets_the_pump_and_one_of_them_comes_first(town: Town) -> None:
    staff = Actor((await a_user(town.store)).id, Role.SUPPORT)
    for _ in ROUNDS:
        partner, user = await town.partner(), await town.user_with(PRICE)
        booking = await town.paid(user, partner)
        ban = await town.app.staff_bans.ban(staff, user.id, BanTerms(), reason="scams")
        await outcomes(
            town.app.ban_timers.act(ban.id),
            town.app.staff_bans.unban(staff, user.id, reason="the wrong one"),
        )
        await town.app.ban_timers.act(ban.id)
        async with town.store.open_read() as uow:
            now = await uow.bookings.get(booking.id)
            assert await uow.bans.in_force(user.id) is None
            assert (await uow.bans.get(ban.id)).due_at is None
        assert now.status in {BookingStatus.PAID, BookingStatus.CANCELLED}
    await town.assert_books_are_clean()
