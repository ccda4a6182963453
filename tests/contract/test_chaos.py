"""A short run of `make chaos`: every kind of victim once, and nothing is lost."""

from __future__ import annotations

import asyncio

import pytest

from tests.chaos.run import Plan, run
from tests.chaos.script import Victim, blows

pytestmark = pytest.mark.postgres

SECONDS = 6
SEED = next(
    seed for seed in range(1_000) if {blow.victim for blow in blows(seed, SECONDS)} >= set(Victim)
)


async def test_nothing_is_lost_when_everything_is_killed_once() -> None:
    # A thread, because the run has an event loop of its own.
    results = await asyncio.to_thread(run, Plan(SECONDS, SEED, players=6))

    assert (results.losses, results.failures) == ([], []), results.logs
    assert results.struck[Victim.DATABASE]
    assert results.struck[Victim.DATABASE_RESTART]
    assert results.promises > 0
