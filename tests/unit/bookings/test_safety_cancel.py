"""Leaving for safety's sake: never refused, never a free way out (RULES 14; FEATURES 42, 55)."""

from __future__ import annotations

import pytest

from mate_core.bookings.disputes.errors import SafetyNotWithdrawn
from mate_core.bookings.disputes.events import SafetyCancelled
from mate_core.bookings.disputes.model import DisputeReason, DisputeStatus, Outcome, Verdict
from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.errors import NotFound
from mate_core.shared.money import Vnd
from tests.unit.world import DAY, HOUR, TOTAL, World

SAFETY, WRONG_PERSON = DisputeReason.SAFETY, DisputeReason.NOT_THIS_PERSON


async def leave(
    world: World, actor: Actor, booking: Booking, reason: DisputeReason = SAFETY
) -> BookingStatus:
    view = await world.app.safety.cancel(actor, booking.id, reason, "he is not the one")
    return view.booking.status


@pytest.mark.parametrize("by_user", [True, False])
async def test_rule_14_it_ends_the_booking_and_frees_both_calendars_and_moves_no_money(
    world: World, user: Actor, partner: Actor, by_user: bool
) -> None:
    booking = await world.started(user, partner)
    status = await leave(world, user if by_user else partner, booking)
    await world.pump()

    assert status is BookingStatus.DISPUTED
    assert await world.reserved(user.user_id, booking.period) == []
    assert await world.reserved(partner.user_id, booking.occupied) == []
    assert (await world.wallet(user)).held == TOTAL


async def test_rule_14_not_this_person_before_the_start_is_the_same(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.paid(user, partner)
    await leave(world, user, booking, WRONG_PERSON)
    dispute = (await world.app.disputes.get(user, booking.id)).dispute
    assert dispute.reason is WRONG_PERSON
    assert dispute.decision_due_at == world.now + 72 * HOUR


async def test_unpaid_request_just_ends(world: World, user: Actor, partner: Actor) -> None:
    for booking in (
        await world.requested(user, partner),
        await world.confirmed(user, partner, start_in=96 * HOUR),
    ):
        assert await leave(world, partner, booking) is BookingStatus.CANCELLED


async def test_rule_14_it_is_never_refused_whatever_the_state(
    world: World, user: Actor, partner: Actor
) -> None:
    finance = await world.support(Capability.FINANCE)
    settled = await world.completed(user, partner)
    world.pass_time(2 * DAY)
    await world.pump()
    assert await leave(world, user, settled) is BookingStatus.COMPLETED

    disputed = await world.started(user, partner)
    await world.app.disputes.open(user, disputed.id, DisputeReason.OTHER, "hm")
    assert await leave(world, user, disputed) is BookingStatus.DISPUTED
    assert await leave(world, partner, disputed) is BookingStatus.DISPUTED
    await world.app.staff_disputes.resolve(
        finance, disputed.id, Verdict(Outcome.REFUND), note="seen"
    )
    assert await leave(world, user, disputed) is BookingStatus.DISPUTED
    assert len(world.events(SafetyCancelled)) == 4


async def test_stranger_ends_nothing(world: World, user: Actor, partner: Actor) -> None:
    booking = await world.paid(user, partner)
    with pytest.raises(NotFound):
        await leave(world, await world.user(), booking)


async def test_open_dispute_becomes_one_of_safety(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.started(user, partner)
    await world.app.disputes.open(partner, booking.id, DisputeReason.MISCONDUCT, "rude")
    await leave(world, user, booking)

    dispute = (await world.app.disputes.get(user, booking.id)).dispute
    assert dispute.is_safety
    assert dispute.opener_id == user.user_id
    assert dispute.former_status is BookingStatus.IN_PROGRESS
    assert await world.reserved(user.user_id, booking.period) == []


async def test_withdrawn_dispute_does_not_lock_the_door(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.started(user, partner)
    await world.app.disputes.open(user, booking.id, DisputeReason.OTHER, "hm")
    await world.app.disputes.withdraw(user, booking.id)
    assert await leave(world, user, booking) is BookingStatus.DISPUTED
    assert (await world.app.disputes.get(user, booking.id)).dispute.status is DisputeStatus.OPEN


async def test_rule_14_one_in_90_days_has_the_benefit_of_the_doubt(
    world: World, user: Actor, partner: Actor
) -> None:
    """Undecided for 14 days, the first one goes to the user although the code was entered."""
    first = await world.started(user, partner)
    await leave(world, user, first)
    world.pass_time(14 * DAY)
    await world.pump()
    await world.pump()
    assert (await world.wallet(user)).available == TOTAL

    second = await world.started(user, partner)
    await leave(world, user, second)
    world.pass_time(14 * DAY)
    await world.pump()
    await world.pump()
    assert (await world.wallet(partner)).available == Vnd(699_997)


async def test_rule_14_nobody_can_be_pressed_to_withdraw_it(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.started(user, partner)
    await leave(world, user, booking)
    with pytest.raises(SafetyNotWithdrawn):
        await world.app.disputes.withdraw(user, booking.id)


async def test_the_other_side_does_not_read_what_was_said(
    world: World, user: Actor, partner: Actor
) -> None:
    booking = await world.started(user, partner)
    await leave(world, user, booking)
    await world.app.disputes.answer(user, booking.id, "more that he must not read")
    seen = await world.app.disputes.get(partner, booking.id)
    assert seen.details is None
    assert seen.statements == []
