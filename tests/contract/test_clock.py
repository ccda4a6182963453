"""What every Clock must do, and how the sandbox's clock is shared between processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from mate_adapters.clock import ClockRunsForward, SandboxClock, SystemClock
from mate_adapters.memory.clock import VirtualClock
from mate_adapters.postgres.server import LocalPostgres
from mate_core.shared.ports import Clock

START = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class ClockContract:
    """Subclasses only say which clock."""

    def test_now_is_aware_and_in_utc(self, clock: Clock) -> None:
        assert clock.now().utcoffset() == timedelta(0)

    def test_now_is_never_earlier_than_before(self, clock: Clock) -> None:
        readings = [clock.now() for _ in range(1_000)]

        assert readings == sorted(readings)


class TestVirtualClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return VirtualClock(START)

    def test_it_moves_only_when_told(self) -> None:
        clock = VirtualClock(START)

        assert clock.now() == START
        assert clock.advance(HOUR) == clock.now() == START + HOUR

    def test_it_refuses_to_go_back(self) -> None:
        clock = VirtualClock(START)

        with pytest.raises(ValueError, match="backwards"):
            clock.set(START - HOUR)

    def test_it_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="UTC"):
            VirtualClock(datetime(2026, 1, 5, 2, 0))  # noqa: DTZ001  the point of the test


class TestSystemClock(ClockContract):
    @pytest.fixture
    def clock(self) -> Clock:
        return SystemClock()

    def test_it_tells_the_time_of_the_machine(self) -> None:
        before = datetime.now(UTC)

        now = SystemClock().now()

        assert before <= now <= datetime.now(UTC)


@pytest.fixture(scope="module")
def clock_dsn(postgres_server: LocalPostgres) -> str:
    name = f"sandbox_clock_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    postgres_server.create_database(name)
    return postgres_server.dsn(name)


@pytest.fixture
async def emptied_dsn(clock_dsn: str) -> str:
    async with await psycopg.AsyncConnection.connect(clock_dsn, autocommit=True) as connection:
        await connection.execute("DROP SCHEMA IF EXISTS sandbox CASCADE")
    return clock_dsn


async def until(condition: Callable[[], bool], *, within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  what is awaited happens in another process
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def following(clock: SandboxClock) -> AsyncIterator[None]:
    task = asyncio.create_task(clock.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@pytest.mark.postgres
class TestSandboxClock(ClockContract):
    @pytest.fixture
    async def clock(self, emptied_dsn: str) -> SandboxClock:
        clock = SandboxClock(emptied_dsn, system=VirtualClock(START))
        await clock.start()
        return clock

    @pytest.fixture
    async def elsewhere(self, clock: SandboxClock, emptied_dsn: str) -> SandboxClock:
        """The clock of another process on the same database."""
        other = SandboxClock(emptied_dsn, system=VirtualClock(START), poll_seconds=60)
        await other.start()
        return other

    async def test_the_mover_sees_the_new_time_at_once(self, clock: SandboxClock) -> None:
        assert await clock.advance(HOUR) == clock.now() == START + HOUR

    async def test_it_can_be_moved_to_an_instant(self, clock: SandboxClock) -> None:
        assert await clock.move_to(START + 30 * HOUR) == START + 30 * HOUR

    async def test_it_refuses_to_go_back(self, clock: SandboxClock) -> None:
        await clock.advance(HOUR)

        with pytest.raises(ClockRunsForward):
            await clock.advance(-HOUR)
        with pytest.raises(ClockRunsForward):
            await clock.move_to(START)
        assert clock.now() == START + HOUR

    async def test_advances_by_two_processes_add_up(
        self, clock: SandboxClock, elsewhere: SandboxClock
    ) -> None:
        await asyncio.gather(*(each.advance(HOUR) for each in (clock, elsewhere) * 5))

        assert await clock.advance(timedelta(0)) == START + 10 * HOUR

    async def test_a_process_that_starts_later_finds_the_offset(
        self, clock: SandboxClock, emptied_dsn: str
    ) -> None:
        await clock.advance(HOUR)
        late = SandboxClock(emptied_dsn, system=VirtualClock(START))

        await late.start()

        assert late.now() == START + HOUR

    async def test_another_process_is_told_without_waiting_for_its_poll(
        self, clock: SandboxClock, elsewhere: SandboxClock
    ) -> None:
        async with following(elsewhere):
            await clock.advance(HOUR)
            # A notice sent before `elsewhere` listens is met by the read that follows LISTEN.
            await until(lambda: elsewhere.now() == START + HOUR)

            await clock.advance(HOUR)
            await until(lambda: elsewhere.now() == START + 2 * HOUR)

    async def test_a_change_that_nobody_announced_is_found_by_polling(
        self, clock: SandboxClock, emptied_dsn: str
    ) -> None:
        watcher = SandboxClock(emptied_dsn, system=VirtualClock(START), poll_seconds=0.05)
        await watcher.start()
        await clock.advance(HOUR)
        async with following(watcher):
            await until(lambda: watcher.now() == START + HOUR)
            async with await psycopg.AsyncConnection.connect(emptied_dsn) as connection:
                await connection.execute(
                    "UPDATE sandbox.clock SET offset_microseconds = offset_microseconds * 2"
                )
            await until(lambda: watcher.now() == START + 2 * HOUR)

    async def test_it_follows_again_after_its_connection_was_cut(
        self, clock: SandboxClock, elsewhere: SandboxClock, emptied_dsn: str
    ) -> None:
        watcher = SandboxClock(emptied_dsn, system=VirtualClock(START), poll_seconds=0.05)
        await watcher.start()
        async with following(watcher):
            await clock.advance(HOUR)
            await until(lambda: watcher.now() == START + HOUR)
            async with await psycopg.AsyncConnection.connect(emptied_dsn) as connection:
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            await clock.advance(HOUR)
            await until(lambda: watcher.now() == START + 2 * HOUR)
