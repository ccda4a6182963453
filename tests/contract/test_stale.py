"""What one process commits, the caches of the others forget."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
import pytest

from mate_adapters.freshness import Freshness
from mate_adapters.memory.cache import LocalCache
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.postgres import stale
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.stale import StaleListener
from mate_adapters.postgres.store import PostgresStore
from mate_core.partners.events import PartnerChanged
from mate_core.shared.caching import SEARCHES, Tag, person
from mate_core.shared.errors import ConcurrencyConflict
from tests.contract.makers import NOBODY, NOW, a_partner
from tests.contract.stores import SEALS

pytestmark = pytest.mark.postgres
BOUND_S = 10.0


class Cache(LocalCache):
    """Says when something was forgotten."""

    def __init__(self) -> None:
        super().__init__(VirtualClock())
        self.forgot = asyncio.Event()

    def forget(self, tags: Collection[Tag]) -> None:
        super().forget(tags)
        self.forgot.set()

    def suspend(self) -> None:
        super().suspend()
        self.forgot.set()


class Process:
    """A store with a cache of its own, on the database that all share."""

    def __init__(self, pool: ConnectionPool) -> None:
        self.cache = Cache()
        self.cache.suspend()
        self.freshness = Freshness(self.cache)
        self.store = PostgresStore(pool, SEALS, freshness=self.freshness)
        self.listener = StaleListener(pool.dsn, self.cache, self.freshness.source)
        self.reads = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.listener.run())
        async with asyncio.timeout(BOUND_S):
            await self.listener.listens.wait()
        self.cache.forgot.clear()
        yield
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    async def read(self) -> int:
        """How often it was read from storage by now."""

        async def load() -> int:
            self.reads += 1
            return self.reads

        return await self.cache.get(
            "page", load, lasts=timedelta(hours=1), tags={person(NOBODY), SEARCHES}
        )

    async def commits(self, *, times: int = 1) -> None:
        async with self.store.open_uow() as uow:
            for _ in range(times):
                await uow.publish(PartnerChanged(partner_id=NOBODY, at=NOW))
            await uow.commit()

    async def hears(self) -> None:
        """Raises TimeoutError when it never hears of a change."""
        async with asyncio.timeout(BOUND_S):
            await self.cache.forgot.wait()


async def test_commit_is_heard_by_the_others_and_at_once_at_home(
    postgres_pool: ConnectionPool,
) -> None:
    mine, theirs = Process(postgres_pool), Process(postgres_pool)
    async with mine.listening(), theirs.listening():
        assert [await mine.read(), await mine.read()] == [1, 1]
        assert [await theirs.read(), await theirs.read()] == [1, 1]
        await mine.commits()
        assert await mine.read() == 2
        await theirs.hears()
        assert await theirs.read() == 2


async def test_nothing_is_told_of_what_was_not_committed(postgres_pool: ConnectionPool) -> None:
    mine = Process(postgres_pool)
    partner = await a_partner(mine.store)
    async with mine.listening():
        await mine.read()
        async with mine.store.open_uow() as uow:
            await uow.publish(PartnerChanged(partner_id=NOBODY, at=NOW))
        assert await mine.read() == 1

        # A refused commit may have been one: whoever reads once more is never wrong.
        async with mine.store.open_uow() as uow:
            await uow.partners.save(partner)
            await uow.partners.save(partner)
            await uow.publish(PartnerChanged(partner_id=NOBODY, at=NOW))
            with pytest.raises(ConcurrencyConflict):
                await uow.commit()
        assert await mine.read() == 2


async def test_who_cannot_listen_reads_every_time(postgres_pool: ConnectionPool) -> None:
    mine = Process(postgres_pool)
    assert [await mine.read(), await mine.read()] == [1, 2]
    async with mine.listening():
        assert [await mine.read(), await mine.read()] == [3, 3]
    assert [await mine.read(), await mine.read()] == [4, 5]


async def test_lost_connection_loses_no_change(
    postgres_pool: ConnectionPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stale, "_PAUSE_S", 0.0)
    mine, theirs = Process(postgres_pool), Process(postgres_pool)
    async with theirs.listening():
        before = await theirs.read()
        with psycopg.connect(postgres_pool.dsn, autocommit=True) as administrator:
            administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'mate cache'"
            )
        await theirs.hears()
        await mine.commits()
        assert await theirs.read() > before
        async with asyncio.timeout(BOUND_S):
            await theirs.listener.listens.wait()
        again = await theirs.read()
        assert await theirs.read() == again


async def test_more_than_fits_into_one_notification_means_everything() -> None:
    tags = {f"person:{number:036}" for number in range(300)}
    source, read = stale.read(stale.written("me", tags))
    assert (source, read) == ("me", ["*"])
    assert stale.read(stale.written("me", {"a", "b"})) == ("me", ["a", "b"])
