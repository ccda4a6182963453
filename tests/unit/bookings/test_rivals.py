"""Whom a confirmation declines: only requests that can no longer take place."""

from __future__ import annotations

from mate_core.bookings.transitions import BookingStatus
from tests.unit.world import HOUR, World


async def test_users_next_meeting_may_start_the_moment_the_first_one_ends(world: World) -> None:
    user, first, second = await world.user(), await world.partner(), await world.partner()
    booking = await world.requested(user, first, start_in=48 * HOUR, half_hours=7)
    touching = await world.requested(user, second, start_in=51.5 * HOUR)

    await world.app.meetings.confirm(first, booking.id)

    assert await world.status(touching.id) is BookingStatus.PENDING


async def test_users_overlapping_request_to_another_partner_is_declined(world: World) -> None:
    user, first, second = await world.user(), await world.partner(), await world.partner()
    booking = await world.requested(user, first, start_in=48 * HOUR, half_hours=7)
    overlapping = await world.requested(user, second, start_in=51 * HOUR)

    await world.app.meetings.confirm(first, booking.id)

    assert await world.status(overlapping.id) is BookingStatus.CANCELLED


async def test_partners_request_within_the_way_on_is_declined(world: World) -> None:
    partner = await world.partner()
    booking = await world.requested(await world.user(), partner, start_in=48 * HOUR, half_hours=7)
    within_buffer = await world.requested(await world.user(), partner, start_in=51.75 * HOUR)

    await world.app.meetings.confirm(partner, booking.id)

    assert await world.status(within_buffer.id) is BookingStatus.CANCELLED
