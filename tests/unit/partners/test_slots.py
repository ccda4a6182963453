"""Publishing and editing time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.partners.calendar import Slot, SlotKind
from mate_core.partners.calendar_service import SlotWish
from mate_core.partners.errors import SlotOverlap, SlotReserved, TooManySlots
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.time import Period
from tests.unit.world import DAY, HOUR, World


@pytest.fixture
async def partner(world: World) -> Actor:
    """A partner who has published nothing yet."""
    return await world.partner(open_days=0)


def hours(world: World, start: float, end: float, kind: SlotKind = SlotKind.AVAILABLE) -> SlotWish:
    return SlotWish(Period(world.now + start * HOUR, world.now + end * HOUR), kind)


async def added(world: World, partner: Actor, *wishes: SlotWish) -> Sequence[Slot]:
    return (await world.app.calendars.add(partner, wishes)).slots


async def free(world: World, partner: Actor, upto: float = 100) -> list[Period]:
    within = Period(world.now, world.now + upto * HOUR)
    return list(await world.app.calendars.free(partner, partner.user_id, within))


class TestPublishing:
    async def test_published_time_is_free_less_what_is_blocked(
        self, world: World, partner: Actor
    ) -> None:
        await world.app.calendars.add(
            partner, [hours(world, 10, 20), hours(world, 12, 13, SlotKind.BLOCKED)]
        )

        assert await free(world, partner) == [
            hours(world, 10, 12).period,
            hours(world, 13, 20).period,
        ]

    async def test_b3_slot_may_cross_midnight(self, world: World, partner: Actor) -> None:
        await world.app.calendars.add(partner, [hours(world, 11, 19)])

        assert await free(world, partner) == [hours(world, 11, 19).period]

    async def test_b1_overlapping_slots_are_refused_as_a_whole(
        self, world: World, partner: Actor
    ) -> None:
        with pytest.raises(SlotOverlap):
            await world.app.calendars.add(partner, [hours(world, 18, 22), hours(world, 19, 21)])

        assert await free(world, partner) == []

    async def test_slots_that_touch_are_one_free_period(self, world: World, partner: Actor) -> None:
        await world.app.calendars.add(partner, [hours(world, 10, 14), hours(world, 14, 18)])

        assert await free(world, partner) == [hours(world, 10, 18).period]

    async def test_b12_confirmed_meeting_and_its_buffer_are_not_free(
        self, world: World, partner: Actor, user: Actor
    ) -> None:
        await world.app.calendars.add(partner, [hours(world, 40, 60)])
        await world.confirmed(user, partner, start_in=48 * HOUR)

        assert await free(world, partner) == [
            hours(world, 40, 48).period,
            hours(world, 52, 60).period,
        ]

    async def test_b13_partner_who_is_switched_off_has_no_free_time(
        self, world: World, partner: Actor
    ) -> None:
        await world.app.calendars.add(partner, [hours(world, 10, 20)])
        await world.app.partners.change(partner, Offer(is_available=False))

        assert await free(world, partner) == []

    async def test_past_time_is_not_free(self, world: World, partner: Actor) -> None:
        await world.app.calendars.add(partner, [hours(world, 1, 5)])
        world.pass_time(3 * HOUR)

        assert await free(world, partner) == [hours(world, 0, 2).period]

    async def test_person_who_is_no_partner_publishes_nothing(
        self, world: World, user: Actor
    ) -> None:
        with pytest.raises(NotFound):
            await world.app.calendars.add(user, [hours(world, 1, 5)])

    @pytest.mark.parametrize(
        ("start", "end"), [(-5, 0), (0, 14 * 24 + 0.5), (90 * 24 + 0.5, 90 * 24 + 4)]
    )
    async def test_slot_beyond_the_limits_is_refused(
        self, world: World, partner: Actor, start: float, end: float
    ) -> None:
        with pytest.raises(InvalidInput):
            await world.app.calendars.add(partner, [hours(world, start, end)])

    async def test_slots_are_limited_in_number(self) -> None:
        world = World(Policies(partners=PartnerPolicy(slots_per_partner=2)))
        partner = await world.partner(open_days=0)
        await world.app.calendars.add(partner, [hours(world, 1, 2), hours(world, 3, 4)])

        with pytest.raises(TooManySlots) as refused:
            await world.app.calendars.add(partner, [hours(world, 5, 6)])
        assert "2 slots" in str(refused.value)


class TestEditing:
    async def test_moved_slot_is_free_at_its_new_time(self, world: World, partner: Actor) -> None:
        (slot,) = await added(world, partner, hours(world, 10, 14))
        await world.app.calendars.change(partner, slot.id, hours(world, 12, 16))

        assert await free(world, partner) == [hours(world, 12, 16).period]

    async def test_slot_of_another_partner_is_not_found(self, world: World, partner: Actor) -> None:
        (slot,) = await added(world, partner, hours(world, 10, 14))
        other = await world.partner()

        with pytest.raises(NotFound):
            await world.app.calendars.remove(other, slot.id)
        with pytest.raises(NotFound):
            await world.app.calendars.change(other, slot.id, hours(world, 10, 11))

    async def test_slot_cannot_be_moved_onto_another(self, world: World, partner: Actor) -> None:
        slot, _ = await added(world, partner, hours(world, 10, 14), hours(world, 15, 20))

        with pytest.raises(SlotOverlap):
            await world.app.calendars.change(partner, slot.id, hours(world, 10, 16))

    async def test_no_edit_takes_away_the_time_of_a_booking(
        self, world: World, partner: Actor, user: Actor
    ) -> None:
        (slot,) = await added(world, partner, hours(world, 40, 60))
        booking = await world.confirmed(user, partner, start_in=48 * HOUR)
        with pytest.raises(SlotReserved) as refused:
            await world.app.calendars.remove(partner, slot.id)
        assert booking.code in str(refused.value)
        with pytest.raises(SlotReserved):
            await world.app.calendars.change(partner, slot.id, hours(world, 40, 50))

        with pytest.raises(SlotReserved):
            await world.app.calendars.add(partner, [hours(world, 50, 51, SlotKind.BLOCKED)])

    async def test_slot_may_shrink_around_a_booking_and_its_buffer(
        self, world: World, partner: Actor, user: Actor
    ) -> None:
        (slot,) = await added(world, partner, hours(world, 40, 60))
        await world.confirmed(user, partner, start_in=48 * HOUR)
        await world.app.calendars.change(partner, slot.id, hours(world, 48, 52))

        assert await free(world, partner) == []

    async def test_time_is_editable_again_once_the_booking_is_gone(
        self, world: World, partner: Actor, user: Actor
    ) -> None:
        (slot,) = await added(world, partner, hours(world, 40, 60))
        booking = await world.confirmed(user, partner, start_in=48 * HOUR)
        await world.app.meetings.cancel(user, booking.id, "ill")
        await world.app.calendars.remove(partner, slot.id)

        assert await free(world, partner) == []


class TestReading:
    async def test_own_calendar_shows_slots_and_reservations(
        self, world: World, partner: Actor, user: Actor
    ) -> None:
        slots = await added(world, partner, hours(world, 40, 60))
        booking = await world.confirmed(user, partner, start_in=48 * HOUR)
        mine = await world.app.calendars.mine(partner, hours(world, 0, 99).period)

        assert list(mine.calendar.slots) == list(slots)
        assert [row.period for row in mine.calendar.reservations] == [booking.occupied]
        assert mine.booking_codes == {booking.id: booking.code}

    async def test_slot_that_reaches_out_of_the_view_is_whole_and_free_time_is_not(
        self, world: World, partner: Actor, user: Actor
    ) -> None:
        await added(world, partner, hours(world, 40, 60))
        booking = await world.confirmed(user, partner, start_in=48 * HOUR)
        mine = await world.app.calendars.mine(partner, hours(world, 41, 45).period)

        assert (
            mine.calendar.reserved_in(mine.calendar.slots[0].period)[0].period == booking.occupied
        )
        assert list(mine.free()) == [hours(world, 41, 45).period]

    async def test_at_most_92_days_at_a_time(self, world: World, partner: Actor) -> None:
        with pytest.raises(InvalidInput):
            await world.app.calendars.mine(partner, Period(world.now, world.now + 93 * DAY))

    async def test_unverified_partner_shows_no_time(self, world: World, user: Actor) -> None:
        with pytest.raises(NotFound):
            await free(world, user)
