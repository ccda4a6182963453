"""What is on the rise, as figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mate_core.search.trends.model import Activity
from mate_core.search.trends.policies import TrendPolicy
from mate_core.shared.ids import UserId
from mate_core.shared.time import local_day

NOW = datetime(2026, 3, 1, 17, 0, tzinfo=UTC)
"""Midnight in Viet Nam."""
DAY = timedelta(days=1)
SOMEBODY = UserId(UUID(int=1))
POLICY = TrendPolicy()


def score(activity: Activity, *, at: datetime = NOW) -> int:
    return activity.score(POLICY, at=at)


def booked(*days_ago: float) -> Activity:
    return Activity(SOMEBODY, tuple(NOW - days * DAY for days in days_ago))


def looked_at(times: int, *, days_ago: int = 0) -> Activity:
    return Activity(SOMEBODY, (), ((local_day(NOW) - days_ago * DAY, times),))


def test_booking_is_worth_half_after_its_half_life() -> None:
    assert [score(booked(days)) for days in (0, 7, 14)] == [10_000, 5_000, 2_500]


def test_look_is_worth_half_after_its_half_life() -> None:
    assert [score(looked_at(1, days_ago=days)) for days in (0, 2, 4)] == [500, 250, 125]


def test_booking_beyond_the_window_is_worth_nothing() -> None:
    assert score(booked(28)) > 0
    assert score(booked(28.01)) == 0


def test_parts_add_up() -> None:
    both = Activity(SOMEBODY, booked(0, 7).paid_at, looked_at(3).views)
    assert score(both) == 10_000 + 5_000 + 1_500


def test_nothing_is_worth_nothing() -> None:
    assert score(Activity(SOMEBODY)) == 0


PAID = st.lists(st.floats(min_value=0, max_value=40), max_size=5).map(lambda days: booked(*days))


@given(PAID, st.floats(min_value=0, max_value=40))
def test_score_only_falls_while_nothing_happens(activity: Activity, days: float) -> None:
    assert score(activity, at=NOW + days * DAY) <= score(activity)


@given(PAID, st.floats(min_value=0, max_value=27))
def test_one_booking_more_never_lowers_it(activity: Activity, days: float) -> None:
    more = Activity(SOMEBODY, (*activity.paid_at, NOW - days * DAY))
    assert score(more) > score(activity)
