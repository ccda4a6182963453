"""Searches in random worlds find what a naive look at the truth finds, page by page."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mate_adapters.memory.store import MemoryStore
from mate_core.identity.model import User, UserStatus
from mate_core.moderation.blocks import Block
from mate_core.partners.calendar import Reservation, ReservationRole, SlotKind
from mate_core.partners.model import ServiceType
from mate_core.partners.weekly_hours import Weekday, WeeklyHours, WeeklyPlan
from mate_core.profiles.model import Gender
from mate_core.search.criteria import Criteria, FreeAt, Sort
from mate_core.search.model import PageWish, Place
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.actor import Role
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId, WeeklyHoursId
from mate_core.shared.money import Vnd
from mate_core.shared.time import local_day
from tests.contract.conftest import EMPTY
from tests.contract.makers import (
    DAY,
    HOUR,
    NOW,
    hours_from_now,
    new_booking,
    new_id,
    new_partner,
    new_profile,
    new_slot,
    new_user,
)
from tests.contract.search_makers import ORIGIN, north_km, resolved, stored
from tests.contract.search_oracle import Someone, Truth
from tests.contract.stores import STORES, Store

NAMES = ("Linh", "Linh Chi", "Nguyễn Linh", "Đặng Đình Đạt", "Mai", "Phương", "Phượng Mai")
TEXTS = ("linh", "Linh Chi", "dat", "đặ", "chi li", "phuog", "lihnh", "mai phuong", "nui", "q1")
BIOS = (None, "Thích leo núi", "Bạn của Linh", "cà phê, sách")
TAGS = ("Cà phê", "Leo núi", "am nhac", "Âm nhạc")
LANGUAGES = ("vi", "en", "ko")
CITIES = (None, "Xứ Lạ", "xu la", "Mường Xa")
RATES = tuple(map(Vnd, (100_000, 150_000, 200_000)))


def a_world(chance: random.Random, viewer: User) -> Truth:
    """Crowded into few cells and few values, so that everything ties and meets."""
    truth = Truth()
    for _ in range(chance.randint(0, 25)):
        active = chance.random() < 0.9
        user = new_user(
            role=Role.PARTNER, status=UserStatus.ACTIVE if active else UserStatus.CLOSING
        )
        profile = new_profile(
            user,
            display_name=chance.choice((*NAMES, None)),
            gender=chance.choice((None, *Gender)),
            languages=tuple(chance.sample(LANGUAGES, chance.randint(0, 2))),
            interests=tuple(chance.sample(TAGS, chance.randint(0, 2))),
            city=chance.choice(CITIES),
        )
        reviews = chance.choice((0, 0, 1, 3, 40))
        partner = new_partner(
            user,
            base_area=chance.choice((None, *map(north_km, (-3, 0, 0, 3, 3, 9, 12, 45)))),
            hourly_rate=chance.choice(RATES),
            minimum_half_hours=chance.choice((6, 8)),
            travel_buffer=timedelta(minutes=chance.choice((0, 30, 60))),
            service_types=frozenset(chance.sample(tuple(ServiceType), chance.randint(1, 3))),
            bio=chance.choice(BIOS),
            is_available=chance.random() < 0.9,
            verified_at=NOW if chance.random() < 0.9 else None,
            total_reviews=reviews,
            rating_sum=sum(chance.randint(1, 5) for _ in range(reviews)),
        )
        someone = Someone(user, profile, partner)
        truth.people.append(someone)
        _some_time(truth, someone, chance)
        if chance.random() < 0.2:
            pair = chance.choice(((viewer.id, user.id), (user.id, viewer.id)))
            truth.blocks.append(Block(*pair, created_at=NOW))
    return truth


def _some_time(truth: Truth, someone: Someone, chance: random.Random) -> None:
    """Windows that touch or leave gaps, weekly hours, blocks inside, meetings in either role."""
    for _ in range(chance.choice((0, 0, 1, 2))):
        truth.weekly_hours.append(_weekly(someone, chance))
    start = 8.0
    while start < 18 and chance.random() < 0.9:
        end = start + chance.choice((2, 3, 4, 8))
        truth.slots.append(new_slot(someone.partner, hours_from_now(start, end)))
        start = end + chance.choice((0, 0, 0, 0.5))
    if chance.random() < 0.2:
        block = chance.choice((10, 12.5, 14))
        period = hours_from_now(block, block + 0.5)
        truth.slots.append(new_slot(someone.partner, period, SlotKind.BLOCKED))
    if chance.random() < 0.4:
        taken = chance.choice((7, 9.5, 13, 13.5, 15))
        role = chance.choice(tuple(ReservationRole))
        booking = new_booking(someone.id, someone.id)
        period = hours_from_now(taken, taken + 2)
        truth.reservations.append(Reservation(someone.id, period, booking.id, role))


def _weekly(someone: Someone, chance: random.Random) -> WeeklyHours:
    """Of few days around today, some of them past midnight, some left out or ended."""
    today = local_day(NOW)
    plan = WeeklyPlan(
        frozenset(chance.sample(tuple(Weekday), chance.choice((3, 7)))),
        start_minute=chance.choice((16, 18, 20, 23)) * 60,
        minutes=chance.choice((120, 180, 300, 600, 1_440)),
        since=today + chance.choice((-9, -1, 0, 1)) * DAY,
        until=chance.choice((None, None, today + DAY)),
    )
    rule = WeeklyHours(WeeklyHoursId(new_id()), someone.id, plan, created_at=NOW)
    return replace(rule, except_dates=frozenset({today})) if chance.random() < 0.2 else rule


def a_wish(chance: random.Random) -> Criteria:
    def maybe(share: float, values: Sequence[Any]) -> Any:
        return chance.choice(values) if chance.random() < share else None

    def some(share: float, values: Sequence[Any]) -> frozenset[Any]:
        return frozenset(chance.sample(values, 2)) if chance.random() < share else frozenset()

    free = FreeAt(NOW + chance.choice((8, 10, 11, 15)) * HOUR, chance.choice((1, 6, 7, 50)))
    north = chance.choice((0.0, 0.004, -0.02))
    return Criteria(
        origin=Coordinates(ORIGIN.latitude + north, ORIGIN.longitude + chance.choice((0, 0.013))),
        radius_km=chance.choice((2, 5, 10, 20, 60)),
        text=maybe(0.35, TEXTS),
        min_rate=maybe(0.15, RATES),
        max_rate=maybe(0.15, RATES),
        service_types=some(0.2, tuple(ServiceType)),
        min_rating=maybe(0.15, (Fraction(3), Fraction(350, 100))),
        gender=maybe(0.15, tuple(Gender)),
        languages=some(0.15, LANGUAGES),
        interests=some(0.15, TAGS),
        city=maybe(0.1, CITIES[1:]),
        free_at=free if chance.random() < 0.35 else None,
        sort=chance.choice(tuple(Sort)),
    )


async def planted(store: Store, viewer: User, truth: Truth) -> None:
    async with store.open_uow() as uow:
        await uow.users.add(viewer)
        await uow.profiles.add(new_profile(viewer))
        for someone in truth.people:
            await stored(uow, someone.user, someone.profile, someone.partner)
        await uow.slots.add(*truth.slots)
        await uow.weekly_hours.add(*truth.weekly_hours)
        for reservation in truth.reservations:
            booking = new_booking(viewer.id, reservation.person_id, id=reservation.booking_id)
            await uow.bookings.add(booking, due_at=None)
        await uow.reservations.add(*truth.reservations)
        for block in truth.blocks:
            await uow.blocks.add(block)
        await uow.commit()


async def read_through(
    store: Store, viewer: UserId, wish: Criteria, limit: int, *, by_cursor: bool
) -> tuple[list[UserId], int]:
    """Everybody by the pages, one after the other, and the total that all of them tell."""
    query = await resolved(store, wish)
    seen: list[UserId] = []
    after: Place | None = None
    totals: set[tuple[int, bool]] = set()
    for number in range(1, 100):
        page = PageWish(limit, after=after) if by_cursor else PageWish(limit, number=number)
        found = await store.directory.find(viewer, query, page)
        seen.extend(card.partner_id for card in found.items)
        totals.add((found.total, found.total_is_more))
        after = found.next
        if after is None:
            break
    ((total, _),) = totals
    return seen, total


@pytest.fixture(params=STORES)
def fresh_store(request: pytest.FixtureRequest) -> Callable[[], Store]:
    """An empty store for every example."""
    if request.param == "memory":
        return MemoryStore
    store: Store = request.getfixturevalue("postgres_store")
    cleaner: psycopg.Connection = request.getfixturevalue("cleaner")

    def emptied() -> Store:
        cleaner.execute(EMPTY)
        return store

    return emptied


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32), limit=st.integers(1, 9), by_cursor=st.booleans())
async def test_every_page_holds_what_the_truth_says(
    fresh_store: Callable[[], Store], seed: int, limit: int, by_cursor: bool
) -> None:
    store = fresh_store()
    chance = random.Random(seed)
    viewer = new_user()
    truth = a_world(chance, viewer)
    await planted(store, viewer, truth)

    for _ in range(8):
        wish = a_wish(chance)
        wanted = [someone.id for someone in truth.found(viewer.id, wish)]
        seen, total = await read_through(store, viewer.id, wish, limit, by_cursor=by_cursor)
        assert (seen, total) == (wanted, min(len(wanted), TOTAL_COUNTED)), wish
