"""CPU seconds from the operating system's own books."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from tests.bench.costs import BenchFailed, Cost

_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Reading:
    wall_s: float
    app_s: float
    postgres_s: float

    def until(self, later: Reading, units: int) -> Cost:
        return Cost(
            units,
            later.wall_s - self.wall_s,
            later.app_s - self.app_s,
            later.postgres_s - self.postgres_s,
        )


class Meter:
    """Reads what the app process `app_pid` and the PostgreSQL under `data` have used so far.

    PostgreSQL counts with its live children and with those that ended (the postmaster has their
    times), so connections that come and go lose nothing.
    """

    def __init__(self, app_pid: int, data: Path) -> None:
        self._app = psutil.Process(app_pid)
        self._postmaster = psutil.Process(_postmaster_pid(data))

    def read(self) -> Reading:
        return Reading(time.monotonic(), _own(self._app), self._postgres())

    def _postgres(self) -> float:
        for _ in range(_TRIES):
            try:
                children = self._postmaster.children()
                seen = sum(_own(child) for child in children)
                total = seen + _own(self._postmaster) + _ended_children(self._postmaster)
            except psutil.NoSuchProcess:
                continue  # one ended meanwhile: its time has just moved
            if {child.pid for child in self._postmaster.children()} == {c.pid for c in children}:
                return total
        raise BenchFailed("the processes of PostgreSQL never held still")


def _own(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _ended_children(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.children_user + times.children_system)


def _postmaster_pid(data: Path) -> int:
    return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
