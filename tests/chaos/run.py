"""One run: load and blows together, then quiet, then the proof."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import count
from random import Random
from time import monotonic
from typing import Final

from mate_adapters.clock import SandboxClock
from mate_adapters.runtime import open_runtime
from mate_core.identity.ports import TokenSigner
from mate_core.shared.time import from_local
from tests.chaos import proof
from tests.chaos.client import API, Client, Traffic
from tests.chaos.clock import Traveller
from tests.chaos.house import House, opened_house
from tests.chaos.lives import Life, World
from tests.chaos.promises import Promises
from tests.chaos.report import Results
from tests.chaos.script import blows
from tests.load.failure import LoadFailed
from tests.load.people import Pair, meeting_after, populate
from tests.load.place import SERVED, Place, unattended_place
from tests.load.server import ledger_findings

_MORNING: Final = time(7)
_JUMP_EVERY_S: Final = (0.6, 1.2)
_JUMP_IN_QUIET_S: Final = 0.2
_LIVES_PER_S: Final = 20
"""More than two cores ever manage; each needs a user."""
_DAYS_PER_S: Final = 0.15
_LAST_JUMPS: Final = [timedelta(hours=24)] * 4
"""Past the last release: a booking lies a day ahead at most, and nothing takes longer than two."""
_LOOK_EVERY_S: Final = 0.5
_LOOKS: Final = 120


@dataclass(frozen=True, slots=True)
class Plan:
    seconds: float
    seed: int
    players: int = 24
    """So many lives are lived at once."""


def run(plan: Plan) -> Results:
    """Raises LoadFailed when the run itself does not work; losses are in the results."""
    with unattended_place() as place:
        return asyncio.run(_run(plan, place))


async def _run(plan: Plan, place: Place) -> Results:
    people, days = round(_LIVES_PER_S * plan.seconds), round(_DAYS_PER_S * plan.seconds) + 10
    signer, now = await _prepared(place, people, days)
    traffic, ended = Traffic(), Counter[str]()
    async with opened_house(place) as house:
        client = Client(house.ports, traffic)
        clock, promises = Traveller(now), Promises()
        world = World(plan.seed, client, clock, signer, promises, ended)
        traffic.hear()
        async with _hurrying(clock, client, plan):
            began = monotonic()
            async with asyncio.TaskGroup() as group:
                numbers = count()
                over = began + plan.seconds
                for _ in range(plan.players):
                    group.create_task(_play(world, numbers, people, lambda: monotonic() > over))
                group.create_task(_strike(house, plan))
            calmed_s = monotonic() - began - plan.seconds
        await house.all_ready()
        await _let_everything_come_due(clock, client, place)
        broken = await _broken(world)
        died = sum(program.died_alone for program in house.programs)
        failed_starts = sum(program.failed_starts for program in house.programs)
        words = house.last_words()
    await house.start_database()  # the last one out has stopped it
    dsn = place.postgres.dsn(SERVED)
    unfinished = [f"not finished: {each}" for each in proof.unfinished(dsn)]
    findings = [f"ledger: {each}" for each in ledger_findings(place)]
    return Results(
        seconds=plan.seconds,
        seed=plan.seed,
        struck=house.struck,
        died_alone=died,
        failed_starts=failed_starts,
        traffic=traffic,
        lives=ended,
        promises=promises.count,
        clock_jumps=clock.jumps,
        travelled=clock.travelled,
        calmed_s=calmed_s,
        stored=proof.figures(dsn),
        losses=[*broken, *proof.losses(dsn, promises), *unfinished, *findings],
        logs=words,
    )


async def _prepared(place: Place, people: int, days_open: int) -> tuple[TokenSigner, datetime]:
    """A database with people in it; who signs tokens there, and its time: partners open soon."""
    async with open_runtime(place.settings(SERVED)) as runtime:
        clock = runtime.clock
        if not isinstance(clock, SandboxClock):
            raise LoadFailed("without the sandbox's clock nothing comes to its end")
        at, dsn = clock.now(), place.postgres.dsn(SERVED)
        await asyncio.to_thread(populate, dsn, people, at=at, days_open=days_open)
        now = await clock.move_to(from_local(meeting_after(at).day, _MORNING))
        return runtime.application.sessions.signer, now


async def _play(
    world: World, numbers: count[int], people: int, is_over: Callable[[], bool]
) -> None:
    """One life after another; the last one is lived to its end."""
    while not is_over() and (n := next(numbers)) < people:
        await Life(world, n).live()


async def _strike(house: House, plan: Plan) -> None:
    began = monotonic()
    for blow in blows(plan.seed, plan.seconds):
        await asyncio.sleep(max(0.0, began + blow.at_s - monotonic()))
        await house.strike(blow)


@asynccontextmanager
async def _hurrying(clock: Traveller, client: Client, plan: Plan) -> AsyncIterator[None]:
    """The clock runs to wherever somebody waits, while the block lasts."""
    random, quiet_from = Random(f"clock {plan.seed}"), monotonic() + plan.seconds

    async def hurry() -> None:
        while True:
            is_quiet = monotonic() > quiet_from
            await asyncio.sleep(_JUMP_IN_QUIET_S if is_quiet else random.uniform(*_JUMP_EVERY_S))
            if step := clock.next_step():
                await _advance(clock, client, step)

    async with asyncio.TaskGroup() as group:  # its failure ends the block too
        hurrying = group.create_task(hurry())
        yield
        hurrying.cancel()


async def _advance(clock: Traveller, client: Client, by: timedelta) -> None:
    async def move(by: timedelta) -> datetime | None:
        body = {"to": (clock.now() + by).isoformat()}
        reply = await client.ask("POST", "/sandbox/clock", body=body)
        return datetime.fromisoformat(reply.body["now"]) if reply.is_done else None

    await clock.advance(by, move)


async def _let_everything_come_due(clock: Traveller, client: Client, place: Place) -> None:
    """In steps, each of which the workers finish; whatever does not end is a loss."""
    dsn = place.postgres.dsn(SERVED)
    for by in _LAST_JUMPS:
        await _advance(clock, client, by)
        await asyncio.sleep(1)  # the workers look once a second
    for _ in range(_LOOKS):
        if not await asyncio.to_thread(proof.unfinished, dsn):
            return
        await asyncio.sleep(_LOOK_EVERY_S)


async def _broken(world: World) -> list[str]:
    """Every acknowledged booking read again over HTTP, by its user."""
    found: list[str] = []
    for booking_id, pair in world.promises.bookers.items():

        def token(pair: Pair = pair) -> str:
            return pair.user_token(world.signer, world.clock.now())

        reply = await world.client.ask("GET", f"{API}/bookings/{booking_id}", token=token)
        if reply.is_done:
            found += world.promises.broken_of(booking_id, reply.body)
        else:
            found.append(f"{booking_id}: cannot be read any more ({reply.status})")
    return found
