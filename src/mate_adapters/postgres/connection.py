"""One psycopg connection that sends whole batches of prepared statements in one go.

psycopg's own pipeline waits for the socket once per statement. Here a batch is handed to libpq
(documented as `psycopg.pq`) at once, followed by one Sync, and the loop waits for the answers only.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection, pq
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow

from mate_adapters.postgres.statement import Statement

Row = TupleRow
_STATUS: Final = pq.ExecStatus


@dataclass(frozen=True, slots=True)
class Call:
    """One statement with its encoded parameters."""

    statement: Statement
    parameters: Sequence[bytes | None]


class BatchFailed(Exception):
    """The server refused call number `index`; that one and all behind it had no effect."""

    def __init__(self, index: int, cause: psycopg.Error) -> None:
        super().__init__(str(cause))
        self.index = index
        self.cause = cause


class BatchConnection(AsyncConnection[TupleRow]):
    """Autocommit connection; transactions are statements of a batch like all others."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._known: set[bytes] = set()
        self._rows = Transformer(self)

    async def run(self, calls: Sequence[Call]) -> list[PGresult]:
        """Send `calls` together; answers each one's result, for `rows_of`.

        Without a BEGIN among them they are one implicit transaction. Raises BatchFailed, or
        psycopg.OperationalError when the connection is lost; cancelled or lost, it is closed.
        """
        try:
            self.pgconn.enter_pipeline_mode()
            fresh = self._send(calls)
            results = await _exchange(self.pgconn)
            self.pgconn.exit_pipeline_mode()
        except BaseException:
            # Half an answer may be on its way: nobody can use this connection any more.
            self.pgconn.finish()
            raise
        return self._read(calls, fresh, results)

    def looks_alive(self) -> bool:
        """Whether the idle socket is silent. A server that went away has left its goodbye there."""
        if self.closed:
            return False
        poll = select.poll()
        poll.register(self.pgconn.socket, select.POLLIN)
        return not poll.poll(0)

    def _send(self, calls: Sequence[Call]) -> set[int]:
        """Queue everything in libpq; answers the indexes of calls that are prepared first."""
        pgconn, known = self.pgconn, self._known
        fresh: set[int] = set()
        sending: set[bytes] = set()
        for index, call in enumerate(calls):
            statement = call.statement
            if statement.name not in known and statement.name not in sending:
                pgconn.send_prepare(statement.name, statement.sql, statement.oids)
                sending.add(statement.name)
                fresh.add(index)
            pgconn.send_query_prepared(
                statement.name,
                call.parameters,
                statement.formats,
                pq.Format.BINARY,
            )
        pgconn.pipeline_sync()
        return fresh

    def rows_of(self, answer: PGresult) -> list[Row]:
        if not answer.ntuples:
            return []
        self._rows.set_pgresult(answer)
        return self._rows.load_rows(0, answer.ntuples, tuple)

    def _read(
        self, calls: Sequence[Call], fresh: set[int], results: Sequence[PGresult]
    ) -> list[PGresult]:
        answers = iter(results)
        read: list[PGresult] = []
        for index, call in enumerate(calls):
            if index in fresh:
                self._require_success(index, next(answers))
                self._known.add(call.statement.name)
            answer = next(answers)
            self._require_success(index, answer)
            read.append(answer)
        return read

    def _require_success(self, index: int, answer: PGresult) -> None:
        if answer.status not in (_STATUS.COMMAND_OK, _STATUS.TUPLES_OK):
            raise BatchFailed(index, error_from_result(answer, encoding="utf-8"))


async def _exchange(pgconn: PGconn) -> list[PGresult]:
    """Write what libpq has queued and collect the answers up to the Sync."""
    while pgconn.flush():
        await _ready(pgconn.socket, writing=True)
        pgconn.consume_input()
    results: list[PGresult] = []
    while True:
        while pgconn.is_busy():
            await _ready(pgconn.socket, writing=False)
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is None:
            continue
        if result.status == _STATUS.PIPELINE_SYNC:
            return results
        results.append(result)


async def _ready(socket: int, *, writing: bool) -> None:
    loop = asyncio.get_running_loop()
    woken = loop.create_future()

    def wake() -> None:
        if not woken.done():
            woken.set_result(None)

    loop.add_reader(socket, wake)
    if writing:
        loop.add_writer(socket, wake)
    try:
        await woken
    finally:
        loop.remove_reader(socket)
        if writing:
            loop.remove_writer(socket)
