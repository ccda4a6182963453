"""What weekly hours open, against a model that looks at every day by itself (FEATURES 29)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.partners.calendar import (
    Calendar,
    Reservation,
    ReservationRole,
    Slot,
    SlotKind,
)
from mate_core.partners.errors import NotOneOfTheDays
from mate_core.partners.weekly_hours import Weekday, WeeklyHours, WeeklyPlan
from mate_core.shared.errors import InvalidInput
from mate_core.shared.ids import SlotId, UserId, WeeklyHoursId
from mate_core.shared.time import Period, from_local

MONDAY = date(2026, 3, 2)
PARTNER = UserId(UUID(int=1))
CREATED = datetime(2026, 3, 1, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
EVENING = WeeklyPlan(frozenset({Weekday.FRIDAY, Weekday.SATURDAY}), 21 * 60, 240, MONDAY)


def rule(plan: WeeklyPlan, *left_out: date) -> WeeklyHours:
    rule_id = WeeklyHoursId(UUID(int=9))
    return WeeklyHours(rule_id, PARTNER, plan, CREATED, except_dates=frozenset(left_out))


def local(day: date, hour: int, minute: int = 0) -> datetime:
    return from_local(day, time(hour, minute))


days = st.integers(-10, 40).map(lambda n: MONDAY + n * DAY)
instants = st.builds(
    lambda day, minutes: local(day, 0) + minutes * MINUTE, days, st.integers(0, 1439)
)
periods = st.builds(lambda start, minutes: Period(start, start + minutes * MINUTE), instants,
                    st.integers(1, 20 * 1440))  # fmt: skip
plans = st.builds(
    lambda weekdays, start, minutes, since, length: WeeklyPlan(
        weekdays, start, minutes, since, None if length is None else since + length * DAY
    ),
    st.frozensets(st.sampled_from(Weekday), min_size=1),
    st.integers(0, 1439),
    st.integers(1, 1440),
    days,
    st.none() | st.integers(0, 30),
)
rules = st.builds(lambda plan, left_out: rule(plan, *left_out), plans, st.lists(days, max_size=5))


def naively(of: WeeklyHours, within: Period) -> list[Period]:
    """Every day of three months, asked one by one in the words of the rule."""
    opened = []
    for n in range(-40, 90):
        day = MONDAY + n * DAY
        named = list(Weekday)[day.weekday()] in of.plan.weekdays
        after_end = of.plan.until is not None and day > of.plan.until
        if not named or day < of.plan.since or after_end or day in of.except_dates:
            continue
        opens = local(day, of.plan.start_minute // 60, of.plan.start_minute % 60)
        closes = opens + of.plan.minutes * MINUTE
        if opens < within.end and within.start < closes:
            opened.append(Period(opens, closes))
    return opened


class TestOccurrences:
    @given(rules, periods)
    def test_occurrences_are_those_of_a_look_at_every_day(
        self, each: WeeklyHours, within: Period
    ) -> None:
        assert [found.period for found in each.occurrences(within)] == naively(each, within)

    def test_hours_may_run_past_midnight_and_belong_to_the_day_they_begin(self) -> None:
        friday, saturday = MONDAY + 4 * DAY, MONDAY + 5 * DAY
        after_midnight = Period(local(saturday, 0), local(saturday, 0, 30))

        (found,) = rule(EVENING).occurrences(after_midnight)
        assert (found.day, found.period) == (friday, Period(local(friday, 21), local(saturday, 1)))

    def test_the_last_day_is_kept_whole(self) -> None:
        friday = MONDAY + 4 * DAY
        ending = rule(WeeklyPlan(EVENING.weekdays, 21 * 60, 240, MONDAY, until=friday))
        all_year = Period(local(MONDAY, 0), local(MONDAY + 300 * DAY, 0))

        assert [found.day for found in ending.occurrences(all_year)] == [friday]

    def test_a_day_left_out_stays_closed_until_it_is_restored(self) -> None:
        friday = MONDAY + 4 * DAY
        night = Period(local(friday, 20), local(friday, 23))
        left_out = rule(EVENING).without_day(friday)

        assert list(left_out.occurrences(night)) == []
        assert len(list(left_out.with_day(friday).occurrences(night))) == 1

    @pytest.mark.parametrize("day", [MONDAY, MONDAY - 3 * DAY])
    def test_a_day_on_which_it_does_not_begin_cannot_be_left_out(self, day: date) -> None:
        with pytest.raises(NotOneOfTheDays):
            rule(EVENING).without_day(day)

    def test_a_changed_plan_forgets_days_that_are_no_longer_its_own(self) -> None:
        friday, saturday = MONDAY + 4 * DAY, MONDAY + 5 * DAY
        fridays = WeeklyPlan(frozenset({Weekday.FRIDAY}), 60, 60, MONDAY)

        changed = rule(EVENING, friday, saturday).changed(fridays)
        assert changed.except_dates == {friday}

    def test_hours_without_a_weekday_are_refused(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            WeeklyPlan(frozenset(), 60, 60, MONDAY)
        assert refused.value.field == "weekdays"

    def test_hours_that_end_before_they_begin_are_refused(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            WeeklyPlan(EVENING.weekdays, 60, 60, MONDAY, until=MONDAY - DAY)
        assert refused.value.field == "until"

    @given(plans)
    def test_the_first_day_is_the_first_that_opens(self, plan: WeeklyPlan) -> None:
        every = [MONDAY + n * DAY for n in range(-10, 60)]

        assert plan.first_day == next((day for day in every if plan.begins_on(day)), None)


slots = st.builds(
    lambda when, kind: Slot(SlotId(UUID(int=2)), PARTNER, when, kind, CREATED),
    periods,
    st.sampled_from(SlotKind),
)
reservations = st.builds(
    lambda when: Reservation(PARTNER, when, UUID(int=3), ReservationRole.PARTNER), periods
)


def moments(within: Period) -> st.SearchStrategy[tuple[Period, datetime]]:
    """A stretch, and a minute in it."""
    last = within.duration // MINUTE - 1
    return st.integers(0, last).map(lambda n: (within, within.start + n * MINUTE))


@given(
    periods.flatmap(moments),
    st.lists(slots, max_size=3),
    st.lists(rules, max_size=3),
    st.lists(reservations, max_size=3),
)
def test_free_time_is_slots_and_weekly_hours_less_blocks_less_reservations(
    moment: tuple[Period, datetime],
    published: list[Slot],
    weekly: list[WeeklyHours],
    taken: list[Reservation],
) -> None:
    """A minute is free when somebody opens it and nobody takes it: for any minute that is read."""
    within, at = moment
    free = Calendar.of(within, published, weekly, taken).free()

    def holds(kind: SlotKind) -> bool:
        periods = (slot.period for slot in published if slot.kind is kind)
        return any(period.start <= at < period.end for period in periods)

    opened = holds(SlotKind.AVAILABLE) or any(
        naively(each, Period(at, at + MINUTE)) for each in weekly
    )
    reserved = any(each.period.start <= at < each.period.end for each in taken)
    is_free = any(each.start <= at < each.end for each in free)
    assert is_free == (opened and not holds(SlotKind.BLOCKED) and not reserved)
    assert not any(each.overlaps(row.period) for each in free for row in taken)
