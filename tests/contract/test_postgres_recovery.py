"""Connections that die, servers that restart, relays that are killed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.postgres.migrate import migrate
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.postgres.session import Session
from mate_adapters.postgres.store import PostgresStore
from mate_adapters.postgres.wake import PostgresWake
from mate_adapters.pump import DuePump
from mate_core.identity.model import User
from mate_core.profiles.events import ProfileChanged
from mate_core.profiles.model import Profile
from mate_core.shared.errors import InvalidInput, StorageUnavailable
from mate_core.shared.events import Event
from mate_core.shared.ports import DueKind
from tests.contract.makers import NOW, a_booking, a_user, new_profile, new_user
from tests.contract.stores import BOUND_S, SEALS

pytestmark = pytest.mark.postgres


async def cut_connections(dsn: str, *, where: str = "application_name = 'mate'") -> None:
    """Returns once they are gone: a busy server takes a moment from the signal to the goodbye."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as other:
        await other.execute(
            f"SELECT pg_terminate_backend(pid, {BOUND_S * 1000:.0f}) FROM pg_stat_activity"
            f" WHERE {where} AND datname = current_database() AND pid <> pg_backend_pid()"
        )


async def add_user(store: PostgresStore) -> User:
    user = new_user()
    async with store.open_uow() as uow:
        await uow.users.add(user)
        await uow.commit()
    return user


async def add_profile(store: PostgresStore, profile: Profile) -> None:
    async with store.open_uow() as uow:
        await uow.profiles.add(profile)
        await uow.commit()


class TestLostConnections:
    async def test_connections_cut_while_idle_are_replaced_unnoticed(
        self, postgres_store: PostgresStore, empty_database: str
    ) -> None:
        user = await add_user(postgres_store)
        await cut_connections(empty_database)

        async with postgres_store.open_read() as uow:
            assert await uow.users.get(user.id) == user

    async def test_every_connection_of_a_full_pool_may_be_dead(self, empty_database: str) -> None:
        pool = ConnectionPool(empty_database, min_size=20, max_size=20)
        await pool.open()
        try:
            await cut_connections(empty_database)

            alive = await pool.acquire()

            await alive.execute("SELECT 1")
            await pool.release(alive)
        finally:
            await pool.close()

    async def test_connection_cut_in_a_transaction_undoes_it(
        self, postgres_store: PostgresStore, empty_database: str
    ) -> None:
        lost = new_user()

        async def add_while_the_connection_is_cut() -> None:
            async with postgres_store.open_uow() as uow:
                await uow.users.add(lost)
                await uow.users.count_admins()  # the row is sent, not committed
                await cut_connections(empty_database)
                await uow.commit()

        with pytest.raises(StorageUnavailable):
            await add_while_the_connection_is_cut()
        async with postgres_store.open_read() as uow:
            assert lost.phone is not None
            assert await uow.users.verified_by(lost.phone) is None

    async def test_cancelled_command_leaves_nothing_and_harms_nobody(
        self, postgres_store: PostgresStore
    ) -> None:
        user = await add_user(postgres_store)
        waiting = asyncio.Event()

        async def want_the_same_row() -> None:
            async with postgres_store.open_uow() as uow:
                waiting.set()
                await uow.users.get_for_change(user.id)

        async with postgres_store.open_uow() as uow:
            await uow.users.get_for_change(user.id)
            blocked = asyncio.create_task(want_the_same_row())
            await waiting.wait()
            await asyncio.sleep(0)  # it has sent its statement and waits for the answer
            blocked.cancel()
            with pytest.raises(asyncio.CancelledError):
                await blocked
            await uow.commit()
        async with postgres_store.open_uow() as uow, asyncio.timeout(BOUND_S):
            assert await uow.users.get_for_change(user.id) == user

    async def test_full_pool_is_told_after_its_time(self, empty_database: str) -> None:
        pool = ConnectionPool(empty_database, min_size=1, max_size=1, timeout_s=0.05)
        await pool.open()
        store = PostgresStore(pool, SEALS)
        async with store.open_read():
            with pytest.raises(StorageUnavailable):
                async with store.open_read():
                    raise AssertionError("there is one connection only")
        await pool.close()

    async def test_text_with_nul_is_the_callers_mistake(
        self, postgres_store: PostgresStore
    ) -> None:
        user = await add_user(postgres_store)
        profile = new_profile(user)
        for bad in (replace(profile, bio="a\0b"), replace(profile, languages=("a\0b",))):
            with pytest.raises(InvalidInput):
                await add_profile(postgres_store, bad)


