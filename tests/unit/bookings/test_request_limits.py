"""Limits of what a user may have open, and who may read a booking (RULES 22, 25)."""

from __future__ import annotations

import pytest

from mate_core.bookings.errors import (
    TooManyFutureBookings,
    TooManyOpenRequests,
)
from mate_core.bookings.transitions import BookingStatus, Party
from mate_core.shared.actor import Actor
from mate_core.shared.errors import NotFound
from tests.unit.world import HOUR, TOTAL, World


class TestLimits:
    async def test_rule_22_fourth_open_request_is_refused(self, world: World, user: Actor) -> None:
        for _ in range(3):
            await world.requested(user, await world.partner())
        another = await world.partner()

        with pytest.raises(TooManyOpenRequests):
            await world.requested(user, another)

    async def test_rule_22_confirmed_and_unpaid_counts_as_open(
        self, world: World, user: Actor
    ) -> None:
        for n in range(3):
            await world.confirmed(user, await world.partner(), start_in=(48 + 24 * n) * HOUR)
        another = await world.partner()

        with pytest.raises(TooManyOpenRequests):
            await world.requested(user, another, start_in=100 * HOUR)

    async def test_rule_22_third_future_booking_of_a_pair_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        for n in range(2):
            await world.paid(user, partner, start_in=(48 + 24 * n) * HOUR)

        with pytest.raises(TooManyFutureBookings) as refused:
            await world.requested(user, partner, start_in=100 * HOUR)
        assert "with one partner" in str(refused.value)

    async def test_rule_22_sixth_future_booking_of_a_user_is_refused(
        self, world: World, user: Actor
    ) -> None:
        for n in range(5):
            await world.paid(user, await world.partner(), start_in=(48 + 24 * n) * HOUR)
        another = await world.partner()

        with pytest.raises(TooManyFutureBookings) as refused:
            await world.requested(user, another, start_in=100 * HOUR)
        assert "in all" in str(refused.value)

    async def test_rule_22_cancelled_request_makes_room_again(
        self, world: World, user: Actor
    ) -> None:
        bookings = [await world.requested(user, await world.partner()) for _ in range(3)]
        await world.app.meetings.cancel(user, bookings[0].id, "changed my mind")

        booking = await world.requested(user, await world.partner())
        assert booking.status is BookingStatus.PENDING


class TestReading:
    async def test_stranger_does_not_find_the_booking(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)

        with pytest.raises(NotFound):
            await world.app.bookings.get(await world.user(), booking.id)

    async def test_rule_25_partner_learns_the_place_once_it_is_paid(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)
        before = await world.app.bookings.get(partner, booking.id)
        await world.fund(user, TOTAL)
        await world.app.checkout.pay_from_wallet(user, booking.id, world.key(user))
        after = await world.app.bookings.get(partner, booking.id)

        assert before.place.location is None
        assert after.place == booking.place

    async def test_both_see_the_booking_in_their_list(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.requested(user, partner)
        for actor, role in ((user, Party.USER), (partner, Party.PARTNER)):
            page = await world.app.bookings.page(
                actor, role=role, status=None, within=(None, None), after=None, limit=10
            )
            assert [view.booking.id for view in page.items] == [booking.id]
            assert [view.viewer for view in page.items] == [role]
