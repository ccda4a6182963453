"""Sealing stored fields again after a new key has come."""

from __future__ import annotations

from uuid import UUID

import pytest

from mate_adapters.memory.sealed_fields import MemorySealedFields
from mate_core.shared.errors import Forbidden, InvalidInput
from tests.unit.world import World

FIELD = "bank_account.number"


@pytest.fixture
def fields(world: World) -> MemorySealedFields:
    """Seven rows: three of an old key, two in the clear, two of the newest."""
    fields = world.store.sealed_fields
    keys = ("old", "old", None, "memory", "old", None, "memory")
    fields.fields[FIELD] = {UUID(int=at): key for at, key in enumerate(keys, start=1)}
    return fields


async def test_status_counts_rows_by_key_and_those_in_the_clear(
    world: World, fields: MemorySealedFields
) -> None:
    (seen,) = await world.app.field_sealing.status(await world.admin())

    assert (seen.name, seen.rows_by_key, seen.clear) == (FIELD, {"memory": 2, "old": 3}, 2)


async def test_rotation_seals_everything_with_the_newest_key_in_batches(
    world: World, fields: MemorySealedFields
) -> None:
    told: list[tuple[str, int, int]] = []
    sealed = await world.app.field_sealing.rotate(
        await world.admin(),
        reason="yearly",
        batch=3,
        progress=lambda *step: told.append(step),
    )

    assert sealed == {FIELD: 5}
    assert set(fields.fields[FIELD].values()) == {"memory"}
    assert told == [(FIELD, 3, 3), (FIELD, 6, 5), (FIELD, 7, 5)]


async def test_a_second_rotation_finds_nothing_to_do(
    world: World, fields: MemorySealedFields
) -> None:
    await world.app.field_sealing.reseal()

    assert await world.app.field_sealing.reseal() == {FIELD: 0}


async def test_only_an_administrator_rotates_and_only_with_a_reason(world: World) -> None:
    with pytest.raises(Forbidden):
        await world.app.field_sealing.rotate(await world.support(), reason="yearly")
    with pytest.raises(InvalidInput):
        await world.app.field_sealing.rotate(await world.admin(), reason=" ")
