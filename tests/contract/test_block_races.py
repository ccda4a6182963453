"""A block and what the two do at the same moment, on PostgreSQL: one comes first as a whole."""

from __future__ import annotations

import pytest

from mate_adapters.postgres.pool import ConnectionPool
from mate_core.bookings.transitions import BookingStatus
from mate_core.payments.escrow import EscrowStatus
from tests.contract.makers import a_user
from tests.contract.test_races import PRICE, Town, actor, key, open_town, outcomes, wish

pytestmark = pytest.mark.postgres
ROUNDS = range(12)


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool)


async def test_rule_15_no_request_outlives_the_block_it_met(town: Town) -> None:
    for _ in ROUNDS:
        partner, user = await town.partner(), await a_user(town.store)
        await outcomes(
            town.app.bookings.request(actor(user.id), wish(partner), key(user.id)),
            town.app.blocks.block(actor(partner.id), user.id),
            town.app.blocks.block(actor(user.id), partner.id),
        )
        async with town.store.open_uow() as uow:
            assert not await uow.bookings.unpaid_between(user.id, partner.id)


async def test_rule_15_payment_and_block_end_in_a_paid_booking_or_in_none(town: Town) -> None:
    ends = set()
    for _ in ROUNDS:
        partner, user = await town.partner(), await town.user_with(PRICE)
        booking = await town.confirmed(user, partner)
        await outcomes(
            town.app.checkout.pay_from_wallet(actor(user.id), booking.id, key(user.id)),
            town.app.blocks.block(actor(partner.id), user.id),
        )
        async with town.store.open_read() as uow:
            now = await uow.bookings.get(booking.id)
            escrow = await uow.escrows.of_reference(booking.id)
        ends.add(now.status)
        if now.status is BookingStatus.PAID:
            assert escrow is not None
            assert escrow.status is EscrowStatus.HELD
        else:
            assert (now.status, escrow) == (BookingStatus.CANCELLED, None)
    assert ends <= {BookingStatus.PAID, BookingStatus.CANCELLED}
    await town.assert_books_are_clean()
