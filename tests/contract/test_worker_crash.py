"""Workers that die at the worst moment: the money is paid all the same, and once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.runtime import Runtime
from mate_core.payments.escrow import Escrow, EscrowStatus
from mate_core.shared.ids import BookingId
from tests.contract.cli_world import (
    FINANCE,
    PARTNER,
    PATIENCE_SECONDS,
    CliWorld,
    actor_of,
    completed_booking,
    make_world,
    move_clock,
    settlements,
    until,
)

pytestmark = pytest.mark.postgres


@dataclass(frozen=True, slots=True)
class Meeting:
    """A completed booking of 750,000 VND whose release is due in 24 hours."""

    world: CliWorld
    runtime: Runtime
    booking_id: BookingId

    async def escrow(self) -> Escrow:
        finance = await actor_of(self.runtime, FINANCE)
        view = await self.runtime.application.staff_bookings.escrow(finance, self.booking_id)
        return view.escrow

    async def is_released(self) -> bool:
        return (await self.escrow()).status is EscrowStatus.RELEASED

    async def travel_to_release(self) -> None:
        due_at = (await self.escrow()).due_at
        assert due_at is not None
        await move_clock(self.runtime, due_at + timedelta(seconds=1))

    async def assert_paid_once(self) -> None:
        assert await settlements(self.runtime, (await self.escrow()).id) == 1
        partner = await actor_of(self.runtime, PARTNER)
        wallet = await self.runtime.application.payments.wallet(partner)
        assert wallet.wallet.available.amount == 750_000
        report = await self.runtime.application.ledger.verify()
        assert report.ok, report.findings


@pytest_asyncio.fixture
async def meeting(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[Meeting]:
    world = await make_world(postgres_server, tmp_path)
    async with world.inside() as runtime:
        yield Meeting(world, runtime, await completed_booking(runtime, hour=9))


@asynccontextmanager
async def worker(world: CliWorld) -> AsyncIterator[asyncio.subprocess.Process]:
    """A `mate worker` at work; killed at the end unless it is gone already."""
    process = await world.start("worker", "--json")
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await process.stdout.readline() == b'{"event": "working"}\n'
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_worker_killed_before_the_release_is_replaced_by_the_next(meeting: Meeting) -> None:
    async with worker(meeting.world) as first:
        first.kill()
        await first.wait()
    await meeting.travel_to_release()
    assert not await meeting.is_released()
    async with worker(meeting.world), worker(meeting.world):
        await until(meeting.is_released, "the restarted workers released nothing")
        await meeting.assert_paid_once()
    await meeting.assert_paid_once()


async def test_worker_killed_in_the_middle_of_the_release_leaves_it_to_the_next(
    meeting: Meeting,
) -> None:
    """The payee's wallet is locked by somebody else, so that the worker dies inside its command.

    It has locked the escrow by then: a locked escrow itself would be passed over. What it had sent
    may still take effect behind its back; the money is paid once all the same.
    """
    escrow = await meeting.escrow()
    dsn = meeting.world.environ["DATABASE_URL"]
    async with await psycopg.AsyncConnection.connect(dsn) as blocker:
        await blocker.execute("SELECT FROM wallets WHERE user_id = %s FOR UPDATE", [escrow.payee])
        await meeting.travel_to_release()
        async with worker(meeting.world) as first:
            await until(lambda: _somebody_waits(dsn), "the worker never came to the wallet")
            first.kill()
            await first.wait()
        await blocker.rollback()
    async with worker(meeting.world) as second:
        await until(meeting.is_released, "the restarted worker released nothing")
        second.terminate()
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await second.wait() == 0
    await meeting.assert_paid_once()


async def _somebody_waits(dsn: str) -> bool:
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        cursor = await connection.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        row = await cursor.fetchone()
    return row is not None and row[0] > 0
