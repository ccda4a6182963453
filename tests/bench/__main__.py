"""`make bench`: measure, print, and with --record keep the figures in docs/benchmarks."""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from dataclasses import dataclass
from typing import Final

import uvloop

from tests.bench import pgbench, stages
from tests.bench.costs import BenchFailed, Cost
from tests.bench.people import Pair, populate
from tests.bench.place import SERVED, Place, throw_away_place
from tests.bench.report import CYCLE, READ_NAMES, Results, Sizes, record
from tests.bench.script import Replay, replay_of
from tests.bench.server import ledger_findings
from tests.bench.stages import Cohort, Recorded, count_released
from tests.bench.work import STEPS, WORKERS

_SERVICES: Final = "bench_services"
_RECORDED: Final = "bench_recorded"
_BARE: Final = "bench_bare"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many pairs live there, act, and warm up; how often each reads."""

    pairs: int
    measured: int
    warming: int
    recorded: int
    reads: int

    @property
    def cohort(self) -> Cohort:
        warming = [Pair(n) for n in range(self.warming)]
        return Cohort(warming, [Pair(self.warming + n) for n in range(self.measured)])


FULL: Final = Scale(pairs=10_000, measured=1_200, warming=80, recorded=800, reads=2)
QUICK: Final = Scale(pairs=10_000, measured=240, warming=40, recorded=240, reads=2)


def main() -> int:
    options = _options()
    try:
        with throw_away_place() as place:
            results = measure(place, QUICK if options.quick else FULL)
            findings = _unexplained(place)
    except BenchFailed as failure:
        print(f"The benchmark failed: {failure}", file=sys.stderr)
        return 1
    document = results.document() | {"ledger_ok": not findings}
    print(json.dumps(document, indent=2) if options.json else results.page())
    for finding in findings:
        print(f"The ledger does not add up: {finding}", file=sys.stderr)
    if not findings and options.record:
        record(document)
    if not findings and not options.json:
        print("\nThe ledger explains every dong in all three databases.")
    return 1 if findings else 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about 20 s, rougher figures")
    parser.add_argument("--json", action="store_true", help="figures by name, for machines")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks/latest.json")
    return parser.parse_args()


def measure(place: Place, scale: Scale) -> Results:
    """All of it, one measurement after another, each on its own copy of the same data."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        signer, now = runner.run(stages.prepare(place))
        populate(place.postgres.dsn(SERVED), scale.pairs, at=now)
        for copy in (_SERVICES, _RECORDED, _BARE):
            place.copy_database(SERVED, copy)
        version = place.version()
        cohort = scale.cohort
        http = runner.run(stages.over_http(place, signer, cohort, scale.reads))
        services = runner.run(stages.on_services(place, _SERVICES, cohort, scale.reads))
        pairs = [Pair(n) for n in range(scale.recorded)]
        heard = runner.run(stages.recorded(place, _RECORDED, pairs))
    sql, sizes = _bare(place, heard, scale)
    return Results(scale.pairs, scale.measured, http, services, sql, sizes, version)


def _bare(place: Place, heard: Recorded, scale: Scale) -> tuple[dict[str, Cost], dict[str, Sizes]]:
    """The recorded statements in pgbench, on a database where none of it has happened yet."""
    works = {name: replay_of(heard.reads[name]) for name in READ_NAMES}
    costs = {
        name: pgbench.replay(place, _BARE, works[name], WORKERS, times=scale.reads)
        for name in READ_NAMES
    }
    works[CYCLE] = replay_of(heard.cycles)
    costs[CYCLE] = pgbench.replay(place, _BARE, works[CYCLE], WORKERS)
    if (done := count_released(place.postgres.dsn(_BARE))) != costs[CYCLE].units:
        raise BenchFailed(f"pgbench released {done} of {costs[CYCLE].units} escrows")
    works |= {step: replay_of(heard.steps[step]) for step in STEPS}
    return costs, {name: _size(work) for name, work in works.items()}


def _size(work: Replay) -> Sizes:
    return Sizes(work.round_trips, work.statements)


def _unexplained(place: Place) -> list[str]:
    checked = (ledger_findings(place, database) for database in (SERVED, _SERVICES, _BARE))
    return [finding for finding in checked if finding is not None]


if __name__ == "__main__":
    sys.exit(main())
