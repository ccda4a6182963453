"""The command line as others meet it, over a database with demo people and bookings."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import os
import sys
import threading
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID, uuid4

import psycopg
import structlog.testing
from psycopg import sql

from mate_adapters.clock import SandboxClock
from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.runtime import Runtime, open_runtime
from mate_adapters.settings import Settings, load_settings
from mate_cli.__main__ import main
from mate_cli.seed.planting import plant
from mate_core.bookings.eligibility import Wish
from mate_core.bookings.model import MeetingPlace
from mate_core.bookings.service import BookingRequest
from mate_core.partners.model import ServiceType, VenueClass
from mate_core.shared.actor import Actor
from mate_core.shared.ids import BookingId
from mate_core.shared.ports import IdempotencyKey
from mate_core.shared.time import from_local, local_day, to_local

ADMINISTRATOR, FINANCE, USER, PARTNER = "0900000000", "0900000009", "0900000001", "0900000003"
PATIENCE_SECONDS = 60.0
NO_FILE: Final = ("--env-file", os.devnull)
Json = dict[str, Any]
_populated_models: Final = set[tuple[Path, str]]()


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Json:
        """The one JSON document on stdout."""
        found: Json = json.loads(self.out)
        return found

    @property
    def error(self) -> Json:
        """The error document on stderr; nothing may be on stdout."""
        assert self.out == ""
        found: Json = json.loads(self.err)["error"]
        return found


@dataclass(frozen=True, slots=True)
class CliWorld:
    """One database, and commands that run against it."""

    environ: Mapping[str, str]

    @property
    def settings(self) -> Settings:
        return load_settings(
            {name: value for name, value in self.environ.items() if name != "PATH"}
        )

    async def mate(self, *arguments: str, **more_environ: str) -> Ended:
        """Run one command to its end, in this process: a start takes longer than most commands."""
        environ = {**self.environ, **more_environ}
        return await asyncio.to_thread(run_here, [*arguments, *NO_FILE], environ)

    async def mate_process(self, *arguments: str, **more_environ: str) -> Ended:
        """The same in a process of its own, where that is what is to be shown."""
        process = await self.start(*arguments, **more_environ)
        async with asyncio.timeout(PATIENCE_SECONDS):
            out, err = await process.communicate()
        return Ended(process.returncode or 0, out.decode(), err.decode())

    async def start(self, *arguments: str, **more_environ: str) -> asyncio.subprocess.Process:
        """A command that goes on; whoever starts it ends it."""
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "mate_cli", *arguments),
            *(NO_FILE if arguments else []),
            env={**_BYTECODE, **self.environ, **more_environ},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    @asynccontextmanager
    async def inside(self) -> AsyncIterator[Runtime]:
        """The same application in this process, to arrange and to look."""
        async with open_runtime(self.settings) as runtime:
            yield runtime


_BYTECODE: Final = {
    name: os.environ[name] for name in ("PYTHONPYCACHEPREFIX",) if name in os.environ
}
"""Where processes find what others have compiled before them."""
_only_one: Final = threading.Lock()


def run_here(arguments: Sequence[str], environ: Mapping[str, str]) -> Ended:
    """What `python -m mate_cli` does once it has started, in this thread and its own event loop.

    It sees the environment, the streams and the keyboard of a process; only how processes write
    their logs is not set up, for that is never undone.
    """
    out, err = io.StringIO(), io.StringIO()
    with (
        _only_one,
        patch.dict(os.environ, environ, clear=True),
        patch("mate_cli.opening.configure_logs"),
        patch("mate_cli.commands.seed.configure_logs"),
        structlog.testing.capture_logs(),
        patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            code = main(arguments)
        except SystemExit as leaving:  # the parser of arguments leaves so
            code = leaving.code if isinstance(leaving.code, int) else 1
    return Ended(code, out.getvalue(), err.getvalue())


async def make_world(server: LocalPostgres, home: Path, *, people: bool = True) -> CliWorld:
    """A database of its own on `server`: migrated and with the demo people, or empty."""
    name = f"cli_{uuid4().hex}"
    if people:
        _copy(server, await _populated(server, home), name)
    else:
        server.create_database(name)
    return _world(server, name, home)


_SECRETS: Final = {
    "secret-key": "known to every world of the command line",
    "field-keys": f"1:{b64encode(b'w' * 32).decode()}",
}
"""What each home would make for itself; the copies of one model must read what it has sealed."""


def _world(server: LocalPostgres, database: str, home: Path) -> CliWorld:
    home.mkdir(parents=True, exist_ok=True)
    for name, text in _SECRETS.items():
        (home / name).write_text(text, encoding="utf-8")
    return CliWorld(
        {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": server.dsn(database),
            "MATE_HOME": str(home),
            "MATE_DATABASE_POOL_SIZE": "5",
        }
    )


async def _populated(server: LocalPostgres, home: Path) -> str:
    """This worker's model of all such databases, made by the first who asks."""
    name = f"cli_model_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    if (server.place.data, name) not in _populated_models:
        server.create_database(name)
        async with _world(server, name, home).inside() as runtime:
            await plant(runtime)
        _populated_models.add((server.place.data, name))
    return name


