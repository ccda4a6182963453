"""A simulated marketplace on the real services: it finds bugs, and answers what-if questions.

from mate_adapters.simulation import ALL_FAULTS, Plan, run, summarise

finished = run(Plan(users=200, partners=30, days=7, seed=1, faults=ALL_FAULTS))
assert finished.violation is None, finished.violation
print(summarise(finished).document())
"""

from mate_adapters.simulation.invariants.violation import Violated
from mate_adapters.simulation.plan import (
    ALL_FAULTS,
    FAULTS,
    MARKET,
    NO_FAULTS,
    SOME_FAULTS,
    FaultRates,
    Plan,
)
from mate_adapters.simulation.run import Run, run
from mate_adapters.simulation.shrink import Replay, replay, shrink
from mate_adapters.simulation.study import Study, compare
from mate_adapters.simulation.summary import Summary, summarise

__all__ = [
    "ALL_FAULTS",
    "FAULTS",
    "MARKET",
    "NO_FAULTS",
    "SOME_FAULTS",
    "FaultRates",
    "Plan",
    "Replay",
    "Run",
    "Study",
    "Summary",
    "Violated",
    "compare",
    "replay",
    "run",
    "shrink",
    "summarise",
]