class TestBatches:
    async def test_refusal_names_the_statement_that_caused_it(
        self, postgres_store: PostgresStore
    ) -> None:
        user = await a_user(postgres_store)
        async with postgres_store.open_uow() as uow:
            await uow.users.add(new_user())
            await uow.users.add(user)
            await uow.users.add(new_user())
            with pytest.raises(psycopg.errors.UniqueViolation, match="users_pkey"):
                await uow.commit()

    async def test_reader_holds_no_transaction_open(
        self, postgres_store: PostgresStore, postgres_pool: ConnectionPool
    ) -> None:
        user = await a_user(postgres_store)
        session = Session(postgres_pool, read_only=True)
        await session.open()
        async with postgres_store.open_read() as uow:
            await uow.users.get(user.id)
            with psycopg.connect(postgres_pool.dsn) as other:
                row = other.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND application_name = 'mate' AND state LIKE 'idle in%'"
                ).fetchone()
        await session.close()
        assert row == (0,)

    async def test_large_batch_and_large_answer_pass(self, postgres_store: PostgresStore) -> None:
        user = await a_user(postgres_store)
        bio = "ư" * 200_000
        async with postgres_store.open_uow() as uow:
            for version in range(20):
                await uow.profiles.save(new_profile(user, bio=bio, version=version))
            assert (await uow.profiles.get(user.id)).bio == bio
            await uow.commit()


class TestOutboxIsAtLeastOnce:
    async def test_killed_relay_lets_go_and_the_next_one_delivers_again(
        self, postgres_pool: ConnectionPool, empty_database: str
    ) -> None:
        seen: list[Event] = []

        async def hear_and_die_once(event: Event) -> None:
            seen.append(event)
            if len(seen) == 1:
                await cut_connections(empty_database, where="state = 'idle in transaction'")

        store = PostgresStore(
            postgres_pool, SEALS, after_commit={ProfileChanged: [hear_and_die_once]}
        )
        event = ProfileChanged(user_id=new_user().id, at=NOW)
        async with store.open_uow() as uow:
            await uow.publish(event)
            await uow.commit()

        with pytest.raises(StorageUnavailable):
            await store.outbox.relay(at=NOW, limit=10)
        assert await store.outbox.relay(at=NOW, limit=10) == 1
        assert seen == [event, event]

    async def test_two_relays_at_once_share_the_events(self, postgres_pool: ConnectionPool) -> None:
        seen: list[Event] = []

        async def hear(event: Event) -> None:
            seen.append(event)
            await asyncio.sleep(0)

        store = PostgresStore(postgres_pool, SEALS, after_commit={ProfileChanged: [hear]})
        async with store.open_uow() as uow:
            await uow.publish(*(ProfileChanged(user_id=new_user().id, at=NOW) for _ in range(40)))
            await uow.commit()

        done = await asyncio.gather(*(store.outbox.relay(at=NOW, limit=20) for _ in range(4)))
        assert sum(done) == 40
        assert len(seen) == 40


class TestClaims:
    async def test_claim_of_another_process_is_seen_and_its_death_too(
        self, postgres_store: PostgresStore, empty_database: str
    ) -> None:
        booking = await a_booking(postgres_store, due_at=NOW)
        other_pool = ConnectionPool(empty_database, min_size=1, max_size=2)
        await other_pool.open()
        other = PostgresStore(other_pool, SEALS)
        async with other.due_rows.claim(DueKind.BOOKING, at=NOW, limit=10) as theirs:
            assert list(theirs) == [booking.id]
            async with postgres_store.due_rows.claim(DueKind.BOOKING, at=NOW, limit=10) as ours:
                assert list(ours) == []
            await cut_connections(empty_database, where="state = 'idle in transaction'")
            async with postgres_store.due_rows.claim(DueKind.BOOKING, at=NOW, limit=10) as ours:
                assert list(ours) == [booking.id]
        await other_pool.close()


class TestRestart:
    @pytest.fixture
    def own_server(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalPostgres]:
        """A server that this test may stop."""
        home = tmp_path_factory.mktemp("postgres")
        for folder in (home, *home.parents):
            if folder.is_relative_to(tmp_path_factory.getbasetemp().parent):
                folder.chmod(0o711)  # run as root, the server is another user
        server = LocalPostgres(Path(home), fast=True)
        server.start()
        server.create_database("mate")
        migrate(server.dsn("mate"))
        yield server
        server.destroy()

    @pytest.fixture
    async def own_pool(self, own_server: LocalPostgres) -> AsyncIterator[ConnectionPool]:
        pool = ConnectionPool(own_server.dsn("mate"), min_size=2, max_size=6, timeout_s=0.5)
        await pool.open()
        yield pool
        await pool.close()

    async def test_everything_goes_on_after_a_restart_in_mid_flight(
        self, own_server: LocalPostgres, own_pool: ConnectionPool
    ) -> None:
        store = PostgresStore(own_pool, SEALS)
        handled, stop = asyncio.Event(), asyncio.Event()

        async def handle(row: object) -> None:
            handled.set()

        wake = PostgresWake(own_pool.dsn)
        pump = DuePump(
            store.due_rows, {DueKind.BOOKING: handle}, store.outbox, VirtualClock(NOW), wake
        )
        user = await add_user(store)
        pumping = asyncio.create_task(pump.run(stop))

        await asyncio.to_thread(own_server.stop)
        with pytest.raises(StorageUnavailable):
            async with store.open_read() as uow:
                await uow.users.get(user.id)
        await asyncio.to_thread(own_server.start)

        async with asyncio.timeout(30):
            while True:
                try:
                    async with store.open_read() as uow:
                        assert await uow.users.get(user.id) == user
                    break
                except StorageUnavailable:
                    continue
            await a_booking(store, due_at=NOW)
            await handled.wait()
            stop.set()
            await pumping
