"""What every WeeklyHoursRepository must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mate_core.partners.weekly_hours import Weekday, WeeklyPlan
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.ids import WeeklyHoursId
from mate_core.shared.time import Period, from_local, local_day
from tests.contract.makers import DAY, NOW, a_partner, new_id, new_weekly_hours
from tests.contract.stores import Store, StoreContract, committed

TODAY = local_day(NOW)


def days(first: int, last: int) -> Period:
    """Local days from today on, both whole."""
    midnight = from_local(TODAY, NOW.min.time())
    return Period(midnight + first * DAY, midnight + (last + 1) * DAY)


def plan(since: int, until: int | None = None) -> WeeklyPlan:
    last = None if until is None else TODAY + timedelta(days=until)
    return WeeklyPlan(frozenset(Weekday), 18 * 60, 300, TODAY + timedelta(days=since), last)


class TestWeeklyHours(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        rule = replace(
            new_weekly_hours(await a_partner(store)),
            plan=WeeklyPlan(
                frozenset({Weekday.MONDAY, Weekday.SUNDAY}),
                1439,
                1440,
                date(2026, 3, 1),
                date(2027, 12, 31),
            ),
            except_dates=frozenset({date(2026, 3, 8), date(2026, 3, 2)}),
        )
        await committed(store, lambda uow: uow.weekly_hours.add(rule))

        async with store.open_read() as uow:
            assert await uow.weekly_hours.get(rule.id) == rule

    @pytest.mark.parametrize("day", Weekday)
    async def test_a_single_weekday_survives(self, store: Store, day: Weekday) -> None:
        rule = new_weekly_hours(await a_partner(store), weekdays=frozenset({day}))
        await committed(store, lambda uow: uow.weekly_hours.add(rule))

        async with store.open_read() as uow:
            assert (await uow.weekly_hours.get(rule.id)).plan.weekdays == {day}

    async def test_unknown_rule_is_not_found(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.weekly_hours.get(WeeklyHoursId(new_id()))

    async def test_rules_come_oldest_first_and_only_those_of_the_partner(
        self, store: Store
    ) -> None:
        partner = await a_partner(store)
        younger = replace(new_weekly_hours(partner), created_at=NOW + DAY)
        older = new_weekly_hours(partner)
        foreign = new_weekly_hours(await a_partner(store))
        await committed(store, lambda uow: uow.weekly_hours.add(younger, older, foreign))

        async with store.open_read() as uow:
            assert list(await uow.weekly_hours.of(partner.id)) == [older, younger]

    async def test_saved_rule_is_read_again_with_the_next_version(self, store: Store) -> None:
        rule = new_weekly_hours(await a_partner(store))
        changed = replace(rule, plan=plan(3, 30), except_dates=frozenset({date(2026, 3, 8)}))
        await committed(store, lambda uow: uow.weekly_hours.add(rule))
        await committed(store, lambda uow: uow.weekly_hours.save(changed))

        async with store.open_read() as uow:
            assert await uow.weekly_hours.get(rule.id) == replace(changed, version=1)

    async def test_stale_save_is_refused(self, store: Store) -> None:
        rule = new_weekly_hours(await a_partner(store))
        await committed(store, lambda uow: uow.weekly_hours.add(rule))
        await committed(store, lambda uow: uow.weekly_hours.save(rule))

        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.weekly_hours.save(rule))

    async def test_removed_rule_is_gone(self, store: Store) -> None:
        rule = new_weekly_hours(await a_partner(store))
        await committed(store, lambda uow: uow.weekly_hours.add(rule))
        await committed(store, lambda uow: uow.weekly_hours.remove(rule.id))

        async with store.open_read() as uow:
            assert list(await uow.weekly_hours.of(rule.partner_id)) == []

    @pytest.mark.parametrize(
        ("since", "until", "met"),
        [
            (0, None, True),
            (12, None, True),  # a read until midnight may end on the day that begins then
            (13, None, False),
            (0, 10, True),
            (0, 9, True),  # hours of the day before may run past midnight
            (0, 8, False),
        ],
    )
    async def test_rules_in_force_around_a_period_are_found(
        self, store: Store, since: int, until: int | None, met: bool
    ) -> None:
        partner = await a_partner(store)
        rule = replace(new_weekly_hours(partner), plan=plan(since, until))
        await committed(store, lambda uow: uow.weekly_hours.add(rule))

        async with store.open_read() as uow:
            found = await uow.weekly_hours.within(partner.id, days(10, 11))
        assert list(found) == ([rule] if met else [])

    async def test_rules_of_others_do_not_open_my_time(self, store: Store) -> None:
        partner, other = await a_partner(store), await a_partner(store)
        await committed(store, lambda uow: uow.weekly_hours.add(new_weekly_hours(other)))

        async with store.open_read() as uow:
            assert list(await uow.weekly_hours.within(partner.id, days(0, 30))) == []
