"""What the cache saves: the same reads without it, when it reads, and when it has read.

`python -m tests.bench.caching`. CPU of the process and of PostgreSQL from the operating system's
own books, on the real services with the embedded database; ratios are to the reads without a cache.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import uvloop

from mate_adapters.memory.cache import LocalCache
from mate_adapters.runtime import Runtime, open_runtime
from mate_core.search.criteria import Criteria
from mate_core.search.model import PageWish
from mate_core.shared.geo import Coordinates
from mate_core.shared.time import Period
from tests.bench import stages
from tests.bench.accounting import Meter
from tests.bench.costs import Cost
from tests.bench.report import record_part
from tests.load.people import CENTRE, Pair, populate
from tests.load.place import SERVED, Place, throw_away_place

KEY: Final = "searchCache"
PAIRS: Final = 5_000
POPULAR: Final = 300
"""So many partners are looked at, each by somebody else."""
TURNS: Final = 5
AT_ONCE: Final = 8

Read = Callable[[Runtime, Pair], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Saving:
    """CPU of one read, in milliseconds, process and database together."""

    without: Cost
    first: Cost
    kept: Cost

    def figures(self) -> dict[str, Any]:
        without, first, kept = (_cpu_ms(each) for each in (self.without, self.first, self.kept))
        return {
            "withoutMs": round(without, 3),
            "firstMs": round(first, 3),
            "keptMs": round(kept, 4),
            "firstRatio": round(first / without, 2),
            "keptRatio": round(kept / without, 4),
        }


def _cpu_ms(cost: Cost) -> float:
    return 1_000 * (cost.app_s + cost.postgres_s) / cost.units


async def _partner_page(runtime: Runtime, pair: Pair) -> object:
    return await runtime.application.partners.public(pair.user, pair.partner.user_id)


async def _free_periods(runtime: Runtime, pair: Pair) -> object:
    now = runtime.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    within = Period(now, now + timedelta(days=31))
    return await runtime.application.calendars.free(pair.user, pair.partner.user_id, within)


async def _search_page(runtime: Runtime, pair: Pair) -> object:
    place = Coordinates(CENTRE.latitude + pair.n % 20 / 1_000, CENTRE.longitude)
    wanted = Criteria(place, 10)
    return await runtime.application.search.find(pair.user, wanted, PageWish(limit=20))


READS: Final[Mapping[str, Read]] = {
    "partnerPage": _partner_page,
    "freePeriods": _free_periods,
    "searchPage": _search_page,
}


def measure(place: Place) -> dict[str, Any]:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        _, now = runner.run(stages.prepare(place))
        populate(place.postgres.dsn(SERVED), PAIRS, at=now)
        return runner.run(_measure(place))


async def _measure(place: Place) -> dict[str, Any]:
    settings = place.settings(SERVED)
    meter = Meter(os.getpid(), place.data)
    pairs = [Pair(n) for n in range(POPULAR)]
    without: dict[str, Cost] = {}
    first: dict[str, Cost] = {}
    kept: dict[str, Cost] = {}
    async with open_runtime(replace(settings, cache=False)) as runtime:
        async for _ in runtime.application.search_index.rebuild():
            pass
        for name, read in READS.items():
            await _all(runtime, read, pairs)  # plans and pages of the database are warm
            without[name] = await _cost(meter, runtime, read, pairs, TURNS)
    async with open_runtime(settings) as runtime:
        listening = asyncio.Event()
        attending = asyncio.create_task(runtime.attendant.run(listening))
        assert runtime.attendant.listener is not None
        await runtime.attendant.listener.listens.wait()
        for name, read in READS.items():
            await _all(runtime, read, pairs[:20])
            first[name] = await _cost(meter, runtime, read, pairs, TURNS, emptied=True)
            kept[name] = await _cost(meter, runtime, read, pairs, 10 * TURNS)
        listening.set()
        await attending
    return {name: Saving(without[name], first[name], kept[name]).figures() for name in READS}


def _cache(runtime: Runtime) -> LocalCache:
    cache = runtime.application.partners.cache
    assert isinstance(cache, LocalCache)
    return cache


async def _cost(
    meter: Meter,
    runtime: Runtime,
    read: Read,
    pairs: Sequence[Pair],
    turns: int,
    *,
    emptied: bool = False,
) -> Cost:
    """Of `turns` times all of them; `emptied` before each, so that all is read anew."""
    before = meter.read()
    for _ in range(turns):
        if emptied:
            _cache(runtime).suspend()
            _cache(runtime).resume()
        await _all(runtime, read, pairs)
    return before.until(meter.read(), turns * len(pairs))


async def _all(runtime: Runtime, read: Read, pairs: Sequence[Pair]) -> None:
    async def some(mine: Sequence[Pair]) -> None:
        for pair in mine:
            await read(runtime, pair)

    await asyncio.gather(*(some(pairs[start::AT_ONCE]) for start in range(AT_ONCE)))


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.bench.caching", description=__doc__)
    parser.add_argument("--json", action="store_true", help="figures for programs")
    parser.add_argument("--record", action="store_true", help="keep the figures in latest.json")
    options = parser.parse_args()
    with throw_away_place() as place:
        figures = measure(place)
    if options.record:
        record_part(KEY, figures)
    if options.json:
        print(json.dumps(figures, indent=2))
        return 0
    for name, saved in figures.items():
        print(
            f"{name:<12} {saved['withoutMs']:8.3f} ms without, {saved['firstMs']:8.3f} ms the first"
            f" time ({saved['firstRatio']:.2f}), {saved['keptMs']:8.4f} ms kept"
            f" ({saved['keptRatio']:.2%})"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
