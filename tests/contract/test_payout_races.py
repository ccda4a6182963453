"""Many at once where staff let money go, on PostgreSQL: limits hold, nothing is paid twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mate_adapters.postgres.pool import ConnectionPool
from mate_core.bookings.model import Booking
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.money import Vnd
from tests.contract.makers import a_user
from tests.contract.test_races import Town, open_town, outcomes

pytestmark = pytest.mark.postgres


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool)


async def finance(town: Town) -> Actor:
    user = await a_user(town.store, role=Role.SUPPORT, capabilities=frozenset({Capability.FINANCE}))
    return user.as_actor()


async def paid_booking(town: Town, hourly_rate: int) -> Booking:
    """Three and a half hours, paid from the wallet."""
    partner = await town.partner()
    async with town.store.open_uow() as uow:
        found = await uow.partners.get_for_change(partner.id)
        await uow.partners.save(replace(found, hourly_rate=Vnd(hourly_rate)))
        await uow.commit()
    return await town.paid(await town.user_with(Vnd(20_000_000)), partner)


async def test_rule_16_one_person_many_times_at_once_stays_one_person(town: Town) -> None:
    booking, staff = await paid_booking(town, 2_000_000), await finance(town)
    decisions = await asyncio.gather(
        *(town.app.staff_bookings.refund(staff, booking.id, reason="ill") for _ in range(10))
    )

    assert {decision.waits_for_second_person for decision in decisions} == {True}
    page = await town.app.approvals.waiting(staff, after=None, limit=10)
    assert len(page.items) == 1


async def test_rule_16_two_people_at_once_are_proposal_and_consent(town: Town) -> None:
    booking, staff = await paid_booking(town, 2_000_000), [await finance(town) for _ in range(2)]
    decisions = await asyncio.gather(
        *(town.app.staff_bookings.refund(one, booking.id, reason="ill") for one in staff)
    )

    assert sorted(decision.waits_for_second_person for decision in decisions) == [False, True]
    wallet = await town.app.payments.wallet(Actor(booking.user_id))
    assert wallet.wallet.available == Vnd(20_000_000)
    await town.assert_books_are_clean()


async def test_rule_16_the_days_limit_holds_for_many_refunds_at_once(town: Town) -> None:
    """Four of 4,830,000 VND fit into 20 million; the others become proposals."""
    staff = await finance(town)
    bookings = [await paid_booking(town, 1_200_000) for _ in range(8)]
    found = await outcomes(
        *(town.app.staff_bookings.refund(staff, booking.id, reason="ill") for booking in bookings)
    )
    page = await town.app.approvals.waiting(staff, after=None, limit=10)

    assert found == {"done": 8}
    assert len(page.items) == 4
    await town.assert_books_are_clean()
