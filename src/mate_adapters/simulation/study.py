"""What-if questions: the same people and the same chance under other rules, side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mate_adapters.composition.ports import Policies
from mate_adapters.simulation.plan import Plan
from mate_adapters.simulation.run import Run, run
from mate_adapters.simulation.summary import Summary, summarise

_ROWS: tuple[tuple[str, str], ...] = (
    ("bookings", "bookings"),
    ("turnover", "paid in, VND"),
    ("fees", "fees earned, VND"),
    ("paid_to_partners", "paid to partners, VND"),
    ("refunded", "refunded, VND"),
    ("utilisation", "utilisation"),
    ("hours_to_release", "hours to release"),
)


@dataclass(frozen=True, slots=True)
class Study:
    """Finished runs with their summaries, in the order in which they were asked for."""

    runs: Mapping[str, Run]
    summaries: Mapping[str, Summary]

    def lines(self) -> list[str]:
        """A table for people: a line for each figure, a column for each case."""
        names = list(self.summaries)
        rows = [["", *names]]
        for field, title in _ROWS:
            values = (getattr(summary, field) for summary in self.summaries.values())
            rows.append([title, *map(_shown, values)])
        widths = [max(len(row[column]) for row in rows) for column in range(len(names) + 1)]
        return [
            "  ".join(
                cell.ljust(width) if column == 0 else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def compare(plan: Plan, cases: Mapping[str, Policies]) -> Study:
    """Run `plan` once under each of the named policies.

    People decide from the same chance, but what they meet differs, so small differences between
    cases are noise: compare several seeds before you believe them. Raises Violated when a case
    breaks an invariant.
    """
    runs = {name: run(replace(plan, policies=policies)) for name, policies in cases.items()}
    for finished in runs.values():
        if finished.violation is not None:
            raise finished.violation
    return Study(runs, {name: summarise(finished) for name, finished in runs.items()})


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.3g}"
