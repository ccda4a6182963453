"""The statements that the adapter really sends, with the parameters of every unit."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from unittest import mock
from uuid import UUID

from psycopg import pq
from psycopg.pq.abc import PGresult

from mate_adapters.postgres.connection import BatchConnection, Call


@dataclass(frozen=True, slots=True)
class Sent:
    """One statement as the server got it; parameters as text, None for NULL."""

    sql: str
    parameters: tuple[str | None, ...]


Batch = tuple[Sent, ...]
"""What went out in one round trip."""


@dataclass(slots=True)
class Recorder:
    """Batches since they were last taken."""

    _calls: list[Sequence[Call]] = field(default_factory=list)

    def note(self, calls: Sequence[Call]) -> None:
        self._calls.append(tuple(calls))

    def take(self) -> list[Batch]:
        taken, self._calls = self._calls, []
        return [tuple(sent_of(call) for call in calls) for calls in taken]


@contextmanager
def recording() -> Iterator[Recorder]:
    """Listens to every connection of this process."""
    recorder = Recorder()
    run = BatchConnection.run

    async def run_and_note(connection: BatchConnection, calls: Sequence[Call]) -> list[PGresult]:
        recorder.note(calls)
        return await run(connection, calls)

    with mock.patch.object(BatchConnection, "run", run_and_note):
        yield recorder


def sent_of(call: Call) -> Sent:
    statement = call.statement
    coded = zip(call.parameters, statement.oids, statement.formats, strict=True)
    return Sent(
        statement.sql.decode(),
        tuple(
            None
            if value is None
            else bytes(value).decode()
            if form is pq.Format.TEXT
            else text_of(bytes(value), oid)
            for value, oid, form in coded
        ),
    )


_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def text_of(value: bytes, oid: int) -> str:
    """PostgreSQL's binary form as text; raises KeyError for types that no statement of ours has."""
    return _TEXTS[oid](value)


def _whole_number(value: bytes) -> str:
    return str(int.from_bytes(value, signed=True))


def _instant(value: bytes) -> str:
    return (_EPOCH + timedelta(microseconds=int.from_bytes(value, signed=True))).isoformat()


def _day(value: bytes) -> str:
    return (_EPOCH.date() + timedelta(days=int.from_bytes(value, signed=True))).isoformat()


def _double(value: bytes) -> str:
    number: float = struct.unpack("!d", value)[0]
    return repr(number)


_TEXTS: Final[Mapping[int, Callable[[bytes], str]]] = {
    16: lambda value: "t" if value[0] else "f",
    17: lambda value: "\\x" + value.hex(),
    20: _whole_number,
    21: _whole_number,
    23: _whole_number,
    25: lambda value: value.decode(),
    701: _double,
    1082: _day,
    1184: _instant,
    2950: lambda value: str(UUID(bytes=value)),
}
"""By the type's number in pg_type."""
