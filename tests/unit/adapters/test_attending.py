"""What a server does beside its requests, and the looks that it writes down."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from mate_adapters.attending import Attendant
from mate_adapters.memory.crypto import FastKeyedHasher
from mate_core.search.trends.policies import TrendPolicy
from mate_core.search.trends.ports import TrendsUow
from mate_core.search.trends.views import ViewCounter
from mate_core.shared.errors import StorageUnavailable
from tests.unit.world import DAY, World


def counter(
    world: World, *, room: int = 100, open_uow: Callable[[], TrendsUow] | None = None
) -> ViewCounter:
    return ViewCounter(
        open_uow or world.store.open_uow,
        world.clock,
        FastKeyedHasher(),
        TrendPolicy(waiting_views=room),
    )


def written(world: World) -> int:
    return len(world.store.tables.trends.views.rows)


async def attended(views: ViewCounter) -> None:
    """A server that is told to stop at once."""
    stop = asyncio.Event()
    stop.set()
    async with asyncio.timeout(10):
        await Attendant(views).run(stop)
        stop.clear()
        attending = asyncio.create_task(Attendant(views).run(stop))
        await asyncio.sleep(0)
        stop.set()
        await attending


async def test_what_waits_is_written_before_the_end(world: World) -> None:
    views = counter(world)
    views.note(await world.user(), (await world.partner()).user_id)
    await attended(views)
    assert written(world) == 1


async def test_trouble_with_storage_ends_nothing_and_loses_nothing(world: World) -> None:
    away = True

    def open_uow() -> TrendsUow:
        if away:
            raise StorageUnavailable
        return world.store.open_uow()

    views = counter(world, open_uow=open_uow)
    views.note(await world.user(), (await world.partner()).user_id)
    await attended(views)
    with pytest.raises(StorageUnavailable):
        await views.write_down()
    away = False
    assert await views.write_down() == 1
    assert written(world) == 1


async def test_more_looks_than_there_is_room_for_are_not_counted(world: World) -> None:
    views, partner = counter(world, room=2), await world.partner()
    for _ in range(3):
        views.note(await world.user(), partner.user_id)
    assert await views.write_down() == 2


async def test_nobody_can_read_who_looked_at_whom(world: World) -> None:
    user, partners = await world.user(), [await world.partner() for _ in range(2)]
    views = counter(world)
    for _ in range(2):
        for partner in partners:
            views.note(user, partner.user_id)
        await views.write_down()
        world.pass_time(DAY)
    rows = list(world.store.tables.trends.views.rows)
    assert str(user.user_id) not in repr(rows)
    assert len({row.viewer for row in rows}) == len(rows) == 4
