"""Coroutines driven by hand."""

from __future__ import annotations

import asyncio

import pytest

from mate_adapters.simulation.driving import drive


async def answer() -> int:
    return 42


def test_a_coroutine_that_never_waits_gives_its_result_in_one_step() -> None:
    assert drive(answer()) == 42


def test_a_coroutine_that_waits_is_refused_instead_of_hanging() -> None:
    with pytest.raises(RuntimeError, match="waited"):
        drive(asyncio.sleep(0))


def test_what_a_coroutine_raises_comes_out() -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        drive(fail())
