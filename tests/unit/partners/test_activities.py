"""The catalogue of activities: closed, in public, and not late at night (FEATURES 17, 45)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.partners.activities import ActivityBook, ActivityEdition, Hours
from mate_core.partners.activity_table import ACTIVITIES, FIRST
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.time import HALF_HOUR, Period, from_local

MONDAY = date(2026, 3, 2)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BAR = Hours.between("16:00", "02:00")


def meeting(start: str, hours: float, day: date = MONDAY) -> Period:
    begins = from_local(day, time.fromisoformat(start))
    return Period(begins, begins + timedelta(hours=hours))


class TestTable:
    @pytest.mark.parametrize("edition", ACTIVITIES.editions)
    def test_b17_every_service_and_every_kind_of_place_is_in_every_edition(
        self, edition: ActivityEdition
    ) -> None:
        assert set(edition.activities) == set(ServiceType)
        assert set(edition.venues) == set(VenueClass)
        assert all(each.venue_classes for each in edition.activities.values())

    @pytest.mark.parametrize("edition", ACTIVITIES.editions)
    def test_b14_no_kind_of_place_is_a_lodging(self, edition: ActivityEdition) -> None:
        words = ("hotel", "room", "home", "apartment", "khách sạn", "nhà nghỉ", "phòng", "căn hộ")
        for venue in edition.venues.values():
            told = f"{venue.venue_class} {venue.names.en} {venue.names.vi}".lower()
            assert not [word for word in words if word in told]

    @pytest.mark.parametrize("edition", ACTIVITIES.editions)
    def test_only_stations_are_open_in_the_small_hours(self, edition: ActivityEdition) -> None:
        night = meeting("02:30", 2)
        open_then = {name for name, venue in edition.venues.items() if venue.hours.hold(night)}
        assert open_then == {VenueClass.TRANSPORT_HUB}

    @pytest.mark.parametrize("service", ServiceType)
    def test_every_activity_has_room_for_the_shortest_meeting(self, service: ServiceType) -> None:
        noon = meeting("17:00", 3)
        places = FIRST.activities[service].venue_classes
        assert any(FIRST.is_open(service, place, noon) for place in places)

    def test_editions_are_numbered_and_dated_in_order(self) -> None:
        editions = ACTIVITIES.editions
        assert [edition.version for edition in editions] == list(range(1, len(editions) + 1))
        assert sorted(edition.since for edition in editions) == [each.since for each in editions]


class TestEditions:
    def test_an_edition_holds_from_its_local_day_on(self) -> None:
        second = ActivityEdition(2, date(2026, 7, 1), FIRST.activities, FIRST.venues)
        book = ActivityBook((FIRST, second))

        assert book.at(datetime(2026, 6, 30, 16, 59, tzinfo=UTC)) is FIRST
        assert book.at(datetime(2026, 6, 30, 17, 0, tzinfo=UTC)) is second

    def test_before_the_first_edition_the_first_holds(self) -> None:
        assert ACTIVITIES.at(datetime(2000, 1, 1, tzinfo=UTC)) is FIRST


class TestHours:
    @pytest.mark.parametrize(
        ("start", "hours", "held"),
        [
            ("16:00", 10, True),
            ("15:30", 3, False),
            ("22:00", 4, True),
            ("22:30", 4, False),
            ("00:30", 1.5, True),  # of the night before
            ("01:30", 1, False),
            ("03:00", 1, False),
            ("16:00", 34, False),  # closed in between
        ],
    )
    def test_hours_past_midnight(self, start: str, hours: float, held: bool) -> None:
        assert BAR.hold(meeting(start, hours)) is held

    def test_a_place_that_never_closes_holds_the_longest_meeting(self) -> None:
        assert Hours.between("00:00", "00:00").hold(meeting("23:30", 14 * 24))

    @given(
        st.integers(0, 47),
        st.integers(1, 48),
        st.integers(0, 47),
        st.integers(1, 60),
    )
    def test_hours_hold_a_meeting_when_every_half_hour_of_it_is_open(
        self, opens: int, length: int, start: int, half_hours: int
    ) -> None:
        hours = Hours(30 * opens, 30 * (opens + length))
        first = from_local(MONDAY, time()) + start * HALF_HOUR

        def is_open(at: datetime) -> bool:
            of_day = int((at - from_local(MONDAY, time())) / HALF_HOUR) % 48
            return (of_day - opens) % 48 < length

        every = [first + n * HALF_HOUR for n in range(half_hours)]
        assert hours.hold(Period(first, first + half_hours * HALF_HOUR)) == all(map(is_open, every))

    @pytest.mark.parametrize(("opens", "closes"), [(-1, 60), (1440, 1500), (60, 60), (0, 1441)])
    def test_impossible_hours_are_no_hours(self, opens: int, closes: int) -> None:
        with pytest.raises(ValueError, match="minute"):
            Hours(opens, closes)


class TestTrips:
    def test_a_trip_of_a_day_or_more_only_begins_and_ends_at_the_place(self) -> None:
        trip, cafe = ServiceType.TRAVEL, VenueClass.CAFE

        assert FIRST.is_open(trip, cafe, meeting("08:00", 2 * 24 + 10))
        assert not FIRST.is_open(trip, cafe, meeting("03:00", 2 * 24 + 10))
        assert not FIRST.is_open(trip, cafe, meeting("08:00", 2 * 24 + 18))

    def test_a_shorter_trip_keeps_the_hours_like_everything_else(self) -> None:
        assert not FIRST.is_open(ServiceType.TRAVEL, VenueClass.CAFE, meeting("20:00", 12))
        assert FIRST.is_open(ServiceType.TRAVEL, VenueClass.TRANSPORT_HUB, meeting("20:00", 12))

    @pytest.mark.parametrize("service", sorted(set(ServiceType) - {ServiceType.TRAVEL}))
    def test_nothing_else_goes_on_through_the_night(self, service: ServiceType) -> None:
        two_days = meeting("10:00", 48)
        places = FIRST.activities[service].venue_classes
        assert not any(FIRST.is_open(service, place, two_days) for place in places)
