"""Who may review which meeting, and until when (RULES 28; MONEY, "review window")."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.bookings.disputes.model import DisputeReason, Outcome, Verdict
from mate_core.bookings.model import Booking
from mate_core.bookings.no_shows.model import NoShowClaim
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.model import UserStatus
from mate_core.reviews.errors import (
    ReviewAuthorBarred,
    ReviewExists,
    ReviewNotEligible,
    ReviewTooEarly,
    ReviewWindowClosed,
)
from mate_core.reviews.model import Review
from mate_core.reviews.ratings import ReviewType
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import BookingId
from tests.unit.reviews.house import write
from tests.unit.world import DAY, HOUR, MINUTE, World

SECOND = timedelta(seconds=1)


class TestWho:
    async def test_rule_28_both_review_a_completed_meeting(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        of_partner, of_user = (
            await write(world, user, booking),
            await write(world, partner, booking),
        )
        assert (of_partner.reviewee_id, of_partner.review_type) == (
            partner.user_id,
            ReviewType.USER_TO_PARTNER,
        )
        assert (of_user.reviewee_id, of_user.review_type) == (
            user.user_id,
            ReviewType.PARTNER_TO_USER,
        )

    async def test_r2_a_stranger_learns_not_even_that_there_is_such_a_booking(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        with pytest.raises(NotFound):
            await write(world, await world.user(), booking)

    async def test_r2_each_side_writes_once(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await write(world, user, booking)
        with pytest.raises(ReviewExists):
            await write(world, user, booking)

    @pytest.mark.parametrize("reach", [World.confirmed, World.paid, World.started])
    async def test_r2_a_meeting_that_is_not_over_is_not_reviewed(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        reach: Callable[[World, Actor, Actor], Awaitable[Booking]],
    ) -> None:
        booking = await reach(world, user, partner)
        with pytest.raises(ReviewTooEarly):
            await write(world, user, booking)

    async def test_rule_28_a_cancelled_booking_without_the_code_is_not_reviewed(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.paid(user, partner)
        await world.app.meetings.cancel(user, booking.id, "a cold")
        with pytest.raises(ReviewNotEligible):
            await write(world, user, booking)

    async def test_rule_28_a_settled_no_show_is_reviewed_by_both(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await no_show(world, user, partner)
        world.pass_time(24 * HOUR)
        await world.pump()
        assert await world.status(booking.id) is BookingStatus.CANCELLED
        await write(world, user, booking)
        await write(world, partner, booking)

    async def test_rule_28_a_no_show_that_staff_judged_is_settled(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await no_show(world, user, partner)
        await world.app.no_shows.contest(partner, booking.id, "I was there")
        with pytest.raises(ReviewTooEarly):
            await write(world, user, booking)
        await decide(world, booking.id, Outcome.RELEASE)
        await write(world, user, booking)

    async def test_barred_author_is_refused(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        """RULES 17: who is closing or banned keeps his money and his disputes, not his pen."""
        booking = await world.completed(user, partner)
        await close(world, user)
        with pytest.raises(ReviewAuthorBarred):
            await write(world, user, booking)


class TestUntilWhen:
    @pytest.mark.parametrize(("after", "possible"), [(14 * DAY - SECOND, True), (14 * DAY, False)])
    async def test_window_closes_fourteen_days_after_completion(
        self, world: World, user: Actor, partner: Actor, after: timedelta, possible: bool
    ) -> None:
        booking = await world.completed(user, partner)
        world.pass_time(after)
        assert await may_write(world, user, booking) is possible

    @pytest.mark.parametrize(("after", "possible"), [(3 * DAY - SECOND, True), (3 * DAY, False)])
    async def test_a_dispute_leaves_three_days_after_its_execution(
        self, world: World, user: Actor, partner: Actor, after: timedelta, possible: bool
    ) -> None:
        booking = await world.completed(user, partner)
        await world.app.disputes.open(user, booking.id, DisputeReason.LEFT_EARLY, "after an hour")
        world.pass_time(13 * DAY)
        await decide(world, booking.id, Outcome.RELEASE)
        world.pass_time(after)
        assert await may_write(world, user, booking) is possible

    async def test_the_longer_of_both_counts(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await world.app.disputes.open(user, booking.id, DisputeReason.LEFT_EARLY, "after an hour")
        world.pass_time(DAY)
        await decide(world, booking.id, Outcome.RELEASE)
        world.pass_time(8 * DAY)
        assert await may_write(world, user, booking)

    async def test_nobody_writes_while_a_dispute_is_undecided(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await world.app.disputes.open(user, booking.id, DisputeReason.LEFT_EARLY, "after an hour")
        with pytest.raises(ReviewTooEarly):
            await write(world, partner, booking)

    async def test_who_lost_a_dispute_after_the_code_may_still_write(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await world.completed(user, partner)
        await world.app.disputes.open(user, booking.id, DisputeReason.LEFT_EARLY, "after an hour")
        await decide(world, booking.id, Outcome.REFUND)
        await write(world, partner, booking)


async def no_show(world: World, user: Actor, partner: Actor) -> Booking:
    """Paid, nobody came, and the user has said so."""
    booking = await world.paid(user, partner)
    world.clock.set(booking.period.start + 30 * MINUTE)
    await world.app.no_shows.report(user, booking.id, NoShowClaim.PARTNER_ABSENT, "nobody came")
    return booking


async def decide(world: World, booking_id: BookingId, outcome: Outcome) -> None:
    """By staff, accepted by both: executed at once."""
    finance = await world.support(Capability.FINANCE)
    await world.app.staff_disputes.resolve(finance, booking_id, Verdict(outcome), note="seen both")
    booking = await world.read(booking_id)
    for person in (booking.user_id, booking.partner_id):
        await world.app.disputes.accept(Actor(person), booking_id)
    await world.pump()


async def may_write(world: World, author: Actor, booking: Booking) -> bool:
    try:
        written: Review = await write(world, author, booking)
    except ReviewWindowClosed:
        return False
    return written.reviewer_id == author.user_id


async def close(world: World, person: Actor) -> None:
    """The account is on its way out."""
    async with world.store.open_uow() as uow:
        user = await uow.users.get(person.user_id)
        await uow.users.save(replace(user, status=UserStatus.CLOSING))
        await uow.commit()
