"""COPY in its text format: many rows at once, from the same values that single rows are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg import sql
from psycopg.rows import TupleRow
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSTZRANGE, TSVECTOR

from mate_core.shared.time import Period

_NULL: Final = r"\N"
_ESCAPES: Final = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}
_IN_ARRAYS: Final = {"\\": r"\\", '"': r"\""}


class CopyTable:
    """Puts rows into `table`; a row is a mapping by column name, as repositories make them.

    Columns that are not in `columns` keep their defaults.
    """

    def __init__(self, table: sa.Table, columns: Sequence[str] | None = None) -> None:
        self.name: Final = table.name
        chosen = [column for column in table.c if columns is None or column.name in columns]
        self._fields: Final = [(column.name, _writer(column.type)) for column in chosen]
        self._command: Final = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name),
            sql.SQL(", ").join(sql.Identifier(column.name) for column in chosen),
        )

    def lines(self, rows: Iterable[Mapping[str, Any]]) -> bytes:
        """The rows as COPY reads them; raises KeyError when a column is missing."""
        fields = self._fields
        texts = [
            "\t".join(
                [_NULL if (value := row[name]) is None else write(value) for name, write in fields]
            )
            for row in rows
        ]
        return ("\n".join(texts) + "\n").encode() if texts else b""

    def send(self, connection: psycopg.Connection[TupleRow], lines: bytes) -> None:
        """`lines` of this table, as one statement of the connection's transaction."""
        with connection.cursor() as cursor, cursor.copy(self._command) as copy:
            copy.write(lines)


Writer = Callable[[Any], str]


def _escaped(value: str, escapes: Mapping[str, str]) -> str:
    """The backslash first; hardly any text has one, and looking is cheaper than translating."""
    for sign, escape in escapes.items():
        if sign in value:
            value = value.replace(sign, escape)
    return value


def _text(value: str) -> str:
    return _escaped(value, _ESCAPES)


def _boolean(value: bool) -> str:
    return "t" if value else "f"


def _instant(value: date | datetime) -> str:
    return value.isoformat()


def _period(value: Period) -> str:
    return f"[{value.start.isoformat()},{value.end.isoformat()})"


def _array(values: Iterable[Any]) -> str:
    quoted = ",".join([f'"{_escaped(str(value), _IN_ARRAYS)}"' for value in values])
    return _escaped(f"{{{quoted}}}", _ESCAPES)


def _writer(type_: Any) -> Writer:
    for kind, write in _WRITERS:
        if isinstance(type_, kind):
            return write
    raise TypeError(f"no way to write {type_!r} into a COPY")


_WRITERS: Final[Sequence[tuple[type, Writer]]] = (
    (sa.Uuid, str),
    (sa.Text, _text),
    (sa.Integer, str),
    (sa.Boolean, _boolean),
    (sa.DateTime, _instant),
    (sa.Date, _instant),
    (sa.Double, repr),
    (ARRAY, _array),
    (JSONB, _text),
    (TSVECTOR, _text),
    (TSTZRANGE, _period),
)
