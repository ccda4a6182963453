"""Rights requests: the dates of the law, and the queue (VIETNAM V5)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.privacy.errors import RequestEnded, TooManyRequests
from mate_core.privacy.rights import RightsKind, RightsStatus
from mate_core.privacy.working_days import PUBLIC_HOLIDAYS, after_working_days
from mate_core.shared.actor import Actor
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.time import local_day, to_local
from tests.unit.world import World

FRIDAY_NOON = datetime(2026, 11, 27, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "days", "last"),
    [
        (FRIDAY_NOON, 2, date(2026, 12, 1)),  # over a weekend
        (datetime(2026, 2, 13, 5, tzinfo=UTC), 1, date(2026, 2, 23)),  # over Tet
        (datetime(2026, 8, 31, 5, tzinfo=UTC), 1, date(2026, 9, 3)),  # over National Day
        (datetime(2026, 11, 26, 18, tzinfo=UTC), 1, date(2026, 11, 30)),  # Friday in Viet Nam
    ],
)
def test_v5_working_days_are_those_of_viet_nam(at: datetime, days: int, last: date) -> None:
    due = after_working_days(at, days)

    assert local_day(due - timedelta(seconds=1)) == last
    assert to_local(due).hour == 0


@given(st.integers(min_value=0, max_value=500 * 24), st.integers(min_value=1, max_value=20))
def test_as_many_working_days_lie_between_as_were_given(hours: int, days: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    due = after_working_days(at, days)
    day, counted = local_day(at), 0
    while day < local_day(due) - timedelta(days=1):
        day += timedelta(days=1)
        counted += day.weekday() < 5 and day not in PUBLIC_HOLIDAYS
    assert counted == days


@pytest.mark.parametrize(
    ("kind", "days"),
    [
        (RightsKind.ACCESS, 10),
        (RightsKind.CORRECT, 10),
        (RightsKind.WITHDRAW, 15),
        (RightsKind.RESTRICT, 15),
        (RightsKind.DELETE, 20),
    ],
)
async def test_v5_each_kind_has_its_own_date(
    world: World, user: Actor, kind: RightsKind, days: int
) -> None:
    request = await world.app.rights.ask(user, kind, "please")

    assert request.acknowledge_due_at == after_working_days(world.now, 2)
    assert request.due_at == after_working_days(world.now, days)


async def test_what_is_due_first_comes_first_and_lateness_shows(world: World, user: Actor) -> None:
    late = await world.app.rights.ask(user, RightsKind.DELETE, "")
    soon = await world.app.rights.ask(user, RightsKind.ACCESS, "")
    staff = await world.support()

    queue = await world.app.rights.queue(staff, open_only=True, after=None, limit=10)

    assert [each.id for each in queue.items] == [soon.id, late.id]
    assert not soon.is_overdue(at=soon.acknowledge_due_at - timedelta(seconds=1))
    assert soon.is_overdue(at=soon.acknowledge_due_at)
    read = (await world.app.rights.show(staff, soon.id)).request
    assert not read.is_overdue(at=soon.acknowledge_due_at)
    assert read.is_overdue(at=soon.due_at)


async def test_looking_acknowledges_and_leaves_a_record(world: World, user: Actor) -> None:
    request = await world.app.rights.ask(user, RightsKind.CORRECT, "my name is Ánh")
    staff = await world.support()

    seen = await world.app.rights.show(staff, request.id)

    assert seen.request.status is RightsStatus.ACKNOWLEDGED
    assert [record.action for record in seen.audit] == ["rights.look"]


@pytest.mark.parametrize("refused", [False, True])
async def test_answer_is_read_by_the_person_and_ends_the_request(
    world: World, user: Actor, refused: bool
) -> None:
    request = await world.app.rights.ask(user, RightsKind.RESTRICT, "")
    staff = await world.support()

    await world.app.rights.answer(
        staff, request.id, "Done today.", reason="checked", refused=refused
    )

    mine = await world.app.rights.show_mine(user, request.id)
    assert mine.answer == "Done today."
    assert mine.status is (RightsStatus.REFUSED if refused else RightsStatus.ANSWERED)
    with pytest.raises(RequestEnded):
        await world.app.rights.answer(staff, request.id, "again", reason="again")


async def test_dry_run_answers_nothing(world: World, user: Actor) -> None:
    request = await world.app.rights.ask(user, RightsKind.ACCESS, "")
    staff = await world.support()
    await world.app.rights.answer(staff, request.id, "x", reason="y", dry_run=True)

    assert (await world.app.rights.show_mine(user, request.id)).is_open


async def test_strangers_see_nothing_and_users_have_no_queue(world: World, user: Actor) -> None:
    request = await world.app.rights.ask(user, RightsKind.ACCESS, "")
    stranger = await world.user()

    with pytest.raises(NotFound):
        await world.app.rights.show_mine(stranger, request.id)
    with pytest.raises(Forbidden):
        await world.app.rights.queue(stranger, open_only=True, after=None, limit=10)
    with pytest.raises(Forbidden):
        await world.app.rights.show(stranger, request.id)


async def test_five_may_be_open_at_a_time_and_texts_have_bounds(world: World, user: Actor) -> None:
    with pytest.raises(InvalidInput):
        await world.app.rights.ask(user, RightsKind.ACCESS, "x" * 2_001)
    for _ in range(5):
        await world.app.rights.ask(user, RightsKind.ACCESS, "")
    with pytest.raises(TooManyRequests):
        await world.app.rights.ask(user, RightsKind.ACCESS, "")
