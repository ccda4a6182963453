"""`simulate`: a plan in, an account of everything that happened out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from mate_adapters.simulation.engine import Engine, Progress
from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.plan import Plan
from mate_adapters.simulation.population import Population
from mate_adapters.simulation.stage import Stage


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run; `violation` is None when every invariant held to the end."""

    plan: Plan
    stage: Stage
    seconds: float
    violation: Violated | None


def run(plan: Plan, *, progress: Callable[[Progress], None] | None = None) -> Run:
    """Run the plan to its end, or to the first violation."""
    with _no_collector():
        return _run(plan, progress or _quietly)


def _run(plan: Plan, progress: Callable[[Progress], None]) -> Run:
    stage = Stage(plan)
    began = perf_counter()
    violation: Violated | None = None
    try:
        engine = Engine(plan, stage)
        Population(engine)
        engine.run(progress)
    except Violated as broken:
        violation = broken
    return Run(plan, stage, perf_counter() - began, violation)


def _quietly(progress: Progress) -> None:
    """Nobody watches."""


@contextmanager
def _no_collector() -> Iterator[None]:
    """A run makes rows that stay, and no cycles: looking through them all the time is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()  # to the oldest generation: the next look at the youngest is short
            gc.enable()
