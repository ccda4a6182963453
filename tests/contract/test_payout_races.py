"""Many at once where staff let money go, on PostgreSQL: limits hold, nothing is paid twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from mate_adapters.postgres.pool import ConnectionPool
from mate_core.bookings.model import Booking
from mate_core.payments.escrow import EscrowLine, release_at
from mate_core.payments.payouts.bank_account import BankAccount
from mate_core.payments.payouts.withdrawal import Withdrawal, WithdrawalStatus
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.ids import BankAccountId
from mate_core.shared.money import Vnd
from tests.contract.makers import DAY, a_booking, a_user, new_id
from tests.contract.payout_makers import DETAILS
from tests.contract.test_races import Town, key, open_town, outcomes

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


async def earner(town: Town, earned: int) -> Actor:
    """A verified partner who earned that sum in settled escrows, with a bank account."""
    partner = await town.partner()
    user = await a_user(town.store)
    await town.deposit(user.id, Vnd(earned))
    booking = await a_booking(town.store, user_id=user.id, partner_id=partner.id)
    async with town.store.open_uow() as uow:
        escrow = await town.app.payments.bookkeeper.hold(
            uow,
            reference=booking.id,
            payer=user.id,
            payee=partner.id,
            line=EscrowLine(Vnd(earned), Vnd(0)),
            at=town.clock.now(),
        )
        await uow.escrows.save(escrow.instructed(release_at(town.clock.now())))
        await uow.commit()
    assert await town.app.payments.settle(escrow.id)
    async with town.store.open_uow() as uow:
        await uow.bank_accounts.replace(
            BankAccount(BankAccountId(new_id()), partner.id, DETAILS, created_at=town.clock.now())
        )
        await uow.commit()
    town.clock.advance(DAY)
    return Actor(partner.id)


async def withdraw(town: Town, partner: Actor, amount: int) -> Withdrawal:
    return await town.app.withdrawals.request(
        partner, Vnd(amount), DETAILS, password=None, key=key(partner.user_id)
    )


async def exported(town: Town, partner: Actor, staff: Actor) -> Withdrawal:
    withdrawal = await withdraw(town, partner, 600_000)
    await town.app.payout_desk.approve(staff, withdrawal.id, reason="fine")
    await town.app.payout_exchange.export(staff, reason="daily run")
    return withdrawal


async def test_m27_50_withdrawals_at_once_never_take_more_than_was_earned(town: Town) -> None:
    partner = await earner(town, 1_000_000)
    await town.deposit(partner.user_id, Vnd(5_000_000))
    found = await outcomes(*(withdraw(town, partner, 300_000) for _ in range(50)))
    wallet = (await town.app.payments.wallet(partner)).wallet

    assert found == {"done": 3, "NotEarned": 47}
    assert (wallet.withdrawing, wallet.available) == (Vnd(900_000), Vnd(5_100_000))
    await town.assert_books_are_clean()


async def test_rule_26_one_wish_sent_ten_times_at_once_is_one_withdrawal(town: Town) -> None:
    partner = await earner(town, 1_000_000)
    same = key(partner.user_id, "one wish")
    made = await asyncio.gather(
        *(
            town.app.withdrawals.request(partner, Vnd(300_000), DETAILS, password=None, key=same)
            for _ in range(10)
        )
    )

    assert len({each.id for each in made}) == 1
    assert (await town.app.payments.wallet(partner)).wallet.withdrawing == Vnd(300_000)


async def test_rule_20_of_cancel_and_export_at_once_one_wins(town: Town) -> None:
    staff = await finance(town)
    partner = await earner(town, 6_000_000)
    for _ in range(8):
        withdrawal = await withdraw(town, partner, 600_000)
        await town.app.payout_desk.approve(staff, withdrawal.id, reason="fine")
        await outcomes(
            town.app.withdrawals.cancel(partner, withdrawal.id),
            town.app.payout_exchange.export(staff, reason="daily run"),
        )
        after = await town.app.withdrawals.show(partner, withdrawal.id)
        assert after.status in (WithdrawalStatus.CANCELLED, WithdrawalStatus.EXPORTED)
        assert (after.file_id is None) == (after.status is WithdrawalStatus.CANCELLED)
    await town.assert_books_are_clean()


async def test_rule_20_two_exports_at_once_never_order_the_same_twice(town: Town) -> None:
    staff = [await finance(town) for _ in range(2)]
    partner = await earner(town, 6_000_000)
    for _ in range(10):
        withdrawal = await withdraw(town, partner, 600_000)
        await town.app.payout_desk.approve(staff[0], withdrawal.id, reason="fine")
    found = await outcomes(
        *(town.app.payout_exchange.export(one, reason="daily run") for one in staff)
    )
    page = await town.app.payout_exchange.orders(staff[0], after=None, limit=5)

    assert found == {"done": 1, "NothingToExport": 1}
    assert [file.count for file in page.items] == [10]


async def test_rule_20_the_banks_word_written_down_many_times_at_once_counts_once(
    town: Town,
) -> None:
    staff = [await finance(town) for _ in range(3)]
    partner = await earner(town, 1_000_000)
    withdrawal = await exported(town, partner, staff[0])
    desk = town.app.payout_desk
    await desk.failed(staff[0], withdrawal.id, bank_reference="RT9", reason="closed")
    words = [
        *(desk.paid(one, withdrawal.id, bank_reference="FT1", reason="r") for one in staff * 3),
        *(desk.failed(one, withdrawal.id, bank_reference="RT9", reason="r") for one in staff * 3),
    ]
    await outcomes(*words)
    after = await town.app.withdrawals.show(partner, withdrawal.id)
    wallet = (await town.app.payments.wallet(partner)).wallet

    back = 600_000 if after.status is WithdrawalStatus.FAILED else 0
    assert (wallet.withdrawing, wallet.available) == (Vnd(0), Vnd(400_000 + back))
    await town.assert_books_are_clean()
