"""Aligned text for people: columns, thousands separators, wall time of Viet Nam."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

from mate_core.shared.money import Vnd
from mate_core.shared.time import to_local

_GAP = "  "


def money(amount: Vnd | int | None) -> str:
    """Whole dong with separators; a dash for what is not known yet."""
    if amount is None:
        return "-"
    return f"{amount.amount if isinstance(amount, Vnd) else amount:,}"


def local(instant: datetime | None) -> str:
    """Wall time of Viet Nam to the minute; a dash for what has not happened."""
    return "-" if instant is None else f"{to_local(instant):%Y-%m-%d %H:%M}"


def rfc3339(instant: datetime | None) -> str | None:
    """An instant for machines: wall time of Viet Nam with its offset."""
    return None if instant is None else to_local(instant).isoformat()


def clean(text: object) -> str:
    """`text` on one line, composed, without the signs that would steer a terminal."""
    composed = unicodedata.normalize("NFC", "-" if text is None else str(text))
    return "".join(" " if unicodedata.category(sign).startswith("C") else sign for sign in composed)


def table(
    headers: Sequence[str], rows: Iterable[Sequence[object]], *, right: Iterable[int] = ()
) -> list[str]:
    """Lines of an aligned table; columns whose index is in `right` are set to the right."""
    cells = [list(headers), *([clean(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headers))]
    to_right = set(right)

    def line(row: Sequence[str]) -> str:
        return _GAP.join(
            cell.rjust(width) if column in to_right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()

    return [line(cells[0]), _GAP.join("-" * width for width in widths), *map(line, cells[1:])]


def pairs(items: Iterable[tuple[str, object]]) -> list[str]:
    """Lines of names and values, the values aligned."""
    known = [(name, clean(value)) for name, value in items]
    width = max((len(name) for name, _ in known), default=0)
    return [f"{name.ljust(width)}{_GAP}{value}" for name, value in known]
