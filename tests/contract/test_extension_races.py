"""Going on longer on PostgreSQL, through the real services: of two who want the same, one wins."""

from __future__ import annotations

import pytest

from mate_core.bookings.errors import ExtensionPending
from mate_core.bookings.extensions.model import ExtensionStatus
from mate_core.bookings.model import Booking
from mate_core.identity.model import User
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.model import Partner
from mate_core.payments.intent import NoticeResult
from mate_core.payments.ledger import EntryKind, Provider
from mate_core.shared.ids import ExtensionId
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period
from tests.contract.makers import DAY, a_booking, a_user
from tests.contract.test_races import Town, actor, key, outcomes, town

__all__ = ["town"]
pytestmark = pytest.mark.postgres

PRICE, HALF_AN_HOUR = Vnd(804_997), Vnd(115_000)


async def meeting(town: Town, partner: Partner, *, spare: Vnd = HALF_AN_HOUR) -> Booking:
    """A paid meeting at its booked start, with `spare` left in the user's wallet."""
    user: User = await town.user_with(PRICE + spare)
    booking = await town.paid(user, partner)
    town.clock.set(booking.period.start)
    return booking


async def proposed(town: Town, booking: Booking, provider: Provider | None = None) -> ExtensionId:
    view = await town.app.extensions.propose(
        actor(booking.user_id),
        booking.id,
        1,
        provider,
        payer_ip="203.0.113.7",
        key=key(booking.user_id),
    )
    return view.extension.id


async def test_of_20_proposals_at_once_one_stands(town: Town) -> None:
    booking = await meeting(town, await town.partner())

    counted = await outcomes(*(proposed(town, booking) for _ in range(20)))

    assert counted == {"done": 1, ExtensionPending.__name__: 19}


async def test_20_acceptances_of_one_extension_hold_its_money_once(town: Town) -> None:
    partner = await town.partner()
    booking = await meeting(town, partner)
    extension_id = await proposed(town, booking)

    counted = await outcomes(
        *(
            town.app.extensions.accept(actor(partner.id), booking.id, extension_id)
            for _ in range(20)
        )
    )

    assert counted == {"done": 20}
    async with town.store.open_read() as uow:
        longer = await uow.bookings.get(booking.id)
        entries = await uow.journal.of_subject(await town.escrow_id(booking))
    assert longer.period == booking.lengthened(1).period
    assert [entry.kind for entry in entries] == [EntryKind.HOLD, EntryKind.HOLD]
    await town.assert_books_are_clean()


@pytest.mark.parametrize("provider", [None, Provider.VNPAY])
async def test_of_an_extension_and_the_next_meetings_confirmation_one_wins(
    town: Town, provider: Provider | None
) -> None:
    """Ten neighbours at once, each beginning where the way after this meeting ends."""
    partner = await town.partner()
    booking = await meeting(town, partner)
    extension_id = await proposed(town, booking, provider)
    start = booking.occupied.end
    neighbours = [
        await a_booking(
            town.store,
            user_id=(await a_user(town.store)).id,
            partner_id=partner.id,
            period=Period(start, start + DAY / 8),
            created_at=town.clock.now(),
        )
        for _ in range(10)
    ]
    confirmations = [town.app.meetings.confirm(actor(partner.id), each.id) for each in neighbours]

    counted = await outcomes(
        *confirmations[:5],
        town.app.extensions.accept(actor(partner.id), booking.id, extension_id),
        *confirmations[5:],
    )

    assert counted == {"done": 1, PeriodTaken.__name__: 10}
    async with town.store.open_read() as uow:
        rows = await uow.reservations.of(partner.id, Period(start - DAY, start + DAY))
        extension = await uow.extensions.get(extension_id)
    won = extension.status is not ExtensionStatus.PROPOSED
    assert len(rows) == (1 if won else 2)
    await town.assert_books_are_clean()


@pytest.mark.parametrize("in_time", [True, False])
async def test_money_that_comes_while_the_clock_looks_is_held_or_goes_back(
    town: Town, in_time: bool
) -> None:
    """Copies of one callback and looks of the clock at once: no dong and no minute is lost."""
    partner = await town.partner()
    booking = await meeting(town, partner)
    extension_id = await proposed(town, booking, Provider.VNPAY)
    await town.app.extensions.accept(actor(partner.id), booking.id, extension_id)
    payment = await town.app.extensions.pay(actor(booking.user_id), booking.id, extension_id)
    intent = payment.intent
    notice = town.gateway.notice(intent.merchant_reference, intent.amount, NoticeResult.SUCCEEDED)
    if not in_time:
        town.clock.set(intent.expires_at)

    counted = await outcomes(
        *(town.app.callbacks.receive(Provider.VNPAY, notice) for _ in range(5)),
        *(town.app.extensions.lapse(extension_id) for _ in range(5)),
    )

    assert counted == {"done": 10}
    async with town.store.open_read() as uow:
        after = await uow.bookings.get(booking.id)
        (row,) = await uow.reservations.of(booking.user_id, after.period)
        wallet = await uow.wallets.get(booking.user_id)
    assert after.half_hours == (8 if in_time else 7)
    assert row.period == after.period
    on_its_way_back = Vnd(0) if in_time else intent.amount
    assert (wallet.available, wallet.withdrawing) == (HALF_AN_HOUR, on_its_way_back)
    await town.assert_books_are_clean()
