"""Figures for machines and a page for people."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.bench.costs import Cost, Split, one_after_another
from tests.bench.work import READS, STEPS

LATEST: Final = Path(__file__).resolve().parents[2] / "docs" / "benchmarks" / "latest.json"
CYCLE: Final = "booking_cycle"
READ_NAMES: Final = tuple(read.name for read in READS)
TO_REACH_MS: Final = {CYCLE: 9.0, "wallet": 0.5, "partner_profile": 0.6}
"""CPU per unit, app and PostgreSQL, as DESIGN 11 asks; search there has more filters."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much went over the wire to PostgreSQL for one unit."""

    round_trips: int
    statements: int


@dataclass(frozen=True, slots=True)
class Results:
    pairs: int
    measured: int
    http: Mapping[str, Cost]
    services: Mapping[str, Cost]
    sql: Mapping[str, Cost]
    sizes: Mapping[str, Sizes]
    postgresql: str

    def split(self, name: str) -> Split:
        if name == CYCLE:
            return Split(_whole(self.http), _whole(self.services), self.sql[name])
        return Split(self.http[name], self.services[name], self.sql[name])

    def document(self) -> dict[str, Any]:
        """Name → figure; the unit stands at the end of each name."""
        figures: dict[str, Any] = {}
        for name in (CYCLE, *READ_NAMES):
            figures |= _figures(name, self.split(name), self.sizes[name])
        for step in STEPS:
            prefix = f"{CYCLE}_step_{step}"
            figures[f"{prefix}_http_cpu_ms"] = _round(self.http[step].cpu_ms)
            figures[f"{prefix}_services_cpu_ms"] = _round(self.services[step].cpu_ms)
            figures[f"{prefix}_round_trips"] = self.sizes[step].round_trips
        return figures | {
            "cycles_measured": self.measured,
            "partners": self.pairs,
            "machine": {
                "cores": os.cpu_count(),
                "python": platform.python_version(),
                "postgresql": self.postgresql,
            },
        }

    def page(self) -> str:
        lines = [
            f"{self.measured} booking cycles, {self.pairs} partners, PostgreSQL "
            f"{self.postgresql}, Python {platform.python_version()}, {os.cpu_count()} cores.",
            "CPU in milliseconds per unit, from the operating system's accounting.",
        ]
        for name in (CYCLE, *READ_NAMES):
            lines += ["", *_section(name, self.split(name), self.sizes[name])]
        lines += ["", *self._steps()]
        return "\n".join(lines)

    def _steps(self) -> Sequence[str]:
        head = f"{'steps of a cycle':<22}{'HTTP app':>10}{'HTTP pg':>10}{'serv. app':>10}"
        lines = [f"{head}{'serv. pg':>10}{'trips':>8}{'statements':>12}"]
        for step in STEPS:
            http, services, sizes = self.http[step], self.services[step], self.sizes[step]
            lines.append(
                f"{step:<22}{http.app_ms:>10.2f}{http.postgres_ms:>10.2f}"
                f"{services.app_ms:>10.2f}{services.postgres_ms:>10.2f}"
                f"{sizes.round_trips:>8}{sizes.statements:>12}"
            )
        return lines


def _whole(costs: Mapping[str, Cost]) -> Cost:
    return one_after_another(costs[step] for step in STEPS)


def _round(figure: float) -> float:
    return round(figure, 3)


def _figures(name: str, split: Split, sizes: Sizes) -> dict[str, float]:
    return {
        f"{name}_rate_per_s": _round(split.http.rate_per_s),
        f"{name}_http_cpu_ms": _round(split.http.cpu_ms),
        f"{name}_http_app_cpu_ms": _round(split.http.app_ms),
        f"{name}_http_postgresql_cpu_ms": _round(split.http.postgres_ms),
        f"{name}_services_rate_per_s": _round(split.services.rate_per_s),
        f"{name}_services_cpu_ms": _round(split.services.cpu_ms),
        f"{name}_services_app_cpu_ms": _round(split.services.app_ms),
        f"{name}_services_postgresql_cpu_ms": _round(split.services.postgres_ms),
        f"{name}_pgbench_rate_per_s": _round(split.sql.rate_per_s),
        f"{name}_pgbench_postgresql_cpu_ms": _round(split.sql.postgres_ms),
        f"{name}_split_http_cpu_ms": _round(split.http_ms),
        f"{name}_split_service_cpu_ms": _round(split.service_ms),
        f"{name}_split_sql_cpu_ms": _round(split.sql_ms),
        f"{name}_ratio_to_pgbench": _round(split.ratio),
        f"{name}_round_trips": sizes.round_trips,
        f"{name}_statements": sizes.statements,
    }


def _section(name: str, split: Split, sizes: Sizes) -> list[str]:
    goal = f", to reach {TO_REACH_MS[name]} ms" if name in TO_REACH_MS else ""
    rows = [("over HTTP", split.http), ("services in process", split.services)]
    return [
        f"{name}: {split.http.cpu_ms:.2f} ms CPU{goal}; {split.http.rate_per_s:.1f}/s over HTTP",
        f"  {'':<22}{'rate/s':>10}{'app':>10}{'PostgreSQL':>12}{'together':>10}",
        *(
            f"  {label:<22}{cost.rate_per_s:>10.1f}{cost.app_ms:>10.2f}"
            f"{cost.postgres_ms:>12.2f}{cost.cpu_ms:>10.2f}"
            for label, cost in rows
        ),
        f"  {'pgbench, same SQL':<22}{split.sql.rate_per_s:>10.1f}{'':>10}"
        f"{split.sql.postgres_ms:>12.2f}{split.sql.postgres_ms:>10.2f}",
        f"  split: HTTP {split.http_ms:.2f}, service {split.service_ms:.2f}, SQL {split.sql_ms:.2f}"
        f" ms; {split.ratio:.1f} times pgbench;"
        f" {sizes.statements} statements in {sizes.round_trips} round trips",
    ]


def record(document: Mapping[str, Any]) -> None:
    LATEST.write_text(json.dumps(document, indent=2) + "\n")


def record_part(key: str, figures: Mapping[str, Any]) -> None:
    """One part of the figures anew; the others stay as they are."""
    known: dict[str, Any] = json.loads(LATEST.read_text()) if LATEST.exists() else {}
    LATEST.parent.mkdir(parents=True, exist_ok=True)
    LATEST.write_text(json.dumps(known | {key: figures}, indent=2) + "\n")
