"""What bookings tell of how their partner deals with requests (FEATURES 26, 54)."""

from __future__ import annotations

import pytest

from mate_core.bookings.model import Booking
from mate_core.partners.events import PartnerReliabilityChanged
from mate_core.partners.policies import RELIABILITY
from mate_core.partners.reliability import NOTHING_COUNTED, Reliability
from mate_core.search.entry import SearchEntry
from mate_core.shared.actor import Actor
from tests.unit.world import DAY, HOUR, World


async def counted(world: World, partner: Actor) -> Reliability:
    return (await world.app.partners.mine(partner)).partner.reliability


async def entry_of(world: World, partner: Actor) -> SearchEntry:
    async with world.store.open_read() as uow:
        (entry,) = await uow.search_entries.of(partner.user_id)
    return entry


async def reject(world: World, booking: Booking) -> None:
    await world.app.meetings.reject(Actor(booking.partner_id), booking.id, "busy then")


async def cancel(world: World, side: Actor, booking: Booking) -> None:
    await world.app.meetings.cancel(side, booking.id, "plans changed")


async def test_answers_count_and_a_request_alone_does_not(
    world: World, user: Actor, partner: Actor
) -> None:
    await world.requested(user, partner)
    assert await counted(world, partner) == NOTHING_COUNTED
    other = await world.user()
    await world.confirmed(other, partner, start_in=72 * HOUR)
    await reject(world, await world.requested(other, partner, start_in=96 * HOUR))
    assert await counted(world, partner) == Reliability(accepted=1, declined=1)


async def test_silence_counts_against_him(world: World, user: Actor, partner: Actor) -> None:
    await world.requested(user, partner)
    world.pass_time(DAY)
    await world.pump()
    assert await counted(world, partner) == Reliability(lapsed=1)


async def test_request_that_another_booking_displaced_is_no_silence(
    world: World, user: Actor, partner: Actor
) -> None:
    other = await world.user()
    await world.requested(other, partner)
    await world.confirmed(user, partner)
    assert await counted(world, partner) == Reliability(accepted=1)


@pytest.mark.parametrize("paid", [False, True])
async def test_partner_who_calls_off_is_counted(
    world: World, user: Actor, partner: Actor, *, paid: bool
) -> None:
    make = world.paid if paid else world.confirmed
    await cancel(world, partner, await make(user, partner))
    assert await counted(world, partner) == Reliability(accepted=1, cancelled=1)


async def test_user_who_calls_off_leaves_the_partner_alone(
    world: World, user: Actor, partner: Actor
) -> None:
    await cancel(world, user, await world.paid(user, partner))
    await cancel(world, user, await world.requested(user, partner, start_in=96 * HOUR))
    assert await counted(world, partner) == Reliability(accepted=1)


async def test_user_who_does_not_pay_leaves_the_partner_alone(
    world: World, user: Actor, partner: Actor
) -> None:
    await world.confirmed(user, partner)
    world.pass_time(2 * HOUR)
    await world.pump()
    assert await counted(world, partner) == Reliability(accepted=1)


async def test_ranking_hears_of_it_when_the_grade_changes_and_only_then(
    world: World, user: Actor, partner: Actor
) -> None:
    start = (await entry_of(world, partner)).reliability
    for number in range(4):
        await world.confirmed(await world.user(), partner, start_in=(48 + 24 * number) * HOUR)
    for number in range(6):
        await world.requested(await world.user(), partner, start_in=(216 + 24 * number) * HOUR)
    world.pass_time(DAY)
    await world.pump()

    told = len(world.events(PartnerReliabilityChanged))
    counters = await counted(world, partner)
    assert counters == Reliability(accepted=4, lapsed=6)
    grade = counters.grade(RELIABILITY)
    assert (await entry_of(world, partner)).reliability == grade < start
    assert 0 < told < 10


async def test_counting_leaves_the_version_of_the_offer_alone(
    world: World, user: Actor, partner: Actor
) -> None:
    before = (await world.app.partners.mine(partner)).partner.version
    await world.confirmed(user, partner)
    assert (await world.app.partners.mine(partner)).partner.version == before


async def test_page_shows_the_rate_once_there_were_enough(
    world: World, user: Actor, partner: Actor
) -> None:
    for number in range(5):
        await world.confirmed(await world.user(), partner, start_in=(48 + 24 * number) * HOUR)
    view = await world.app.partners.public(user, partner.user_id)
    assert view.partner.reliability.response_rate(RELIABILITY) == 100
