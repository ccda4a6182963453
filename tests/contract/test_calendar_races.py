"""Edits of one calendar at the same moment, on PostgreSQL: they queue at the partner's person."""

from __future__ import annotations

import pytest

from mate_adapters.postgres.pool import ConnectionPool
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.weekly_hours import WEEK, WeeklyPlan
from mate_core.shared.time import Period, local_day
from tests.contract.makers import DAY, NOW, a_user
from tests.contract.test_races import Town, actor, open_town, outcomes

pytestmark = pytest.mark.postgres
ALWAYS = WeeklyPlan(frozenset(WEEK), start_minute=0, minutes=1440, since=local_day(NOW))
ROUNDS = range(8)


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool)


async def test_a_slot_and_a_rule_that_both_hold_a_meeting_do_not_both_go(town: Town) -> None:
    """Each edit alone is harmless; together they would leave a meeting in time nobody offers."""
    calendars, weekly = town.app.calendars, town.app.weekly_hours
    for _ in ROUNDS:
        partner, user = await town.partner(), await a_user(town.store)
        me = actor(partner.id)
        await town.confirmed(user, partner)
        (rule,) = (await calendars.add(me, [], [ALWAYS])).weekly_hours
        whole = Period(NOW, NOW + 20 * DAY)
        (slot,) = (await calendars.mine(me, whole)).calendar.slots

        counted = await outcomes(calendars.remove(me, slot.id), weekly.remove(me, rule.id))

        assert counted == {"done": 1, "SlotReserved": 1}
        left = (await calendars.mine(me, whole)).calendar
        assert all(left.offers(taken.period) for taken in left.reservations)


async def test_rules_beyond_the_limit_are_refused_however_many_come_at_once(town: Town) -> None:
    partner = await town.partner()
    me, most = actor(partner.id), PartnerPolicy().weekly_hours_per_partner
    await town.app.calendars.add(me, [], [ALWAYS] * (most - 2))

    counted = await outcomes(*(town.app.calendars.add(me, [], [ALWAYS]) for _ in range(6)))

    assert counted == {"done": 2, "TooManyWeeklyHours": 4}
    assert len(await town.app.weekly_hours.mine(me)) == most
