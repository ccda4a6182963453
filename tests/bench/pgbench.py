"""Running a replay in pgbench."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import psycopg

from tests.bench.accounting import Meter
from tests.bench.costs import BenchFailed, Cost
from tests.bench.script import PLAN, Replay
from tests.load.place import Place

_TIMEOUT_S: Final = 120
_WARMING: Final = 10
"""Units by each client before those that count: five executions choose a plan for good."""
_DONE: Final = re.compile(r"number of transactions actually processed: (\d+)")


def replay(place: Place, database: str, work: Replay, clients: int) -> Cost:
    """Every unit of `work` once, as many as fill `clients` evenly; the first few only warm up.

    What connecting, preparing and finding each unit's values cost is taken off, each measured by a
    run of its own. `app_s` is pgbench itself. Raises BenchFailed when a statement is refused.
    """
    _store_plan(place, database, work)
    stretch = len(work.rows) // clients
    warming = min(_WARMING, stretch // 4)
    counted = stretch - warming
    everything = work.lookup + work.body
    run = _Run(place, database, work.constants, clients, stretch)
    warmed, done = run(everything, 0, warming), run(everything, warming, counted)
    found_few, found = run(work.lookup, 0, warming), run(work.lookup, warming, counted)
    return done.beyond(warmed).less_per_unit(found.beyond(found_few))


@dataclass(frozen=True, slots=True)
class _Run:
    """pgbench with `clients` connections, each on its own stretch of the plan."""

    place: Place
    database: str
    constants: Mapping[str, str]
    clients: int
    stretch: int

    def __call__(self, script: str, first: int, count: int) -> Cost:
        """`count` units by each client, from its row number `first` on."""
        file = self.place.home / "replay.sql"
        file.write_text(script)
        given = {"i": str(first - 1), "stretch": str(self.stretch), **self.constants}
        command = [
            *(self.place.program("pgbench"), "-n", "-M", "prepared", "-j", "1", "-f", str(file)),
            *("-c", str(self.clients), "-t", str(count)),
            *(part for name, value in given.items() for part in ("-D", f"{name}={value}")),
            self.place.postgres.dsn(self.database),
        ]
        meter = Meter(os.getpid(), self.place.data)
        before, own_before = meter.read(), _children_s()
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S
        )
        after, own_after = meter.read(), _children_s()
        counted = _DONE.search(done.stdout)
        if done.returncode != 0 or counted is None:
            raise BenchFailed(f"pgbench: {done.stderr[-1500:]}")
        cost = before.until(after, int(counted[1]))
        return replace(cost, app_s=own_after - own_before)


def _children_s() -> float:
    times = os.times()
    return times.children_user + times.children_system


def _store_plan(place: Place, database: str, work: Replay) -> None:
    columns = "".join(f", {name} text" for name in work.columns)
    with psycopg.connect(place.postgres.dsn(database), autocommit=True) as connection:
        connection.execute(f"DROP TABLE IF EXISTS {PLAN}")
        connection.execute(f"CREATE TABLE {PLAN} (n integer PRIMARY KEY{columns})")
        with connection.cursor() as cursor, cursor.copy(f"COPY {PLAN} FROM STDIN") as copy:
            for row in work.rows:
                copy.write_row(row)
        connection.execute(f"VACUUM ANALYZE {PLAN}")
