"""Which columns hold what about people, why, for how long, and who sees it.

Every column of the schema stands in `data_classes` exactly once; `annotate` writes that to the
column's own `info`, and a test fails for a column that nobody has classified. docs/privacy.md is
drawn from it:

    python -m mate_adapters.postgres.data_map docs/privacy.md
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Final

import sqlalchemy as sa

from mate_adapters.postgres import tables
from mate_adapters.postgres.data_classes import CLASSES, TableClasses
from mate_adapters.postgres.tables.columns import metadata
from mate_core.privacy.retention import RETENTIONS, Kept

INFO: Final = "data"
MARK: Final = "<!-- Generated: python -m mate_adapters.postgres.data_map docs/privacy.md -->\n"
"""Everything behind this line of the page is ours."""


class DataClass(StrEnum):
    """What a column says about a person (Decree 356/2025; VIETNAM V4)."""

    SENSITIVE = "sensitive"
    """Bank accounts, places, identity papers, secrets: sealed, hashed or erased early."""
    PERSONAL = "personal"
    """Names somebody, reaches somebody, or was written by somebody."""
    PSEUDONYM = "pseudonym"
    """An id or a keyed hash: it leads to a person only by another table or a key."""
    PLAIN = "plain"
    """Says nothing of a person by itself."""


@dataclass(frozen=True, slots=True)
class ColumnData:
    """What stands in the `info` of a column."""

    data: DataClass
    purpose: str
    kept: Kept
    seen_by: str


class Unclassified(Exception):
    """A column that stands in no class, in several, or in none of the tables."""


def annotate() -> Mapping[str, Mapping[str, ColumnData]]:
    """Classify every column of the schema, by table and name; raises Unclassified, naming them."""
    for module in pkgutil.iter_modules(tables.__path__):
        importlib.import_module(f"{tables.__name__}.{module.name}")
    found = {}
    trouble = [f"no such table: {name}" for name in sorted(CLASSES.keys() - metadata.tables.keys())]
    for table in metadata.sorted_tables:
        classes = CLASSES.get(table.name)
        if classes is None:
            trouble.append(f"{table.name}: no column of it is classified")
            continue
        data = dict(_columns(classes))
        names = [name for name, _ in _columns(classes)]
        actual = {column.name for column in table.columns}
        trouble += [f"{table.name}.{name}: twice" for name in names if names.count(name) > 1]
        trouble += [f"{table.name}.{name}: unclassified" for name in sorted(actual - set(names))]
        trouble += [f"{table.name}.{name}: no such column" for name in sorted(set(names) - actual)]
        found[table.name] = MappingProxyType(data)
        _write(table, data)
    if trouble:
        raise Unclassified("; ".join(trouble))
    return MappingProxyType(found)


def _write(table: sa.Table, data: Mapping[str, ColumnData]) -> None:
    for column in table.columns:
        if column.name in data:
            column.info[INFO] = data[column.name]


def _columns(classes: TableClasses) -> Iterator[tuple[str, ColumnData]]:
    for data in DataClass:
        for word in getattr(classes, data.value).split():
            name, _, kept = word.partition(":")
            if data is DataClass.PLAIN:
                retention = Kept.NONE
            else:
                retention = Kept(kept) if kept else classes.kept
            yield name, ColumnData(data, classes.purpose, retention, classes.seen_by)


def page() -> str:
    """The data map and the table of retentions, as Markdown."""
    lines = ["## Data map", "", "Ids, sums, states and instants that say nothing of a person are"]
    lines += ["left out; pseudonyms are named for what they lead to.", ""]
    lines += ["| table | columns | class | what for | kept | who sees it |"]
    lines += ["| --- | --- | --- | --- | --- | --- |"]
    for table, columns in annotate().items():
        lines += _rows(table, columns)
    lines += ["", "## Retentions", "", "| class | what | for how long | why | job |"]
    lines += ["| --- | --- | --- | --- | --- |"]
    for kept, retention in RETENTIONS.items():
        span, job = retention.since, ""
        if retention.kept is not None:
            days = retention.kept.days
            span = f"{days} days from {retention.since}" if days else f"until {retention.since}"
            job = "nightly"
        lines.append(f"| {kept} | {retention.what} | {span} | {retention.why} | {job} |")
    return "\n".join(lines) + "\n"


def _rows(table: str, columns: Mapping[str, ColumnData]) -> Iterator[str]:
    groups: dict[ColumnData, list[str]] = {}
    for name, data in columns.items():
        if data.data is not DataClass.PLAIN:
            groups.setdefault(data, []).append(f"`{name}`")
    for data, names in groups.items():
        yield (
            f"| {table} | {', '.join(names)} | {data.data} | {data.purpose} | {data.kept} "
            f"| {data.seen_by} |"
        )


def main() -> None:
    path = Path(sys.argv[1])
    written, _, _ = path.read_text(encoding="utf-8").partition(MARK)
    path.write_text(written + MARK + page(), encoding="utf-8")


if __name__ == "__main__":
    main()
