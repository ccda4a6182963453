"""Nobody searches from so many places that he could find a home (FEATURES 22, RULES 25)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_adapters.composition.ports import Policies
from mate_core.search.errors import TooManyOrigins
from mate_core.search.policies import ORIGIN_MOVES, SearchPolicy
from mate_core.shared.actor import Actor
from mate_core.shared.geo import Coordinates
from tests.unit.world import BEN_THANH, HOUR, World

LIMITED = Policies(search=SearchPolicy(origin_moves=ORIGIN_MOVES))


@pytest.fixture
def world() -> World:
    return World(LIMITED)


def place(number: int) -> Coordinates:
    """Each in a cell of its own, two kilometres north of the one before."""
    return Coordinates(BEN_THANH.latitude + number * 2 / 111.195, BEN_THANH.longitude)


async def search(world: World, viewer: Actor, origin: Coordinates) -> None:
    await world.app.search.nearby(viewer, origin, radius_km=10, page=1, limit=20)


async def test_thirty_moves_in_an_hour_and_no_more(world: World, user: Actor) -> None:
    for number in range(31):  # the first place is no move
        await search(world, user, place(number))
    with pytest.raises(TooManyOrigins) as refused:
        await search(world, user, place(31))
    assert refused.value.retry_at == world.now + HOUR / 30


async def test_searches_from_one_place_are_not_counted(world: World, user: Actor) -> None:
    for _ in range(100):
        await search(world, user, BEN_THANH)
        await search(world, user, BEN_THANH.snapped())


async def test_who_was_refused_goes_on_where_he_was(world: World, user: Actor) -> None:
    for number in range(31):
        await search(world, user, place(number))
    for _ in range(3):
        with pytest.raises(TooManyOrigins):
            await search(world, user, place(99))
        await search(world, user, place(30))


async def test_moves_come_back_with_time(world: World, user: Actor) -> None:
    for number in range(31):
        await search(world, user, place(number))
    world.pass_time(timedelta(minutes=2))
    await search(world, user, place(31))
    with pytest.raises(TooManyOrigins):
        await search(world, user, place(32))


async def test_going_back_is_a_move_too(world: World, user: Actor) -> None:
    for number in range(31):
        await search(world, user, place(number % 2))
    with pytest.raises(TooManyOrigins):
        await search(world, user, place(1))


async def test_people_are_counted_apart(world: World, user: Actor) -> None:
    for number in range(31):
        await search(world, user, place(number))
    other = await world.user()
    await search(world, other, place(99))
    await search(world, other, place(98))


async def test_refused_page_is_told_of_before_any_move_is_counted(
    world: World, user: Actor
) -> None:
    with pytest.raises(Exception, match="limit"):
        await world.app.search.nearby(user, BEN_THANH, radius_km=10, page=1, limit=99)
    for number in range(31):
        await search(world, user, place(number))


async def test_without_limits_nobody_is_counted() -> None:
    world = World()
    user = await world.user()
    for number in range(100):
        await search(world, user, place(number))
