"""`make bench`: measure, print, and with --record keep the figures in docs/benchmarks."""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import uvloop

from tests.bench import escrow_release, login_timing, pgbench, simulation, stages
from tests.bench.costs import BenchFailed, Cost
from tests.bench.escrow_release import KEY, measure_release
from tests.bench.login_timing import measure_timing
from tests.bench.report import CYCLE, READ_NAMES, Results, Sizes, record, record_part
from tests.bench.script import Replay, replay_of
from tests.bench.search import run as search
from tests.bench.search.run import Searched, measure_search
from tests.bench.simulation import measure_simulation
from tests.bench.stages import Cohort, Recorded, count_released
from tests.bench.work import STEPS, WORKERS
from tests.load.failure import LoadFailed
from tests.load.people import Pair, populate
from tests.load.place import SERVED, Place, throw_away_place
from tests.load.server import ledger_findings

_SERVICES: Final = "bench_services"
_RECORDED: Final = "bench_recorded"
_BARE: Final = "bench_bare"
_FRESH: Final = "bench_fresh"


@dataclass(frozen=True, slots=True)
class Scale:
    """How many pairs live there, and how many of them do what."""

    pairs: int
    measured: int
    warming: int
    recorded: int
    readers: int
    escrows: int

    @property
    def cohort(self) -> Cohort:
        people = [Pair(n) for n in range(self.pairs)]
        bookers = self.warming + self.measured
        return Cohort(
            people[: self.warming], people[self.warming : bookers], people[-self.readers :]
        )

    @property
    def to_record(self) -> Sequence[Pair]:
        return [Pair(n) for n in range(self.recorded)]

    @property
    def to_listen(self) -> Sequence[Pair]:
        return self.cohort.readers[: 2 * self.recorded]


FULL: Final = Scale(pairs=10_000, measured=2_400, warming=100, recorded=1_200, readers=4_000,
                    escrows=100_000)  # fmt: skip
QUICK: Final = Scale(pairs=10_000, measured=240, warming=40, recorded=320, readers=1_200,
                     escrows=10_000)  # fmt: skip


def main() -> int:
    options = _options()
    if options.only == "simulation":
        return _only_simulation(options)
    if options.only == login_timing.KEY:
        return _only_login_timing(options)
    if options.only == search.KEY:
        return _only_search(options)
    if options.only:
        return _only_escrow_release(options)
    try:
        with throw_away_place() as place:
            scale = QUICK if options.quick else FULL
            results = measure(place, scale)
            findings = _unexplained(place)
            release = measure_release(place, _FRESH, scale.pairs, scale.escrows)
            findings += _unexplained_in(place, escrow_release.databases())
        searched = _searched(options)
        simulated = measure_simulation(simulation.QUICK if options.quick else simulation.FULL)
    except LoadFailed as failure:
        print(f"The benchmark failed: {failure}", file=sys.stderr)
        return 1
    document = results.document() | {KEY: release.figures(), "ledger_ok": not findings}
    document[simulation.KEY] = simulated.figures()
    document |= searched.figures()
    page = "\n\n".join(part.page() for part in (results, release, searched, simulated))
    print(json.dumps(document, indent=2) if options.json else page)
    for finding in findings:
        print(f"The ledger does not add up: {finding}", file=sys.stderr)
    if not findings and options.record:
        record(document)
    if not findings and not options.json:
        print("\nThe ledger explains every dong in all databases.")
    return 1 if findings else 0


def _only_escrow_release(options: Namespace) -> int:
    """The sweep alone; with --record its figures replace the old ones in latest.json."""
    scale = QUICK if options.quick else FULL
    try:
        with throw_away_place() as place:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                _, now = runner.run(stages.prepare(place))
            populate(place.postgres.dsn(SERVED), scale.pairs, at=now)
            release = measure_release(place, SERVED, scale.pairs, scale.escrows)
            findings = _unexplained_in(place, escrow_release.databases())
    except LoadFailed as failure:
        print(f"The benchmark failed: {failure}", file=sys.stderr)
        return 1
    print(json.dumps({KEY: release.figures()}, indent=2) if options.json else release.page())
    for finding in findings:
        print(f"The ledger does not add up: {finding}", file=sys.stderr)
    if not findings and options.record:
        record_part(KEY, release.figures())
    return 1 if findings else 0


