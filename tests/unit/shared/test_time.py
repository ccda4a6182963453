"""Instants, periods and the interval algebra, against a model of half-hours."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.shared.time import (
    HALF_HOUR,
    VIETNAM,
    Period,
    clipped,
    from_local,
    is_adult,
    local_day,
    merged,
    require_utc,
    to_local,
    without,
)

DAWN = datetime(2026, 3, 2, tzinfo=UTC)
HALF_HOURS = 40

Model = frozenset[int]
"""A set of half-hours after `DAWN`: what a list of periods means."""


def slot(first: int, last: int) -> Period:
    return Period(DAWN + first * HALF_HOUR, DAWN + last * HALF_HOUR)


def model(periods: list[Period]) -> Model:
    return frozenset(
        n for n in range(HALF_HOURS + 1) for period in periods if period.overlaps(slot(n, n + 1))
    )


half_hour_periods = st.tuples(st.integers(0, HALF_HOURS - 1), st.integers(1, 10)).map(
    lambda drawn: slot(drawn[0], min(drawn[0] + drawn[1], HALF_HOURS))
)
calendars = st.lists(half_hour_periods, max_size=8)


def assert_canonical(periods: list[Period]) -> None:
    """Sorted, disjoint, and no two of them touch."""
    for earlier, later in pairwise(periods):
        assert earlier.end < later.start


class TestAlgebra:
    @given(calendars)
    def test_union_holds_the_same_half_hours_once(self, periods: list[Period]) -> None:
        union = merged(periods)

        assert model(union) == model(periods)
        assert_canonical(union)

    @given(calendars, calendars)
    def test_difference_is_the_difference_of_the_half_hours(
        self, available: list[Period], taken: list[Period]
    ) -> None:
        rest = without(available, taken)

        assert model(rest) == model(available) - model(taken)
        assert_canonical(rest)

    @given(calendars, half_hour_periods)
    def test_clipping_is_the_intersection(self, periods: list[Period], to: Period) -> None:
        parts = clipped(periods, to)

        assert model(parts) == model(periods) & model([to])
        assert all(to.contains(part) for part in parts)

    @given(half_hour_periods, half_hour_periods)
    def test_overlap_is_a_shared_half_hour(self, one: Period, other: Period) -> None:
        assert one.overlaps(other) == bool(model([one]) & model([other]))
        assert one.overlaps(other) == other.overlaps(one)

    @given(half_hour_periods, half_hour_periods)
    def test_containment_is_inclusion_of_half_hours(self, one: Period, other: Period) -> None:
        assert one.contains(other) == (model([other]) <= model([one]))

    @given(calendars)
    def test_nothing_is_left_of_a_calendar_without_itself(self, periods: list[Period]) -> None:
        assert without(periods, periods) == []


class TestPeriod:
    def test_touching_ends_do_not_overlap(self) -> None:
        assert not slot(0, 2).overlaps(slot(2, 4))

    def test_b3_evening_across_midnight_is_four_hours(self) -> None:
        start = from_local(date(2026, 3, 2), time(21))
        party = Period(start, from_local(date(2026, 3, 3), time(1)))

        assert party.duration == timedelta(hours=4)

    def test_b5_two_weeks_are_a_period(self) -> None:
        assert Period.of_half_hours(DAWN, 14 * 48).duration == timedelta(days=14)

    @pytest.mark.parametrize("length", [timedelta(0), -HALF_HOUR])
    def test_it_must_end_after_it_starts(self, length: timedelta) -> None:
        with pytest.raises(ValueError, match="end after it starts"):
            Period(DAWN, DAWN + length)

    def test_b4_naive_instants_are_refused(self) -> None:
        with pytest.raises(ValueError, match="aware"):
            Period(DAWN.replace(tzinfo=None), DAWN + HALF_HOUR)

    def test_b4_instants_of_another_zone_are_refused(self) -> None:
        with pytest.raises(ValueError, match="UTC"):
            require_utc(DAWN.astimezone(VIETNAM))

    def test_extension_moves_the_end_alone(self) -> None:
        assert slot(0, 6).extended(HALF_HOUR) == slot(0, 7)


class TestVietnam:
    def test_b4_wall_time_is_seven_hours_ahead(self) -> None:
        assert from_local(date(2026, 3, 2), time(9, 30)) == datetime(2026, 3, 2, 2, 30, tzinfo=UTC)

    @given(st.integers(-(10**9), 10**9))
    def test_there_and_back_is_the_same_instant(self, seconds: int) -> None:
        instant = DAWN + timedelta(seconds=seconds)
        local = to_local(instant)

        assert from_local(local.date(), local.time()) == instant

    def test_day_begins_at_17_utc(self) -> None:
        assert local_day(datetime(2026, 3, 2, 16, 59, 59, tzinfo=UTC)) == date(2026, 3, 2)
        assert local_day(datetime(2026, 3, 2, 17, 0, tzinfo=UTC)) == date(2026, 3, 3)


class TestAdult:
    BORN = date(2008, 3, 2)

    def test_a9_one_is_of_age_when_the_birthday_begins_in_vietnam(self) -> None:
        birthday = from_local(date(2026, 3, 2), time())

        assert not is_adult(self.BORN, at=birthday - timedelta(microseconds=1))
        assert is_adult(self.BORN, at=birthday)

    def test_the_utc_day_does_not_count(self) -> None:
        assert is_adult(self.BORN, at=datetime(2026, 3, 1, 17, 0, tzinfo=UTC))

    def test_child_of_29_february_is_of_age_on_1_march(self) -> None:
        born = date(2008, 2, 29)

        assert not is_adult(born, at=from_local(date(2026, 2, 28), time(23, 59)))
        assert is_adult(born, at=from_local(date(2026, 3, 1), time()))

    @given(st.dates(date(1910, 1, 1), date(2026, 1, 1)), st.integers(0, 50_000))
    def test_one_never_grows_younger(self, born: date, hours: int) -> None:
        at = datetime(2026, 1, 1, tzinfo=UTC)

        assert is_adult(born, at=at) <= is_adult(born, at=at + timedelta(hours=hours))

    def test_any_zone_of_the_instant_gives_the_same_answer(self) -> None:
        midnight = from_local(date(2026, 3, 2), time())

        assert is_adult(self.BORN, at=midnight.astimezone(timezone(timedelta(hours=-11))))