def _copy(server: LocalPostgres, model: str, name: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(server.dsn(), autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(model)))


async def actor_of(runtime: Runtime, phone: str) -> Actor:
    return (await runtime.application.staff_accounts.find(phone)).as_actor()


async def paid_booking(runtime: Runtime, *, hour: int) -> BookingId:
    """Three hours tomorrow from `hour` on, confirmed and paid from the wallet: 862,500 VND."""
    user, partner = await actor_of(runtime, USER), await actor_of(runtime, PARTNER)
    tomorrow = local_day(runtime.clock.now()) + timedelta(days=1)
    start = from_local(tomorrow, to_local(runtime.clock.now()).time().replace(hour, 0, 0, 0))
    request = BookingRequest(
        Wish(partner.user_id, start, half_hours=6),
        ServiceType.WALKING,
        MeetingPlace(VenueClass.OUTDOORS),
    )
    application = runtime.application
    view = await application.bookings.request(user, request, _key(user, "request"))
    booking_id = view.booking.id
    await application.meetings.confirm(partner, booking_id)
    await application.checkout.pay_from_wallet(user, booking_id, _key(user, "pay"))
    return booking_id


async def completed_booking(runtime: Runtime, *, hour: int) -> BookingId:
    """Met and completed by both; the clock stands at the end, the release is due 24 h later."""
    booking_id = await paid_booking(runtime, hour=hour)
    user, partner = await actor_of(runtime, USER), await actor_of(runtime, PARTNER)
    application = runtime.application
    booking = (await application.bookings.get(user, booking_id)).booking
    await move_clock(runtime, booking.period.start)
    code = (await application.bookings.get(user, booking_id)).meeting_code
    assert code is not None
    await application.meetings.start(partner, booking_id, code)
    await move_clock(runtime, booking.period.end)
    await application.meetings.complete(user, booking_id)
    await application.meetings.complete(partner, booking_id)
    return booking_id


async def move_clock(runtime: Runtime, to: datetime) -> None:
    assert isinstance(runtime.clock, SandboxClock)
    await runtime.clock.move_to(to)


async def until(look: Callable[[], Awaitable[bool]], complaint: str) -> None:
    """Asks again and again, for a minute at most; fails with `complaint`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await look():
        assert time.monotonic() < deadline, complaint
        await asyncio.sleep(0.05)


def _key(actor: Actor, operation: str) -> IdempotencyKey:
    return IdempotencyKey(actor.user_id, operation, str(uuid4()), "same")


async def settlements(runtime: Runtime, escrow_id: UUID) -> int:
    """How many journal entries closed that escrow."""
    async with runtime.store.open_read() as uow:
        entries = await uow.journal.of_subject(escrow_id)
    return sum(entry.reference == f"settle:{escrow_id}" for entry in entries)
