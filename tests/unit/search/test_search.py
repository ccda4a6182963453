"""Searching near a place, and what it gives away (RULES 25)."""

from __future__ import annotations

from typing import Any

import pytest

from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput
from mate_core.shared.geo import Coordinates
from tests.unit.world import BEN_THANH, RATE, World

CELL = BEN_THANH.snapped()


async def partner_at(world: World, home: Coordinates) -> Actor:
    offer = Offer(RATE, service_types=frozenset({ServiceType.WALKING}), base_area=home)
    return await world.partner(offer, open_days=0)


async def heard_from(world: World, viewer: Actor, origin: Coordinates) -> list[int]:
    page = await world.app.search.nearby(viewer, origin, radius_km=20, page=1, limit=50)
    return [card.distance_km for card in page.items]


async def test_verified_partner_nearby_is_found(world: World, user: Actor, partner: Actor) -> None:
    page = await world.app.search.nearby(user, BEN_THANH, radius_km=10, page=1, limit=20)

    assert [card.partner_id for card in page.items] == [partner.user_id]
    assert page.items[0].hourly_rate == RATE


async def test_rule_25_two_homes_in_one_cell_sound_alike_from_everywhere(user: Actor) -> None:
    """An attacker with a hundred origins learns the cell and nothing inside it."""
    homes = [
        Coordinates(CELL.latitude + north / 300, CELL.longitude + east / 300)
        for north in (-1, 1)
        for east in (-1, 1)
    ]
    origins = [
        Coordinates(BEN_THANH.latitude + n / 100, BEN_THANH.longitude + m / 100)
        for n in range(-5, 5)
        for m in range(-5, 5)
    ]
    answers = []
    for home in homes:
        world = World()
        viewer = await world.user()
        await partner_at(world, home)
        answers.append([await heard_from(world, viewer, origin) for origin in origins])

    assert len({home.snapped() for home in homes}) == 1
    assert all(answer == answers[0] for answer in answers)
    assert len({tuple(heard) for heard in answers[0]}) > 1, "distances do differ by origin"


async def test_rule_25_moving_within_the_cell_changes_nothing(world: World, user: Actor) -> None:
    partner = await partner_at(world, CELL)
    before = (await world.app.partners.mine(partner)).partner.base_area
    moved = Coordinates(CELL.latitude + 1 / 300, CELL.longitude)
    await world.app.partners.change(partner, Offer(base_area=moved))

    assert (await world.app.partners.mine(partner)).partner.base_area == before


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("radiusKm", {"radius_km": 0}),
        ("radiusKm", {"radius_km": 101}),
        ("page", {"page": 0}),
        ("page", {"page": 11}),
        ("limit", {"limit": 0}),
        ("limit", {"limit": 51}),
    ],
)
async def test_q8_search_is_bounded(
    world: World, user: Actor, field: str, changes: dict[str, Any]
) -> None:
    wanted: dict[str, Any] = {"radius_km": 10, "page": 1, "limit": 20, **changes}

    with pytest.raises(InvalidInput) as refused:
        await world.app.search.nearby(user, BEN_THANH, **wanted)
    assert refused.value.field == field
