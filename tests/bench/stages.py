"""The measurements: the same work over HTTP, on the services, and as bare statements."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import psycopg

from mate_adapters.clock import SandboxClock
from mate_adapters.pump import DuePump
from mate_adapters.runtime import Runtime, open_runtime
from mate_core.identity.ports import TokenSigner
from mate_core.shared.ids import EscrowId
from tests.bench.accounting import Meter
from tests.bench.costs import BenchFailed, Cost
from tests.bench.in_process import ServiceMarketplace
from tests.bench.over_http import http_marketplace
from tests.bench.recording import Batch, Recorder, recording
from tests.bench.script import Unit
from tests.bench.work import (
    BEFORE_THE_DAY,
    ON_THE_DAY,
    READS,
    RELEASE,
    WORKERS,
    Act,
    Marketplace,
    everyone,
)
from tests.load.people import Meeting, Pair, meeting_after
from tests.load.place import SERVED, Place
from tests.load.server import serving

_RELEASE_LIMIT_S: Final = 60
_POLL_S: Final = 0.05
_AFTER_THE_HOLD: Final = timedelta(hours=24, minutes=1)
_BEFORE_THE_START: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who warms the processes up, who books under the meter, and who only reads.

    Every reader reads once: a session that was seen within the last second would be cheaper.
    """

    warming: Sequence[Pair]
    measured: Sequence[Pair]
    readers: Sequence[Pair]

    @property
    def bookers(self) -> Sequence[Pair]:
        return [*self.warming, *self.measured]

    @property
    def everybody(self) -> Sequence[Pair]:
        return [*self.bookers, *self.readers]


Costs = Mapping[str, Cost]
"""By step or read."""
Travel = Callable[[datetime], Awaitable[None]]
Release = Callable[[], Awaitable[None]]


async def timed(
    market: Marketplace, meter: Meter, act: Act, warming: Sequence[Pair], measured: Sequence[Pair]
) -> Cost:
    await everyone(market, act, warming, WORKERS)
    before = meter.read()
    await everyone(market, act, measured, WORKERS)
    return before.until(meter.read(), len(measured))


async def cycle(
    market: Marketplace,
    meter: Meter,
    cohort: Cohort,
    meeting: Meeting,
    travel: Travel,
    release: Release,
) -> Costs:
    """Every step by all before the next one, the clock moved on in between, unmeasured."""
    costs: dict[str, Cost] = {}
    for name, act in BEFORE_THE_DAY:
        costs[name] = await timed(market, meter, act, cohort.warming, cohort.measured)
    await travel(meeting.start - _BEFORE_THE_START)
    for name, act in ON_THE_DAY:
        costs[name] = await timed(market, meter, act, cohort.warming, cohort.measured)
    # The pump may begin as soon as the clock has moved, so the journey is inside this one.
    before = meter.read()
    await travel(meeting.end + _AFTER_THE_HOLD)
    await release()
    costs[RELEASE] = before.until(meter.read(), len(cohort.bookers))
    return costs


async def reads(market: Marketplace, meter: Meter, cohort: Cohort) -> Costs:
    return {
        read.name: await timed(market, meter, read.act, cohort.warming, read.of(cohort.readers))
        for read in READS
    }


async def over_http(place: Place, signer: TokenSigner, cohort: Cohort) -> Costs:
    """`mate serve` in its own process; this one is only the load."""
    async with (
        serving(place) as server,
        http_marketplace(server.host, server.port, signer, WORKERS) as market,
    ):
        meter = Meter(server.pid, place.data)
        now = await market.clock()
        meeting = meeting_after(now)
        market.agree_on(meeting)
        market.log_in(cohort.everybody, now)
        costs = await reads(market, meter, cohort)

        async def travel(to: datetime) -> None:
            market.log_in(cohort.bookers, await market.travel_to(to))

        async def released() -> None:
            await _until_all_released(place.postgres.dsn(SERVED), len(cohort.bookers))

        return {**costs, **await cycle(market, meter, cohort, meeting, travel, released)}


async def _until_all_released(dsn: str, escrows: int) -> None:
    """Looks twenty times a second; raises BenchFailed after a minute."""
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        with suppress(TimeoutError):
            async with asyncio.timeout(_RELEASE_LIMIT_S):
                while await _held(connection):  # noqa: ASYNC110 - another process does it
                    await asyncio.sleep(_POLL_S)
    if (done := count_released(dsn)) != escrows:
        raise BenchFailed(f"{done} of {escrows} escrows were released")


async def _held(connection: psycopg.AsyncConnection) -> bool:
    found = await connection.execute(
        "SELECT FROM escrow_holdings"
        " WHERE status = 'HELD' AND release_scheduled_at IS NOT NULL LIMIT 1"
    )
    return found.rowcount > 0


