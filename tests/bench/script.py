"""From recorded units to a pgbench script that repeats them, each with its own values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.costs import BenchFailed
from tests.bench.recording import Batch

PLAN: Final = "bench_plan"
_PLACEHOLDER: Final = re.compile(r"\$(\d+)")
_LOOKS_LIKE_VARIABLE: Final = re.compile(r"(?<!:):[A-Za-z_]")

Unit = Sequence[Batch]
Variables = Mapping[tuple[str | None, ...], str]


@dataclass(frozen=True, slots=True)
class Replay:
    """`lookup` reads one row of `rows` (its first column counts from 0); `body` does the work.

    pgbench gives `constants` by -D and the others from the row.
    """

    lookup: str
    body: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    constants: Mapping[str, str]
    round_trips: int
    statements: int


def replay_of(units: Sequence[Unit]) -> Replay:
    """Units whose statements differ from those of most are left out.

    A value that is the same in every unit is a constant; values that are always equal to one
    another are one variable. Raises BenchFailed when fewer than half the units are alike.
    """
    alike = _of_one_shape(units)
    columns = [
        tuple(values) for values in zip(*(tuple(_parameters(unit)) for unit in alike), strict=True)
    ]
    variables = {
        values: f"v{number}" for number, values in enumerate(dict.fromkeys(columns)) if any(values)
    }
    changing = {values: name for values, name in variables.items() if len(set(values)) > 1}
    body = "\n".join(_batch_text(*named) for named in _named(alike[0], columns, variables))
    names = list(changing.values())
    return Replay(
        lookup=_lookup(names),
        body=body + "\n",
        columns=names,
        rows=[
            [str(number), *(str(values[number]) for values in changing)]
            for number in range(len(alike))
        ],
        constants={
            name: str(values[0]) for values, name in variables.items() if len(set(values)) == 1
        },
        round_trips=len(alike[0]),
        statements=sum(map(len, alike[0])),
    )


def _of_one_shape(units: Sequence[Unit]) -> Sequence[Unit]:
    shapes = [
        tuple(
            tuple((sent.sql, *(value is None for value in sent.parameters)) for sent in batch)
            for batch in unit
        )
        for unit in units
    ]
    usual, count = Counter(shapes).most_common(1)[0]
    if count * 2 < len(units):
        raise BenchFailed(f"only {count} of {len(units)} recorded units are alike")
    return [unit for unit, shape in zip(units, shapes, strict=True) if shape == usual]


def _parameters(unit: Unit) -> list[str | None]:
    return [value for batch in unit for sent in batch for value in sent.parameters]


def _named(
    unit: Unit, columns: Sequence[tuple[str | None, ...]], variables: Variables
) -> list[tuple[list[str], bool]]:
    """Each batch as statements with pgbench's variables, and whether it needs a pipeline."""
    position = 0
    batches = []
    for batch in unit:
        texts = []
        for sent in batch:
            names = [variables.get(values) for values in columns[position:][: len(sent.parameters)]]
            texts.append(_with_variables(sent.sql, names))
            position += len(sent.parameters)
        batches.append((texts, len(batch) > 1))
    return batches


def _with_variables(sql: str, names: Sequence[str | None]) -> str:
    if _LOOKS_LIKE_VARIABLE.search(sql):
        raise BenchFailed(f"pgbench would take part of this for a variable: {sql}")

    def named(found: re.Match[str]) -> str:
        name = names[int(found[1]) - 1]
        return "NULL" if name is None else f":{name}"

    return " ".join(_PLACEHOLDER.sub(named, sql).split()) + ";"


def _batch_text(statements: Sequence[str], pipelined: bool) -> str:
    lines = ["\\startpipeline", *statements, "\\endpipeline"] if pipelined else statements
    return "\n".join(lines)


def _lookup(names: Sequence[str]) -> str:
    """Every client walks through its own stretch of the plan."""
    return (
        "\\set i :i + 1\n"
        "\\set n :client_id * :stretch + :i\n"
        f"SELECT {', '.join(names) or '1 AS nothing'} FROM {PLAN} WHERE n = :n \\gset\n"
    )
