"""Bans at the command line and on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.runtime import Runtime
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.model import UserStatus
from mate_core.shared.ports import DueKind
from tests.contract.cli_world import (
    ADMINISTRATOR,
    FINANCE,
    PARTNER,
    USER,
    CliWorld,
    actor_of,
    make_world,
    move_clock,
    paid_booking,
)

pytestmark = pytest.mark.postgres
BY_ADMIN = ("--as", ADMINISTRATOR, "--json")
BY_COLLEAGUE = ("--as", FINANCE, "--json")
WHY = ("--reason", "scams", "--yes")


@pytest_asyncio.fixture
async def world(postgres_server: LocalPostgres, tmp_path: Path) -> AsyncIterator[CliWorld]:
    yield await make_world(postgres_server, tmp_path)


async def pump(runtime: Runtime) -> None:
    at = runtime.clock.now()
    async with runtime.store.due_rows.claim(DueKind.BAN, at=at, limit=10) as ids:
        for row in ids:
            await runtime.application.ban_timers.act(row)


async def status_of(runtime: Runtime, phone: str) -> UserStatus:
    return (await runtime.application.staff_accounts.find(phone)).status


async def test_rule_17_ban_of_a_partner_takes_two_and_ends_his_meetings(world: CliWorld) -> None:
    async with world.inside() as runtime:
        booking_id = await paid_booking(runtime, hour=9)
        tried = await world.mate("user", "ban", PARTNER, *WHY, "--dry-run", *BY_ADMIN)
        assert (tried.code, tried.document["dryRun"]) == (0, True)
        first = await world.mate("user", "ban", PARTNER, *WHY, *BY_ADMIN)
        assert first.code == 1
        waiting = await world.mate("user", "bans", *BY_COLLEAGUE)
        assert len(waiting.document["proposals"]) == 1
        second = await world.mate("user", "ban", PARTNER, *WHY, *BY_COLLEAGUE)
        assert second.code == 0, second
        assert await status_of(runtime, PARTNER) is UserStatus.BANNED
        await pump(runtime)
        async with runtime.store.open_read() as uow:
            ended = await uow.bookings.get(booking_id)
        assert ended.status is BookingStatus.CANCELLED
        assert ended.cancellation is not None
        assert ended.cancellation.refund_percent == 100


async def test_rule_17_ban_until_a_time_appeal_and_end(world: CliWorld) -> None:
    async with world.inside() as runtime:
        until = runtime.clock.now() + timedelta(days=2)
        ban = ("user", "ban", USER, "--until", until.isoformat())
        assert (await world.mate(*ban, *WHY, *BY_ADMIN)).code == 0
        user = await actor_of(runtime, USER)
        await runtime.application.bans.appeal(user, "It was not me.")
        listed = await world.mate("user", "bans", "--show", "appealed", *BY_COLLEAGUE)
        assert [each["userId"] for each in listed.document["items"]] == [str(user.user_id)]
        answer = ("user", "appeal", USER, "--refuse", "--answer", "It was.", "--yes")
        own = await world.mate(*answer, *BY_ADMIN)
        assert own.code != 0
        assert (await world.mate(*answer, *BY_COLLEAGUE)).code == 0

        await pump(runtime)
        await move_clock(runtime, until)
        await pump(runtime)
        assert await status_of(runtime, USER) is UserStatus.ACTIVE
        again = await world.mate("user", "unban", USER, *WHY, *BY_ADMIN)
        assert again.code == 1


async def test_lists_for_people(world: CliWorld) -> None:
    assert (await world.mate("user", "bans", "--as", ADMINISTRATOR)).code == 0
    assert (await world.mate("user", "ban", USER, *WHY, "--as", ADMINISTRATOR)).code == 0
    shown = await world.mate("user", "bans", "--as", ADMINISTRATOR)
    assert "being carried out" in shown.out
    bad = await world.mate("user", "ban", USER, "--until", "soon", *WHY, "--as", ADMINISTRATOR)
    assert bad.code == 2