def count_released(dsn: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            "SELECT count(*) FROM escrow_holdings WHERE status = 'RELEASED'"
        ).fetchone()
    return int(row[0]) if row else 0


@asynccontextmanager
async def _services(place: Place, database: str) -> AsyncIterator[tuple[Runtime, SandboxClock]]:
    async with open_runtime(place.settings(database)) as runtime:
        if not isinstance(runtime.clock, SandboxClock):
            raise BenchFailed("the benchmark needs the sandbox's clock")
        yield runtime, runtime.clock


async def prepare(place: Place) -> tuple[TokenSigner, datetime]:
    """An empty, migrated database; who signs tokens there, and its time."""
    async with open_runtime(place.settings(SERVED)) as runtime:
        return runtime.application.sessions.signer, runtime.clock.now()


async def on_services(place: Place, database: str, cohort: Cohort) -> Costs:
    """The application's services in this process, on PostgreSQL, without HTTP."""
    async with _services(place, database) as (runtime, clock):
        meeting = meeting_after(clock.now())
        market = ServiceMarketplace(runtime.application, meeting)
        meter = Meter(os.getpid(), place.data)
        costs = await reads(market, meter, cohort)

        async def travel(to: datetime) -> None:
            await clock.move_to(to)

        async def release() -> None:
            pump = DuePump(
                due_rows=runtime.store.due_rows,
                handlers=runtime.application.due_handlers(),
                batch_handlers=runtime.application.due_batch_handlers(),
                outbox=runtime.store.outbox,
                clock=clock,
                wake=runtime.wake,
            )
            await pump.run_once()
            if (done := count_released(runtime.dsn)) != len(cohort.bookers):
                raise BenchFailed(f"{done} escrows were released")

        return {**costs, **await cycle(market, meter, cohort, meeting, travel, release)}


@dataclass(frozen=True, slots=True)
class Recorded:
    """What went to PostgreSQL: the whole lives of pairs, the same by step, and each read."""

    cycles: Sequence[Unit]
    steps: Mapping[str, Sequence[Unit]]
    reads: Mapping[str, Sequence[Unit]]


async def recorded(
    place: Place, database: str, pairs: Sequence[Pair], readers: Sequence[Pair]
) -> Recorded:
    """One person after another, with an ear on the connections."""
    async with _services(place, database) as (runtime, clock):
        meeting = meeting_after(clock.now())
        market = ServiceMarketplace(runtime.application, meeting)
        with recording() as recorder:
            seen = {
                read.name: await _heard(recorder, market, read.act, read.of(readers))
                for read in READS
            }
            steps = {
                name: await _heard(recorder, market, act, pairs) for name, act in BEFORE_THE_DAY
            }
            await clock.move_to(meeting.start - _BEFORE_THE_START)
            for name, act in ON_THE_DAY:
                steps[name] = await _heard(recorder, market, act, pairs)
            await clock.move_to(meeting.end + _AFTER_THE_HOLD)
            steps[RELEASE] = await _heard_releases(recorder, market, runtime, pairs)
    cycles = [
        [batch for step in steps.values() for batch in step[number]] for number in range(len(pairs))
    ]
    return Recorded(cycles, steps, seen)


async def _heard(
    recorder: Recorder, market: Marketplace, act: Act, pairs: Sequence[Pair]
) -> list[list[Batch]]:
    heard = []
    recorder.take()
    for pair in pairs:
        await act(market, pair)
        heard.append(recorder.take())
    return heard


async def _heard_releases(
    recorder: Recorder, market: ServiceMarketplace, runtime: Runtime, pairs: Sequence[Pair]
) -> list[list[Batch]]:
    """What the due pump does with each escrow, without its look for what is due."""
    numbers = market.pairs_by_booking()
    heard: dict[int, list[Batch]] = {}
    with psycopg.connect(runtime.dsn) as connection:
        escrows = connection.execute("SELECT id, booking_id FROM escrow_holdings").fetchall()
    recorder.take()
    for escrow_id, booking_id in escrows:
        if not await runtime.application.payments.settle(EscrowId(escrow_id)):
            raise BenchFailed(f"escrow {escrow_id} was not due")
        heard[numbers[booking_id]] = recorder.take()
    return [heard[pair.n] for pair in pairs]


async def findings_of(place: Place, database: str) -> Sequence[str]:
    """What the books of that database fail to explain, by the same proof as `ledger verify`."""
    async with open_runtime(place.settings(database)) as runtime:
        report = await runtime.application.ledger.verify()
    if report.ok:
        return []
    return [f"{database}: {line}" for line in (*report.findings, f"off by {report.difference} VND")]
