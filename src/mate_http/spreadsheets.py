"""CSV that spreadsheet programs open as it was meant, one row at a time.

UTF-8 with a byte order mark, without which Excel takes Vietnamese for another encoding; CRLF and
commas (RFC 4180). A text that a spreadsheet would run as a formula is led in by an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
_FORMULA: Final = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""A cell that begins so is a formula somewhere; the last four are their full-width forms."""

Cell = str | int | None


def line(cells: Sequence[Cell]) -> str:
    """One row with its line end; numbers stay numbers, negative ones too."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([_safe(cell) for cell in cells])
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell[:1] in _FORMULA and cell:
        return f"'{cell}"
    return cell
