"""The cache of one process: what it keeps, what it shares, and what it must not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.memory.cache import LocalCache
from mate_adapters.memory.clock import VirtualClock
from mate_core.shared.caching import Tag

MINUTE = timedelta(minutes=1)


class World:
    """A truth that changes, and readers who may wait in the middle of reading."""

    def __init__(self, *, room: int = 100) -> None:
        self.clock = VirtualClock()
        self.cache = LocalCache(self.clock, room=room)
        self.truth: dict[str, int] = {}
        self.reads = 0
        self.gate: asyncio.Event | None = None
        self.trouble: Exception | None = None

    def read(self, name: str, tags: Collection[Tag] | None = None, size: int = 1) -> Awaitable[int]:
        async def load() -> int:
            self.reads += 1
            value, gate = self.truth.get(name, 0), self.gate
            if gate is not None:
                await gate.wait()
            if self.trouble is not None:
                raise self.trouble
            return value

        return self.cache.get(
            name, load, lasts=MINUTE, tags={name} if tags is None else tags, size=lambda _: size
        )

    def write(self, name: str, value: int) -> None:
        self.truth[name] = value
        self.cache.forget({name})


@pytest.fixture
def world() -> World:
    return World()


async def reading(*readers: Awaitable[int]) -> list[asyncio.Task[int]]:
    """Readers that have begun."""
    tasks = [asyncio.ensure_future(reader) for reader in readers]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_value_is_read_once_until_its_time_is_over(world: World) -> None:
    world.truth["a"] = 1
    assert [await world.read("a"), await world.read("a")] == [1, 1]
    world.clock.advance(MINUTE - timedelta(microseconds=1))
    await world.read("a")
    assert world.reads == 1

    world.clock.advance(timedelta(microseconds=1))
    await world.read("a")
    assert world.reads == 2


async def test_forgetting_one_tag_leaves_the_others(world: World) -> None:
    await world.read("a", tags={"x", "y"})
    await world.read("b", tags={"y"})
    world.cache.forget({"x", "unheard of"})
    await world.read("a", tags={"x", "y"})
    await world.read("b", tags={"y"})
    assert world.reads == 3


async def test_many_at_once_make_one_read(world: World) -> None:
    world.gate = asyncio.Event()
    readers = await reading(*(world.read("a") for _ in range(50)))
    world.gate.set()
    assert await asyncio.gather(*readers) == [0] * 50
    assert (world.reads, world.cache.counts.joined) == (1, 49)


async def test_failure_reaches_everybody_who_waits_and_is_not_kept(world: World) -> None:
    world.gate, world.trouble = asyncio.Event(), LookupError("away")
    readers = await reading(world.read("a"), world.read("a"))
    world.gate.set()
    answers = await asyncio.gather(*readers, return_exceptions=True)
    assert [type(answer) for answer in answers] == [LookupError, LookupError]

    world.trouble = None
    assert await world.read("a") == 0


async def test_reader_who_gives_up_harms_nobody(world: World) -> None:
    world.gate = asyncio.Event()
    first, second = await reading(world.read("a"), world.read("a"))
    first.cancel()
    await asyncio.sleep(0)
    world.gate.set()
    assert await second == 0
    assert first.cancelled()
    assert world.reads == 1


async def test_read_that_nobody_waits_for_ends(world: World) -> None:
    world.gate = asyncio.Event()
    (only,) = await reading(world.read("a"))
    only.cancel()
    await asyncio.gather(only, return_exceptions=True)
    world.gate.set()
    assert await world.read("a") == 0
    assert world.reads == 2


async def test_what_changed_while_it_was_read_is_not_kept(world: World) -> None:
    world.gate = asyncio.Event()
    (early,) = await reading(world.read("a"))
    world.write("a", 1)
    gate, world.gate = world.gate, None
    gate.set()

    assert await early == 0  # he asked before the change
    assert await world.read("a") == 1
    assert await world.read("a") == 1
    assert world.reads == 2


async def test_who_asks_after_a_change_does_not_join_a_read_from_before(world: World) -> None:
    world.gate = asyncio.Event()
    (early,) = await reading(world.read("a"))
    world.write("a", 1)
    (late,) = await reading(world.read("a"))
    world.gate.set()
    assert [await early, await late] == [0, 1]
    assert await world.read("a") == 1


async def test_least_lately_used_goes_first() -> None:
    world = World(room=3)
    for name in ("a", "b", "c", "a", "d"):
        await world.read(name)
    world.reads = 0
    await world.read("a")
    assert world.reads == 0
    await world.read("b")
    assert world.reads == 1
    assert world.cache.taken == 3


async def test_large_values_take_the_room_of_many() -> None:
    world = World(room=10)
    await world.read("small")
    await world.read("large", size=9)
    await world.read("larger", size=10)
    assert world.cache.taken == 10
    await world.read("too large", size=11)
    assert world.cache.taken == 10


async def test_suspended_it_reads_every_time_and_keeps_nothing_of_before(world: World) -> None:
    await world.read("a")
    world.gate = asyncio.Event()
    (early,) = await reading(world.read("b"))
    world.cache.suspend()
    world.gate.set()
    await early
    world.gate = None
    await world.read("a")
    await world.read("a")
    world.cache.resume()
    await world.read("a")
    await world.read("b")
    assert world.reads == 6


Step = tuple[str, str]
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["read", "finish", "write", "give up", "wait"]), st.sampled_from("abc")
    ),
    max_size=40,
)


@given(_STEPS)
async def test_nobody_gets_less_than_was_true_when_he_asked(steps: list[Step]) -> None:
    """Values only grow, so an answer from before a change that was over when he asked is smaller
    than what he saw then."""
    world = World(room=2)
    readers: list[tuple[int, asyncio.Task[int]]] = []
    world.gate = asyncio.Event()
    for number, (step, name) in enumerate(steps, start=1):
        await _take(world, readers, step, name, number)
    world.gate.set()
    for least, reader in readers:
        if not reader.cancelled():
            assert await reader >= least
    assert world.cache.taken <= 2


async def _take(
    world: World, readers: list[tuple[int, asyncio.Task[int]]], step: str, name: str, number: int
) -> None:
    match step:
        case "read":
            (task,) = await reading(world.read(name))
            readers.append((world.truth.get(name, 0), task))
        case "finish" if world.gate is not None:
            world.gate.set()
            world.gate = asyncio.Event()
        case "write":
            world.write(name, number)
        case "wait":
            world.clock.advance(timedelta(seconds=25))
        case "give up" if readers:
            readers[-1][1].cancel()
    for _ in range(2):
        await asyncio.sleep(0)
