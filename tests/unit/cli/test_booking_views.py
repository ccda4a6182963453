"""What `mate booking show` tells of a meeting that went on longer."""

from __future__ import annotations

from mate_cli.commands import booking_views
from tests.unit.world import MINUTE, World


async def test_extensions_are_told_with_their_states_and_the_sums_hold_them() -> None:
    world = World()
    user, partner, staff = await world.user(), await world.partner(), await world.support()
    booking = await world.started(user, partner)
    await world.extended(user, partner, booking)
    declined = await world.proposed(user, booking, half_hours=2)
    await world.app.extensions.decline(partner, booking.id, declined.id)
    seen = await world.app.staff_bookings.show(staff, booking.id)
    document, lines = booking_views.view(seen), booking_views.view_lines(seen)

    assert document["totalAmount"] == 919_997
    assert document["extendedHours"] == 0.5
    extensions = document["extensions"]
    assert isinstance(extensions, list)
    assert [(each["status"], each["hours"]) for each in extensions] == [
        ("HELD", 0.5),
        ("DECLINED", 1.0),
    ]
    assert any("+0.5" in line and "HELD" in line and "115,000" in line for line in lines)


async def test_booking_that_nobody_wanted_longer_has_no_table_of_extensions() -> None:
    world = World()
    user, partner, staff = await world.user(), await world.partner(), await world.support()
    booking = await world.started(user, partner)
    world.pass_time(MINUTE)
    seen = await world.app.staff_bookings.show(staff, booking.id)

    assert booking_views.view(seen)["extensions"] == []
    assert not any(line.startswith("EXTENSION") for line in booking_views.view_lines(seen))
