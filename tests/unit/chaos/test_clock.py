"""The clock of a chaos run goes to where somebody waits, and not while somebody pays."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from tests.chaos.clock import LONGEST_JUMP, Traveller

HOUR = timedelta(hours=1)


async def advance(clock: Traveller, by: timedelta) -> None:
    async def move(by: timedelta) -> datetime:
        return clock.now() + by

    await clock.advance(by, move)


def a_clock() -> Traveller:
    return Traveller(datetime.now(UTC) + 30 * HOUR)


async def test_nobody_waits_means_no_step() -> None:
    assert a_clock().next_step() is None


async def test_who_waits_is_woken_when_the_clock_has_passed() -> None:
    clock = a_clock()
    start = clock.now() + HOUR
    waiting = asyncio.create_task(clock.reach(start, start + 3 * HOUR))
    await asyncio.sleep(0)

    await advance(clock, HOUR / 2)
    assert not waiting.done()
    await advance(clock, HOUR)
    await waiting
    assert clock.now() >= start


async def test_a_step_goes_as_far_as_the_most_hurried_can_bear() -> None:
    clock = a_clock()
    now = clock.now()
    hurried = asyncio.create_task(clock.reach(now + HOUR / 4, now + 1.5 * HOUR))
    relaxed = asyncio.create_task(clock.reach(now + 40 * HOUR, now + 50 * HOUR))
    await asyncio.sleep(0)

    step = clock.next_step()
    assert step is not None
    assert HOUR / 4 <= step <= 1.5 * HOUR

    hurried.cancel()
    relaxed.cancel()


async def test_a_step_is_never_longer_than_a_payment_may_take() -> None:
    clock = a_clock()
    waiting = asyncio.create_task(clock.reach(clock.now() + 40 * HOUR, clock.now() + 50 * HOUR))
    await asyncio.sleep(0)

    assert clock.next_step() == LONGEST_JUMP
    waiting.cancel()


async def test_the_clock_waits_for_who_is_paying() -> None:
    clock = a_clock()
    async with clock.standing_still():
        jump = asyncio.create_task(advance(clock, HOUR))
        await asyncio.sleep(0)
        assert clock.jumps == 0
    await jump
    assert clock.jumps == 1


async def test_a_lost_answer_moves_nothing_here() -> None:
    clock = a_clock()
    before = clock.now()

    async def lost(by: timedelta) -> None:
        return None

    await clock.advance(HOUR, lost)
    assert clock.jumps == 0
    assert clock.now() - before < HOUR
