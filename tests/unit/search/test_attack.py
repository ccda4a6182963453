"""RULES 25 from the attacker's chair: whatever is asked, nothing inside a cell ever shows.

Two towns differ only in where inside their cells people live. If every answer in one is the answer
in the other, then no number of questions can place anybody better than his cell.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from mate_core.partners.model import ServiceType
from mate_core.partners.service import Offer
from mate_core.profiles.model import Gender
from mate_core.profiles.service import ProfileChanges
from mate_core.search.cells import cell_of, centre_of
from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish, Place, SearchPage
from mate_core.shared.actor import Actor
from mate_core.shared.geo import BANDS_KM, Coordinates
from mate_core.shared.money import Vnd
from tests.unit.world import BEN_THANH, World

QUESTIONS = 1_200
CELLS = [
    Coordinates(BEN_THANH.latitude + n / 90, BEN_THANH.longitude + m / 90).snapped()
    for n, m in ((0, 0), (0, 1), (1, 0), (3, 2), (-4, 1), (7, -6), (0, 0), (1, 0))
]
NAMES = ("Linh", "Mai", "An", "Linh Chi")


async def a_town(seed: int) -> tuple[World, Actor]:
    """The same people in the same cells, each somewhere else inside."""
    inside = random.Random(seed)
    world = World()
    viewer = await world.user()
    for number, cell in enumerate(CELLS):
        home = Coordinates(
            cell.latitude + inside.uniform(-0.45, 0.45) / 111.195,
            cell.longitude + inside.uniform(-0.45, 0.45) / 111.195,
        )
        assert home.snapped() == cell
        offer = Offer(
            hourly_rate=Vnd(100_000 + 50_000 * (number % 3)),
            service_types=frozenset({tuple(ServiceType)[number % 4]}),
            base_area=home,
        )
        partner = await world.partner(offer, open_days=number % 2 * 14)
        about = ProfileChanges(
            display_name=NAMES[number % 4], gender=Gender.FEMALE, languages=("vi", "en")
        )
        await world.app.profiles.change(partner, about)
    return world, viewer


def a_question(chance: random.Random, world: World) -> tuple[Criteria, PageWish]:
    """Origins close to a border as well as far away, every filter, order, page and cursor."""
    target = chance.choice(CELLS)
    reach = chance.choice((0.002, 0.02, 0.2))
    wishes: dict[str, Any] = {
        "text": chance.choice(("linh", "mai", "lin", "chi")),
        "min_rate": Vnd(150_000),
        "max_rate": Vnd(150_000),
        "service_types": frozenset({ServiceType.WALKING}),
        "min_rating": Fraction(1),
        "gender": Gender.FEMALE,
        "languages": frozenset({"en"}),
        "city": "Hà Nội",
        "free_at": FreeAt(world.now + timedelta(hours=24), 6),
    }
    kept = chance.sample(sorted(wishes), chance.choice((0, 0, 1, 2)))
    criteria = Criteria(
        origin=Coordinates(
            target.latitude + chance.uniform(-reach, reach),
            target.longitude + chance.uniform(-reach, reach),
        ),
        radius_km=chance.choice((1, 2, 3, 5, 10, 20)),
        sort=chance.choice(tuple(Sort)),
        **{name: wishes[name] for name in kept},
    )
    return criteria, PageWish(chance.choice((1, 2, 5, 20)), number=chance.choice((1, 1, 2, 3)))


async def asked(
    world: World, viewer: Actor, criteria: Criteria, page: PageWish, forged: Place | None
) -> list[SearchPage]:
    """The page, the one behind its cursor, and the one behind a forged cursor."""
    first = await world.app.search.find(viewer, criteria, page)
    answers = [first]
    for after in (first.next, forged):
        if after is not None:
            wish = replace(page, number=1, after=after)
            answers.append(await world.app.search.find(viewer, criteria, wish))
    return answers


def forged_place(chance: random.Random, criteria: Criteria, viewer: Actor) -> Place | None:
    if criteria.sort is not Sort.DISTANCE:
        return None
    return Place((cell_of(chance.choice(CELLS)), chance.randint(0, 5_000)), viewer.user_id)


async def test_rule_25_no_question_tells_where_in_its_cell_anybody_lives() -> None:
    one, viewer = await a_town(seed=1)
    other, same_viewer = await a_town(seed=2)
    assert viewer == same_viewer
    chance = random.Random(25)
    told: set[tuple[int, ...]] = set()
    for _ in range(QUESTIONS):
        criteria, page = a_question(chance, one)
        forged = forged_place(chance, criteria, viewer)
        answers = await asked(one, viewer, criteria, page, forged)
        assert answers == await asked(other, viewer, criteria, page, forged)
        told.add(tuple(card.distance_km for card in answers[0].items))

    assert len(told) > 20, "the answers do depend on where one asks"


async def test_rule_25_distances_are_told_in_bands_only() -> None:
    world, viewer = await a_town(seed=3)
    chance = random.Random(26)
    for _ in range(200):
        criteria, page = a_question(chance, world)
        found = await world.app.search.find(viewer, criteria, page)
        assert {card.distance_km for card in found.items} <= set(BANDS_KM)


async def test_rule_25_a_cursor_holds_the_cell_and_nothing_nearer() -> None:
    world, viewer = await a_town(seed=4)
    found = await world.app.search.find(viewer, Criteria(BEN_THANH, 20), PageWish(1))

    assert found.next is not None
    cell, _ = found.next.values
    assert centre_of(cell) in CELLS


@pytest.mark.parametrize("sort", [Sort.RATING, Sort.PRICE, Sort.RELEVANCE])
async def test_rule_25_a_cursor_of_another_order_holds_no_place(sort: Sort) -> None:
    world, viewer = await a_town(seed=5)
    criteria = Criteria(BEN_THANH, 20, sort=sort)
    found = await world.app.search.find(viewer, criteria, PageWish(1))

    assert found.next is not None
    assert not {cell_of(cell) for cell in CELLS} & set(found.next.values)
