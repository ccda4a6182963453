"""Running a replay in pgbench."""

from __future__ import annotations

import os
import re
import subprocess
from typing import Final

import psycopg

from tests.bench.accounting import Meter
from tests.bench.costs import BenchFailed, Cost
from tests.bench.place import Place
from tests.bench.script import PLAN, Replay

_TIMEOUT_S: Final = 120
_DONE: Final = re.compile(r"number of transactions actually processed: (\d+)")


def replay(place: Place, database: str, work: Replay, clients: int, *, times: int = 1) -> Cost:
    """Every unit of `work`, `times` over; the cost of finding its values is taken off.

    `app_s` of the answer is pgbench itself. Raises BenchFailed when a statement is refused.
    """
    _store_plan(place, database, work)
    stretch = len(work.rows) // clients
    both = _run(place, database, work, work.lookup + work.body, clients, stretch, times)
    lookup = _run(place, database, work, work.lookup, clients, stretch, times)
    cost = both.less_per_unit(lookup)
    return Cost(cost.units, max(both.wall_s - lookup.wall_s, 1e-9), cost.app_s, cost.postgres_s)


def _run(
    place: Place,
    database: str,
    work: Replay,
    script: str,
    clients: int,
    stretch: int,
    times: int,
) -> Cost:
    file = place.home / "replay.sql"
    file.write_text(script)
    command = [
        *(place.program("pgbench"), "-n", "-M", "prepared", "-j", "1", "-f", str(file)),
        *("-c", str(clients), "-t", str(stretch * times)),
        *("-D", "i=-1", "-D", f"stretch={stretch}"),
        *(part for name, value in work.constants.items() for part in ("-D", f"{name}={value}")),
        place.postgres.dsn(database),
    ]
    meter = Meter(os.getpid(), place.data)
    before, own_before = meter.read(), _children_s()
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_TIMEOUT_S)
    after, own_after = meter.read(), _children_s()
    counted = _DONE.search(done.stdout)
    if done.returncode != 0 or counted is None:
        raise BenchFailed(f"pgbench: {done.stderr[-1500:]}")
    cost = before.until(after, int(counted[1]))
    return Cost(cost.units, cost.wall_s, own_after - own_before, cost.postgres_s)


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
        connection.execute("CHECKPOINT")
