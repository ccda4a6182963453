"""Fixtures of the unit suite: a world for each test, with two people in it."""

from __future__ import annotations

import pytest

from mate_core.shared.actor import Actor
from tests.unit.world import World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def user(world: World) -> Actor:
    return await world.user()


@pytest.fixture
async def partner(world: World) -> Actor:
    return await world.partner()
