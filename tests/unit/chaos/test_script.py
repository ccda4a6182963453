"""Who is struck when, drawn from a seed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.chaos.script import PROGRAMS, Victim, blows

seeds = st.integers(0, 1_000_000)


@given(seed=seeds)
def test_a_seed_always_gives_the_same_blows(seed: int) -> None:
    assert blows(seed, 60) == blows(seed, 60)


@given(seed=seeds)
def test_a_longer_run_begins_like_a_shorter_one(seed: int) -> None:
    short = blows(seed, 20)

    assert blows(seed, 60)[: len(short)] == short


@given(seed=seeds)
def test_every_kind_of_victim_is_struck_within_20_seconds(seed: int) -> None:
    assert {blow.victim for blow in blows(seed, 20)} == set(Victim)


@given(seed=seeds)
def test_blows_come_one_after_another_and_within_the_time(seed: int) -> None:
    drawn = blows(seed, 60)

    assert all(blow.at_s < 60 for blow in drawn)
    assert all(earlier.at_s + 1 <= later.at_s for earlier, later in pairwise(drawn))
    assert {blow.number for blow in drawn} <= set(range(PROGRAMS))


@pytest.mark.parametrize("seconds", [0, 0.5])
def test_no_time_means_no_blows(seconds: float) -> None:
    assert blows(1, seconds) == []
