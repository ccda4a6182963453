"""FEATURES 98: ratings always equal their visible reviews, whatever happens, in both stores."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mate_adapters.composition.memory_world import memory_world
from tests.contract.makers import NOW
from tests.contract.review_walk import MEETINGS, SIDES, Op, Step, walk
from tests.contract.test_races import Town, town

__all__ = ["town"]  # the fixture

STEPS = st.builds(
    Step,
    op=st.sampled_from([*Op, Op.WRITE, Op.WRITE, Op.HIDE]),
    meeting=st.integers(0, MEETINGS - 1),
    side=st.sampled_from(SIDES),
    stars=st.integers(1, 5),
)


@settings(
    max_examples=60, deadline=timedelta(seconds=20), suppress_health_check=[HealthCheck.too_slow]
)
@given(st.lists(STEPS, min_size=30, max_size=90))
def test_ratings_equal_visible_reviews_in_memory(steps: list[Step]) -> None:
    world = memory_world()
    world.clock.set(NOW)
    asyncio.run(walk(world.application, world.store, world.clock, steps))


@pytest.mark.postgres
@pytest.mark.parametrize("seed", range(6))
async def test_ratings_equal_visible_reviews_on_postgres(town: Town, seed: int) -> None:
    choose = random.Random(seed)
    steps = [
        Step(
            choose.choice([*Op, Op.WRITE]),
            choose.randrange(MEETINGS),
            choose.choice(SIDES),
            choose.randint(1, 5),
        )
        for _ in range(120)
    ]
    await walk(town.app, town.store, town.clock, steps)