def _only_simulation(options: Namespace) -> int:
    """No database; with --record its figures replace the old ones in latest.json."""
    try:
        simulated = measure_simulation(simulation.QUICK if options.quick else simulation.FULL)
    except LoadFailed as failure:
        print(f"The benchmark failed: {failure}", file=sys.stderr)
        return 1
    figures = {simulation.KEY: simulated.figures()}
    print(json.dumps(figures, indent=2) if options.json else simulated.page())
    if options.record:
        record_part(simulation.KEY, simulated.figures())
    return 0


def _only_search(options: Namespace) -> int:
    """With --record its figures replace the old ones in latest.json, by size."""
    try:
        searched = _searched(options)
    except LoadFailed as failure:
        print(f"The benchmark failed: {failure}", file=sys.stderr)
        return 1
    print(json.dumps(searched.figures(), indent=2) if options.json else searched.page())
    if options.record:
        for key, figures in searched.figures().items():
            record_part(key, figures)
    return 0


def _searched(options: Namespace) -> Searched:
    """In a place of its own, so that nothing else fills its memory."""
    scales = search.QUICK if options.quick else search.FULL
    with (
        throw_away_place() as place,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(stages.prepare(place))
        return runner.run(measure_search(place, scales))


def _only_login_timing(options: Namespace) -> int:
    """An experiment, no figure of speed; ends with an error when names are told apart."""
    try:
        with throw_away_place() as place:
            timing = measure_timing(
                place, login_timing.QUICK if options.quick else login_timing.FULL
            )
    except LoadFailed as failure:
        print(f"The benchmark failed: {failure}", file=sys.stderr)
        return 1
    figures = {login_timing.KEY: timing.figures()}
    print(json.dumps(figures, indent=2) if options.json else timing.page())
    if options.record:
        record_part(login_timing.KEY, timing.figures())
    return 1 if timing.tells else 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute, rougher figures")
    parser.add_argument("--json", action="store_true", help="figures by name, for machines")
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks/latest.json")
    parser.add_argument(
        "--only",
        choices=["escrow-release", "simulation", search.KEY, login_timing.KEY],
        help="that part alone; with --record its key alone is written",
    )
    return parser.parse_args()


def measure(place: Place, scale: Scale) -> Results:
    """All of it, one measurement after another, each on its own copy of the same data."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        signer, now = runner.run(stages.prepare(place))
        populate(place.postgres.dsn(SERVED), scale.pairs, at=now)
        for copy in (_SERVICES, _RECORDED, _BARE, _FRESH):
            place.copy_database(SERVED, copy)
        version = place.version()
        cohort = scale.cohort
        http = runner.run(stages.over_http(place, signer, cohort))
        services = runner.run(stages.on_services(place, _SERVICES, cohort))
        heard = runner.run(stages.recorded(place, _RECORDED, scale.to_record, scale.to_listen))
    sql, sizes = _bare(place, heard)
    return Results(scale.pairs, scale.measured, http, services, sql, sizes, version)


def _bare(place: Place, heard: Recorded) -> tuple[dict[str, Cost], dict[str, Sizes]]:
    """The recorded statements in pgbench, on a database where none of it has happened yet."""
    works = {name: replay_of(heard.reads[name]) for name in READ_NAMES}
    works[CYCLE] = replay_of(heard.cycles)
    costs = {name: pgbench.replay(place, _BARE, work, WORKERS) for name, work in works.items()}
    replayed = len(works[CYCLE].rows) // WORKERS * WORKERS
    if (done := count_released(place.postgres.dsn(_BARE))) != replayed:
        raise BenchFailed(f"pgbench released {done} of {replayed} escrows")
    works |= {step: replay_of(heard.steps[step]) for step in STEPS}
    return costs, {name: _size(work) for name, work in works.items()}


def _size(work: Replay) -> Sizes:
    return Sizes(work.round_trips, work.statements)


def _unexplained(place: Place) -> list[str]:
    """`mate ledger verify` where HTTP worked, and the same proof where the other two did."""
    findings = ledger_findings(place)
    return findings + _unexplained_in(place, (_SERVICES, _BARE))


def _unexplained_in(place: Place, databases: Sequence[str]) -> list[str]:
    found = [asyncio.run(stages.findings_of(place, database)) for database in databases]
    return [finding for of_one in found for finding in of_one]


if __name__ == "__main__":
    sys.exit(main())
