"""The meeting itself: code, start, completion by both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.bookings.errors import (
    MeetingCodeLocked,
    MeetingCodesExhausted,
    MeetingCodeWrong,
    MoveRefused,
    NotYourStep,
    OutsideStartWindow,
)
from mate_core.bookings.events import BookingMoved, MeetingCodeLockedOut
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.shared.actor import Actor
from tests.unit.world import DAY, HOUR, MINUTE, World, code_of, wrong_code_of


@pytest.fixture
async def paid(world: World, user: Actor, partner: Actor) -> Booking:
    """Paid, and the clock stands at the booked start."""
    booking = await world.paid(user, partner)
    world.clock.set(booking.period.start)
    return booking


async def try_wrong_codes(world: World, partner: Actor, booking: Booking, times: int) -> None:
    wrong = wrong_code_of(await world.read(booking.id))
    for _ in range(times):
        with pytest.raises(MeetingCodeWrong):
            await world.app.meetings.start(partner, booking.id, wrong)


class TestStart:
    async def test_b8_right_code_starts_the_meeting(
        self, world: World, partner: Actor, paid: Booking
    ) -> None:
        view = await world.app.meetings.start(partner, paid.id, code_of(paid))

        assert view.booking.status is BookingStatus.IN_PROGRESS
        assert view.booking.started_at == world.now

    async def test_b8_wrong_code_does_not(
        self, world: World, partner: Actor, paid: Booking
    ) -> None:
        with pytest.raises(MeetingCodeWrong) as refused:
            await world.app.meetings.start(partner, paid.id, wrong_code_of(paid))

        assert refused.value.facts == {"tries_left": 4}
        assert await world.status(paid.id) is BookingStatus.PAID

    async def test_user_does_not_start(self, world: World, user: Actor, paid: Booking) -> None:
        with pytest.raises(NotYourStep):
            await world.app.meetings.start(user, paid.id, code_of(paid))

    async def test_b10_second_tap_changes_nothing(
        self, world: World, partner: Actor, paid: Booking
    ) -> None:
        first = await world.app.meetings.start(partner, paid.id, code_of(paid))
        again = await world.app.meetings.start(partner, paid.id, code_of(paid))

        assert first.booking == again.booking

    @pytest.mark.parametrize(
        ("from_start", "possible"),
        [
            (-30 * MINUTE - timedelta(seconds=1), False),
            (-30 * MINUTE, True),
            (3.5 * HOUR - timedelta(seconds=1), True),
            (3.5 * HOUR, False),
        ],
    )
    async def test_start_is_possible_from_half_an_hour_before_until_the_end(
        self, world: World, user: Actor, partner: Actor, from_start: timedelta, possible: bool
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start + from_start)
        if possible:
            await world.app.meetings.start(partner, booking.id, code_of(booking))
            assert await world.status(booking.id) is BookingStatus.IN_PROGRESS
        else:
            with pytest.raises(OutsideStartWindow):
                await world.app.meetings.start(partner, booking.id, code_of(booking))

    async def test_unpaid_booking_cannot_be_started(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.confirmed(user, partner)

        with pytest.raises(MoveRefused):
            await world.app.meetings.start(partner, booking.id, "0000")


class TestMeetingCode:
    async def test_rule_11_user_sees_the_code_from_half_an_hour_before_the_start(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        world.clock.set(booking.period.start - 30 * MINUTE - timedelta(seconds=1))
        before = await world.app.bookings.get(user, booking.id)
        world.pass_time(timedelta(seconds=1))
        after = await world.app.bookings.get(user, booking.id)

        assert (before.meeting_code, after.meeting_code) == (None, code_of(booking))

    async def test_rule_11_partner_never_sees_the_code(
        self, world: World, partner: Actor, paid: Booking
    ) -> None:
        assert (await world.app.bookings.get(partner, paid.id)).meeting_code is None

    async def test_rule_11_code_is_four_digits(self, paid: Booking) -> None:
        assert len(code_of(paid)) == 4
        assert code_of(paid).isdigit()

    async def test_rule_11_five_wrong_codes_lock_even_the_right_one(
        self, world: World, partner: Actor, paid: Booking
    ) -> None:
        await try_wrong_codes(world, partner, paid, 5)

        with pytest.raises(MeetingCodeLocked):
            await world.app.meetings.start(partner, paid.id, code_of(paid))
        assert len(world.events(MeetingCodeLockedOut)) == 1

    async def test_rule_11_fresh_code_unlocks(
        self, world: World, user: Actor, partner: Actor, paid: Booking
    ) -> None:
        await try_wrong_codes(world, partner, paid, 5)
        view = await world.app.meetings.new_code(user, paid.id)
        assert view.meeting_code is not None
        started = await world.app.meetings.start(partner, paid.id, view.meeting_code)

        assert started.booking.status is BookingStatus.IN_PROGRESS

    async def test_rule_11_three_codes_in_all(
        self, world: World, user: Actor, partner: Actor, paid: Booking
    ) -> None:
        for _ in range(2):
            await try_wrong_codes(world, partner, paid, 5)
            await world.app.meetings.new_code(user, paid.id)
        await try_wrong_codes(world, partner, paid, 5)
        with pytest.raises(MeetingCodesExhausted):
            await world.app.meetings.new_code(user, paid.id)

        with pytest.raises(MeetingCodesExhausted):
            await world.app.meetings.start(partner, paid.id, "0000")
        assert [event.codes_issued for event in world.events(MeetingCodeLockedOut)] == [1, 2, 3]

    async def test_partner_cannot_issue_a_code(
        self, world: World, partner: Actor, paid: Booking
    ) -> None:
        with pytest.raises(NotYourStep):
            await world.app.meetings.new_code(partner, paid.id)

    async def test_no_code_before_payment(self, world: World, user: Actor, partner: Actor) -> None:
        booking = await world.confirmed(user, partner)

        with pytest.raises(MoveRefused):
            await world.app.meetings.new_code(user, booking.id)


class TestCompletion:
    async def test_m16_one_side_alone_does_not_complete(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        view = await world.app.meetings.complete(partner, booking.id)

        assert view.booking.status is BookingStatus.IN_PROGRESS
        assert view.booking.partner_completed_at == world.now
        assert (await world.escrow_of(booking.id)).instruction is None

    async def test_m16_both_complete_in_either_order(self, world: World) -> None:
        for user_first in (True, False):
            user, partner = await world.user(), await world.partner()
            booking = await world.started(user, partner)
            order = (user, partner) if user_first else (partner, user)
            for actor in order:
                view = await world.app.meetings.complete(actor, booking.id)

            assert view.booking.status is BookingStatus.COMPLETED

    async def test_b10_repeated_confirmation_by_one_side_counts_once(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        for _ in range(3):
            view = await world.app.meetings.complete(user, booking.id)

        assert view.booking.status is BookingStatus.IN_PROGRESS

    async def test_meeting_that_has_not_begun_cannot_be_completed(
        self, world: World, user: Actor, paid: Booking
    ) -> None:
        with pytest.raises(MoveRefused):
            await world.app.meetings.complete(user, paid.id)

    async def test_release_is_due_24_hours_after_the_end(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)

        assert (await world.escrow_of(booking.id)).due_at == booking.period.end + DAY

    async def test_early_double_confirmation_does_not_shorten_the_time_to_dispute(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        for actor in (user, partner):
            await world.app.meetings.complete(actor, booking.id)

        assert (await world.escrow_of(booking.id)).due_at == booking.period.end + DAY

    async def test_late_completion_moves_the_release(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.started(user, partner)
        world.clock.set(booking.period.end + 5 * HOUR)
        for actor in (user, partner):
            await world.app.meetings.complete(actor, booking.id)

        assert (await world.escrow_of(booking.id)).due_at == world.now + DAY

    async def test_counters_of_the_partner_follow(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.completed(user, partner)
        offer = (await world.app.partners.mine(partner)).partner

        assert (offer.total_bookings, offer.completed_bookings) == (1, 1)

    async def test_b15_history_is_the_path_with_every_actor(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        history = (await world.app.bookings.get(user, booking.id)).history

        assert [(entry.to_status, entry.actor_id) for entry in history] == [
            (BookingStatus.PENDING, user.user_id),
            (BookingStatus.CONFIRMED, partner.user_id),
            (BookingStatus.PAID, user.user_id),
            (BookingStatus.IN_PROGRESS, partner.user_id),
            (BookingStatus.IN_PROGRESS, user.user_id),
            (BookingStatus.COMPLETED, partner.user_id),
        ]
        assert len(world.events(BookingMoved)) == len(history) - 1
