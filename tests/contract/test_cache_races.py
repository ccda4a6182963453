"""Readers and writers at once on PostgreSQL: nobody is told less than was so when he asked."""

from __future__ import annotations

import asyncio

import pytest

from mate_adapters.memory.cache import LocalCache
from mate_adapters.postgres.pool import ConnectionPool
from mate_core.partners.service import Offer
from mate_core.search.criteria import Criteria
from mate_core.search.model import PageWish
from mate_core.shared.money import Vnd
from mate_core.shared.time import Period
from tests.contract.makers import BEN_THANH, DAY, a_user, hours_from_now
from tests.contract.test_races import Town, actor, key, open_town, wish

pytestmark = pytest.mark.postgres
WRITES = 40
READERS = 8


@pytest.fixture
def town(postgres_pool: ConnectionPool) -> Town:
    return open_town(postgres_pool, LocalCache)


def cache_of(town: Town) -> LocalCache:
    cache = town.app.partners.cache
    assert isinstance(cache, LocalCache)
    return cache


async def test_price_never_falls_back_for_any_reader(town: Town) -> None:
    partner, viewer = await town.partner(), actor((await a_user(town.store)).id)
    await town.app.partners.change(actor(partner.id), Offer(hourly_rate=Vnd(100_000)))
    committed = [100_000]

    async def write() -> None:
        for rate in range(100_001, 100_001 + WRITES):
            await town.app.partners.change(actor(partner.id), Offer(hourly_rate=Vnd(rate)))
            committed.append(rate)

    async def read_pages() -> None:
        while len(committed) <= WRITES:
            await asyncio.sleep(0)  # an answer from the cache gives way to nobody
            least = committed[-1]
            page = await town.app.partners.public(viewer, partner.id)
            assert page.partner.hourly_rate.amount >= least

    async def search() -> None:
        while len(committed) <= WRITES:
            await asyncio.sleep(0)  # an answer from the cache gives way to nobody
            least = committed[-1]
            found = await town.app.search.find(viewer, Criteria(BEN_THANH, 5), PageWish(limit=20))
            assert [card.hourly_rate.amount >= least for card in found.items] == [True]

    await asyncio.gather(write(), *(read_pages() for _ in range(READERS)), search(), search())
    assert cache_of(town).counts.hits > 0


async def test_time_that_is_taken_is_never_free_again(town: Town) -> None:
    partner, viewer = await town.partner(), actor((await a_user(town.store)).id)
    within = Period(hours_from_now(0, 1).start, hours_from_now(0, 1).start + 10 * DAY)
    taken: list[Period] = []
    done = asyncio.Event()

    async def book() -> None:
        for number in range(5):
            person = actor((await a_user(town.store)).id)
            request = wish(partner, (1 + number) * DAY)
            asked = await town.app.bookings.request(person, request, key(person.user_id))
            confirmed = await town.app.meetings.confirm(actor(partner.id), asked.booking.id)
            taken.append(confirmed.booking.occupied)
        done.set()

    async def read() -> None:
        while not done.is_set():
            await asyncio.sleep(0)
            known = list(taken)
            free = await town.app.calendars.free(viewer, partner.id, within)
            assert not any(period.overlaps(each) for period in free for each in known)

    await asyncio.gather(book(), *(read() for _ in range(READERS)))
    assert cache_of(town).counts.hits > 0


async def test_stampede_makes_one_read(town: Town) -> None:
    partner, viewer = await town.partner(), actor((await a_user(town.store)).id)
    pages = await asyncio.gather(
        *(town.app.partners.public(viewer, partner.id) for _ in range(100))
    )
    assert len({id(page) for page in pages}) == 1
    assert cache_of(town).counts.loads == 2  # the page, and whom the viewer does not get to see
