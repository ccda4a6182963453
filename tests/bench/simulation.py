"""Commands of the simulated marketplace per second, and who takes the time."""

from __future__ import annotations

import cProfile
import pstats
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, Final

from mate_adapters.simulation import ALL_FAULTS, Plan, run
from tests.load.failure import LoadFailed

KEY: Final = "simulation"
GOAL_PER_S: Final = 20_000
FULL: Final = Plan(users=1_000, partners=150, days=20, faults=ALL_FAULTS)
QUICK: Final = Plan(users=300, partners=45, days=7, faults=ALL_FAULTS)


@dataclass(frozen=True, slots=True)
class Simulated:
    """CPU seconds of one process; `shares` of the profiled time by part, together 1."""

    commands: int
    cpu_s: float
    wall_s: float
    shares: dict[str, float]

    def figures(self) -> dict[str, Any]:
        return {
            "commands": self.commands,
            "commandsPerS": round(self.commands / self.wall_s),
            "commandsPerCpuS": round(self.commands / self.cpu_s),
            "goalPerS": GOAL_PER_S,
            "shares": {part: round(share, 3) for part, share in self.shares.items()},
        }

    def page(self) -> str:
        told = self.figures()
        shares = ", ".join(f"{part} {share:.0%}" for part, share in self.shares.items())
        return (
            f"Simulation: {self.commands:,} commands with every fault, "
            f"{told['commandsPerS']:,}/s by the clock, {told['commandsPerCpuS']:,} for each second "
            f"of CPU (goal {GOAL_PER_S:,}/s).\n  Own time under the profiler: {shares}."
        )


def measure_simulation(plan: Plan) -> Simulated:
    """One run as it is, one under the profiler, which slows all parts down."""
    cpu, wall = time.process_time(), time.perf_counter()
    finished = run(plan)
    cpu_s, wall_s = time.process_time() - cpu, time.perf_counter() - wall
    if finished.violation is not None:
        raise LoadFailed(f"the simulation of seed {plan.seed} broke: {finished.violation}")
    profile = cProfile.Profile()
    profile.runcall(run, plan)
    return Simulated(finished.stage.commands, cpu_s, wall_s, _shares(profile))


def _shares(profile: cProfile.Profile) -> dict[str, float]:
    """Own time by part; what runs in C is counted where it was called from."""
    own: Counter[str] = Counter()
    stats: Any = pstats.Stats(profile)
    for (file, _, _), (_, _, own_s, _, callers) in stats.stats.items():
        if file != "~":
            own[_part(file)] += own_s
            continue
        for (calling_file, _, _), (_, _, part_s, _) in callers.items():
            own[_part(calling_file)] += part_s
    whole = sum(own.values())
    return {part: seconds / whole for part, seconds in own.most_common()}


def _part(file: str) -> str:
    path = PurePath(file).as_posix()
    for mark, part in (
        ("mate_adapters/simulation/invariants/", "checker"),
        ("mate_adapters/simulation/", "people and engine"),
        ("mate_adapters/memory/", "memory adapters"),
        ("mate_core/", "core"),
    ):
        if mark in path:
            return part
    return "standard library"
