"""Statements: built once with SQLAlchemy Core, then plain SQL with typed parameters for ever.

Building and compiling Core costs three times the driver's own work, so it happens when a module is
imported. What remains per call is encoding the parameters, by types known beforehand.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from psycopg import adapters, pq
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSQUERY

from mate_core.shared.errors import InvalidInput

_DIALECT: Final = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
_PREFIX: Final = "p_"
_numbers = itertools.count(1)

Encoder = Callable[[Any], bytes]
NO_ROW: Final = "22012"
"""The SQLSTATE (division by zero) of a `saved_once` that met no row."""


def param(name: str, type_: Any) -> sa.BindParameter[Any]:
    """A value that each call gives under `name`."""
    # SQLAlchemy reserves a column's own name for itself in INSERT and UPDATE.
    return sa.bindparam(_PREFIX + name, type_=type_)


def of(column: sa.Column[Any]) -> sa.BindParameter[Any]:
    """A value for that column, under the column's name."""
    return param(column.name, column.type)


def constant(value: StrEnum | str) -> sa.ColumnElement[str]:
    """A text that stands in the SQL itself, so that partial indexes are seen to apply."""
    return sa.literal_column("'" + value.replace("'", "''") + "'", sa.Text)


class Statement:
    """SQL as the server wants it, its prepared name, and the encoders of its parameters.

    `source` is a Core construct whose values are all named by `param` or `of`, or a `query`.
    """

    __slots__ = ("_parameters", "formats", "name", "oids", "sql")

    def __init__(self, source: sa.ClauseElement) -> None:
        compiled = source.compile(dialect=_DIALECT)
        order: Sequence[str] = getattr(compiled, "positiontup", None) or ()
        binds: Mapping[str, sa.BindParameter[Any]] = getattr(compiled, "binds", {})
        coded = [_coding(binds[name].type) for name in order]
        self.sql: Final = str(compiled).encode()
        self.name: Final = b"mate_%d" % next(_numbers)
        self.oids: Final = [oid for oid, _, _ in coded]
        self.formats: Final = [form for _, form, _ in coded]
        self._parameters: Final = tuple(
            (_key(binds[name]), encode) for name, (_, _, encode) in zip(order, coded, strict=True)
        )

    @property
    def names(self) -> Sequence[str]:
        """Of the parameters, in order."""
        return [name for name, _ in self._parameters]

    def encode(self, values: Mapping[str, Any]) -> list[bytes | None]:
        """The parameters in order; raises KeyError when one is missing."""
        return [
            None if (value := values[name]) is None else encode(value)
            for name, encode in self._parameters
        ]


def _key(bind: sa.BindParameter[Any]) -> str:
    if bind.unique:
        raise ValueError(f"a value slipped into the statement: {bind.key}; name it or inline it")
    return bind.key.removeprefix(_PREFIX)


def query(text: str, **types: Any) -> sa.TextClause:
    """SQL in words, for what Core says less clearly; `:name` is a parameter of that type."""
    return sa.text(text).bindparams(
        *(sa.bindparam(name, type_=type_) for name, type_ in types.items())
    )


def insert_into(table: sa.Table) -> sa.Insert:
    """One row; every column is a parameter of its own name."""
    return table.insert().values({column: of(column) for column in table.columns})


def saved_once(update: sa.Update) -> sa.Select[Any]:
    """The same UPDATE, failing with a division by zero (22012) unless it met exactly one row.

    A stale version is thus an error of the statement itself, and the commit behind it in the
    same round trip does not happen.
    """
    saved = update.returning(sa.literal_column("1")).cte("saved")
    return sa.select(sa.literal_column("1 / count(*)")).select_from(saved)


def _coding(type_: Any) -> tuple[int, pq.Format, Encoder]:
    if isinstance(type_, ARRAY):
        oid, encode = next(
            (oid, encode) for kind, oid, encode in _ARRAYS if isinstance(type_.item_type, kind)
        )
        return oid, pq.Format.TEXT, encode
    if isinstance(type_, JSONB):
        return 3802, pq.Format.TEXT, str.encode
    if isinstance(type_, TSQUERY):  # read once; as a cast it would be for every row
        return 3615, pq.Format.TEXT, str.encode
    for kind, oid, python in _SCALARS:
        if isinstance(type_, kind):
            dumper = adapters.get_dumper_by_oid(oid, pq.Format.BINARY)(python, None)
            return oid, pq.Format.BINARY, dumper.dump  # type: ignore[return-value] # bytes-like
    raise TypeError(f"no encoder for parameters of type {type_!r}")


# Small integers first: SQLAlchemy's SmallInteger and BigInteger are both Integers.
_SCALARS: Final[Sequence[tuple[type, int, type]]] = (
    (sa.Uuid, 2950, UUID),
    (sa.Text, 25, str),
    (sa.SmallInteger, 21, int),
    (sa.BigInteger, 20, int),
    (sa.Integer, 23, int),
    (sa.Boolean, 16, bool),
    (sa.DateTime, 1184, object),
    (sa.Date, 1082, object),
    (sa.Double, 701, float),
    (sa.LargeBinary, 17, bytes),
)


def _uuids(values: Sequence[UUID | None]) -> bytes:
    return _array("NULL" if value is None else value.hex for value in values)


def _integers(values: Sequence[int | None]) -> bytes:
    return _array("NULL" if value is None else str(value) for value in values)


def _instants(values: Sequence[datetime]) -> bytes:
    return _array(value.isoformat() for value in values)


def _days(values: Sequence[date]) -> bytes:
    return _array(value.isoformat() for value in values)


def _booleans(values: Sequence[bool]) -> bytes:
    return _array("t" if value else "f" for value in values)


def _texts(values: Sequence[str | None]) -> bytes:
    # Of many texts most are the same few words: each is quoted once.
    quoted = {value: "NULL" if value is None else _quoted(value) for value in set(values)}
    return _array(map(quoted.__getitem__, values))


def _quoted(value: str) -> str:
    if "\0" in value:  # a parameter in text format would end there without a word
        raise InvalidInput("body", "text.unreadable", "A text holds signs that cannot be stored.")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _array(items: Iterable[str]) -> bytes:
    return ("{" + ",".join(items) + "}").encode()


_ARRAYS: Final[Sequence[tuple[type, int, Encoder]]] = (
    (sa.Uuid, 2951, _uuids),
    (sa.Text, 1009, _texts),
    (sa.BigInteger, 1016, _integers),
    (sa.DateTime, 1185, _instants),
    (sa.Date, 1182, _days),
    (sa.Boolean, 1000, _booleans),
)
