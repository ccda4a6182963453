"""A request, a price and an extension keep to the catalogue of activities (DEFECTS B14, B17)."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mate_core.bookings.eligibility import Occasion, Wish
from mate_core.bookings.errors import (
    ExtensionOutsideVenueHours,
    OutsideVenueHours,
    ServiceNotOffered,
    TripOutsideVenueHours,
    VenueNotAllowed,
)
from mate_core.bookings.extensions.model import ExtensionStatus
from mate_core.bookings.model import Booking, MeetingPlace
from mate_core.bookings.service import BookingRequest
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput
from mate_core.shared.time import from_local, local_day
from tests.unit.world import DAY, HOUR, RATE, World

ALL = Offer(RATE, service_types=frozenset(ServiceType))


@pytest.fixture
async def partner(world: World) -> Actor:
    """Who offers everything, around the clock."""
    return await world.partner(ALL)


def wish(
    world: World,
    partner: Actor,
    service: ServiceType,
    venue: VenueClass,
    start: str,
    hours: float = 3,
) -> BookingRequest:
    """In three days at that wall time."""
    day: date = local_day(world.now) + 3 * DAY
    begins = from_local(day, time.fromisoformat(start))
    return BookingRequest(
        Wish(partner.user_id, begins, int(hours * 2)), service, MeetingPlace(venue, "Quận 1")
    )


async def requested(world: World, user: Actor, wanted: BookingRequest) -> Booking:
    return (await world.app.bookings.request(user, wanted, world.key(user))).booking


class TestRequest:
    async def test_b14_place_that_the_activity_does_not_know_is_refused_with_those_it_does(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        wanted = wish(world, partner, ServiceType.MOVIE, VenueClass.BAR, "19:00")

        with pytest.raises(VenueNotAllowed) as refused:
            await requested(world, user, wanted)
        assert refused.value.field == "venueClass"
        assert "cinema, mall" in str(refused.value)

    async def test_the_same_wish_at_a_cinema_is_taken(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        wanted = wish(world, partner, ServiceType.MOVIE, VenueClass.CINEMA, "19:00")

        assert (await requested(world, user, wanted)).place.venue_class is VenueClass.CINEMA

    @pytest.mark.parametrize(
        ("service", "venue", "start", "later"),
        [
            (ServiceType.PARTY, VenueClass.BAR, "23:00", "23:30"),
            (ServiceType.MOVIE, VenueClass.CINEMA, "22:00", "22:30"),
            (ServiceType.WALKING, VenueClass.OUTDOORS, "20:00", "20:30"),
        ],
    )
    async def test_three_hours_may_last_until_the_place_closes_and_not_longer(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        service: ServiceType,
        venue: VenueClass,
        start: str,
        later: str,
    ) -> None:
        with pytest.raises(OutsideVenueHours):
            await requested(world, user, wish(world, partner, service, venue, later))

        await requested(world, user, wish(world, partner, service, venue, start))

    async def test_the_billed_time_counts_not_the_wished_one(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        late = wish(world, partner, ServiceType.WALKING, VenueClass.OUTDOORS, "21:00", 1)

        with pytest.raises(OutsideVenueHours) as refused:
            await requested(world, user, late)
        assert refused.value.field == "startTime"
        assert "from 05:00 to 23:00" in str(refused.value)
        assert "3 hours" in str(refused.value)

    async def test_trip_of_several_days_begins_and_ends_while_the_place_is_open(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        trip, outdoors = ServiceType.TRAVEL, VenueClass.OUTDOORS
        night = wish(world, partner, trip, outdoors, "02:00", 48)
        with pytest.raises(TripOutsideVenueHours):
            await requested(world, user, night)

        booking = await requested(world, user, wish(world, partner, trip, outdoors, "07:00", 48))
        assert booking.period.duration == 48 * HOUR


class TestQuote:
    async def test_price_is_told_without_an_occasion(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        night = wish(world, partner, ServiceType.WALKING, VenueClass.OUTDOORS, "02:00")

        assert (await world.app.bookings.quote(user, night.wish)).terms.billed_half_hours == 6

    @pytest.mark.parametrize(
        ("service", "venue", "refusal"),
        [
            (ServiceType.PARTY, VenueClass.CAFE, VenueNotAllowed),
            (ServiceType.WALKING, VenueClass.CAFE, OutsideVenueHours),
        ],
    )
    async def test_price_is_refused_for_what_a_request_would_be(
        self,
        world: World,
        user: Actor,
        partner: Actor,
        service: ServiceType,
        venue: VenueClass,
        refusal: type[Exception],
    ) -> None:
        night = wish(world, partner, service, venue, "02:00")

        with pytest.raises(refusal):
            await world.app.bookings.quote(user, night.wish, Occasion(service, venue))

    async def test_b17_price_for_what_is_not_offered_is_refused(
        self, world: World, user: Actor
    ) -> None:
        walker = await world.partner()
        noon = wish(world, walker, ServiceType.PARTY, VenueClass.BAR, "18:00")

        with pytest.raises(ServiceNotOffered):
            await world.app.bookings.quote(user, noon.wish, Occasion(ServiceType.PARTY))

    async def test_place_without_an_activity_says_what_is_missing(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        noon = wish(world, partner, ServiceType.WALKING, VenueClass.CAFE, "12:00")

        with pytest.raises(InvalidInput) as refused:
            await world.app.bookings.quote(user, noon.wish, Occasion(None, VenueClass.CAFE))
        assert refused.value.field == "serviceType"


class TestExtension:
    async def test_rule_23_not_past_the_hours_of_the_place(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        booking = await self._begun(world, user, partner)

        with pytest.raises(ExtensionOutsideVenueHours) as refused:
            await world.proposed(user, booking, half_hours=3)
        assert refused.value.field == "hours"
        extension = await world.proposed(user, booking, half_hours=2)
        assert extension.status is ExtensionStatus.PROPOSED

    async def _begun(self, world: World, user: Actor, partner: Actor) -> Booking:
        """A walk that ends an hour before the place closes; the clock stands at its start."""
        local = world.now.astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
        evening = local.replace(hour=19, minute=0, second=0, microsecond=0) + timedelta(days=2)
        world.place = MeetingPlace(VenueClass.OUTDOORS, "Phố đi bộ Nguyễn Huệ")
        booking = await world.paid(user, partner, start_in=evening - local, half_hours=6)
        world.clock.set(booking.period.start)
        return booking
