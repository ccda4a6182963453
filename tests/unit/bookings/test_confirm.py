"""The partner's answer: confirm or reject."""

from __future__ import annotations

import pytest

from mate_core.bookings.errors import BookingOverdue, MoveRefused, NoLongerAvailable, NotYourStep
from mate_core.bookings.events import BookingMoved
from mate_core.bookings.model import Booking, CancellationCode
from mate_core.bookings.transitions import BookingStatus
from mate_core.partners.errors import PeriodTaken
from mate_core.partners.events import CalendarChanged
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from tests.unit.world import DAY, HOUR, World


@pytest.fixture
async def request_(world: World, user: Actor, partner: Actor) -> Booking:
    return await world.requested(user, partner)


class TestConfirm:
    async def test_time_of_both_is_reserved_with_the_buffer_for_the_partner(
        self, world: World, user: Actor, partner: Actor, request_: Booking
    ) -> None:
        view = await world.app.meetings.confirm(partner, request_.id)

        assert view.booking.status is BookingStatus.CONFIRMED
        assert await world.reserved(user.user_id, request_.occupied) == [request_.period]
        assert await world.reserved(partner.user_id, request_.occupied) == [request_.occupied]
        assert {event.person_id for event in world.events(CalendarChanged)} >= {
            user.user_id,
            partner.user_id,
        }

    async def test_b10_second_tap_changes_nothing(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        first = await world.app.meetings.confirm(partner, request_.id)
        again = await world.app.meetings.confirm(partner, request_.id)

        assert first.booking == again.booking
        assert len(world.events(BookingMoved)) == 1

    async def test_user_cannot_confirm_his_own_request(
        self, world: World, user: Actor, request_: Booking
    ) -> None:
        with pytest.raises(NotYourStep):
            await world.app.meetings.confirm(user, request_.id)

    async def test_stranger_does_not_find_it(self, world: World, request_: Booking) -> None:
        with pytest.raises(NotFound):
            await world.app.meetings.confirm(await world.partner(), request_.id)

    async def test_b2_second_request_for_the_same_time_is_declined(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        rival = await world.requested(await world.user(), partner)
        await world.app.meetings.confirm(partner, request_.id)
        declined = await world.read(rival.id)

        assert declined.status is BookingStatus.CANCELLED
        assert declined.cancellation is not None
        assert declined.cancellation.code is CancellationCode.NO_LONGER_FREE

    async def test_declined_request_cannot_be_confirmed(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        rival = await world.requested(await world.user(), partner)
        await world.app.meetings.confirm(partner, request_.id)

        with pytest.raises(PeriodTaken):
            await world.app.meetings.confirm(partner, rival.id)

    async def test_b1_request_that_overlaps_by_half_an_hour_is_declined(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        rival = await world.requested(await world.user(), partner, start_in=51.5 * HOUR)
        await world.app.meetings.confirm(partner, request_.id)

        assert await world.status(rival.id) is BookingStatus.CANCELLED

    async def test_request_after_the_travel_buffer_is_left_alone(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        later = await world.requested(await world.user(), partner, start_in=52 * HOUR)
        await world.app.meetings.confirm(partner, request_.id)

        assert await world.status(later.id) is BookingStatus.PENDING

    async def test_request_of_the_same_user_elsewhere_at_that_time_is_declined(
        self, world: World, user: Actor, partner: Actor, request_: Booking
    ) -> None:
        elsewhere = await world.requested(user, await world.partner())
        await world.app.meetings.confirm(partner, request_.id)

        assert await world.status(elsewhere.id) is BookingStatus.CANCELLED

    async def test_rule_27_partner_learns_nothing_of_a_user_who_is_taken(
        self, world: World, user: Actor, partner: Actor, request_: Booking
    ) -> None:
        """The user is reserved elsewhere; a request in between was missed by the sweep."""
        other = await world.partner()
        elsewhere = await world.confirmed(await world.user(), other)
        async with world.store.open_uow() as uow:
            row = (await uow.reservations.of(elsewhere.user_id, elsewhere.period))[0]
            await uow.reservations.remove(elsewhere.id)
            await uow.reservations.add(
                type(row)(user.user_id, row.period, row.booking_id, row.role)
            )
            await uow.commit()

        with pytest.raises(NoLongerAvailable) as refused:
            await world.app.meetings.confirm(partner, request_.id)
        assert refused.value.facts == {}

    async def test_b7_request_whose_time_is_over_cannot_be_confirmed(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        world.pass_time(DAY)

        with pytest.raises(BookingOverdue):
            await world.app.meetings.confirm(partner, request_.id)


class TestReject:
    async def test_rejected_request_is_cancelled_with_its_reason(
        self, world: World, user: Actor, partner: Actor, request_: Booking
    ) -> None:
        await world.app.meetings.reject(partner, request_.id, "I am away")
        view = await world.app.bookings.get(user, request_.id)
        cancellation = view.booking.cancellation

        assert view.booking.status is BookingStatus.CANCELLED
        assert cancellation is not None
        assert (cancellation.code, cancellation.reason) == (CancellationCode.REJECTED, "I am away")
        assert cancellation.refund_percent is None

    async def test_b10_second_tap_changes_nothing(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        for _ in range(2):
            await world.app.meetings.reject(partner, request_.id, "I am away")

        assert len(world.events(BookingMoved)) == 1

    async def test_confirmed_booking_cannot_be_rejected(
        self, world: World, partner: Actor, request_: Booking
    ) -> None:
        await world.app.meetings.confirm(partner, request_.id)

        with pytest.raises(MoveRefused):
            await world.app.meetings.reject(partner, request_.id, "too late")

    async def test_user_cancels_and_does_not_reject(
        self, world: World, user: Actor, request_: Booking
    ) -> None:
        with pytest.raises(NotYourStep):
            await world.app.meetings.reject(user, request_.id, "mistake")

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
    async def test_reason_is_needed(
        self, world: World, partner: Actor, request_: Booking, reason: str
    ) -> None:
        with pytest.raises(InvalidInput):
            await world.app.meetings.reject(partner, request_.id, reason)
