"""One transaction's conversation with the server: writes wait, reads carry them along."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Generator, Mapping, Sequence
from datetime import datetime
from types import coroutine
from typing import Any, Final

import psycopg
import sqlalchemy as sa
from psycopg.pq.abc import PGresult

from mate_adapters.postgres.connection import BatchConnection, BatchFailed, Call, Row
from mate_adapters.postgres.failures import STALE_PREPARED, meaning_of
from mate_adapters.postgres.pool import ConnectionPool
from mate_adapters.postgres.statement import Statement

Values = Mapping[str, Any]
Refusal = Callable[[psycopg.Error], Exception | None]

_NONE: Final[Values] = {}
_BEGIN: Final = Call(Statement(sa.text("BEGIN")), ())
_COMMIT: Final = Call(Statement(sa.text("COMMIT")), ())
_ROLLBACK: Final = Call(Statement(sa.text("ROLLBACK")), ())


class Session:
    """Statements of one unit of work, in order, in as few round trips as their answers allow.

    `write` only queues: the statement goes out together with the next read or the commit, and its
    refusal is raised there. Reading only, it stays in autocommit and takes no locks.
    """

    def __init__(self, pool: ConnectionPool, *, read_only: bool = False) -> None:
        self._pool = pool
        self._read_only = read_only
        self._connection: BatchConnection | None = None
        self._queue: list[Call] = []
        self._refusals: dict[int, Refusal] = {}
        self._begun = False
        self._ended = False
        self._first_due: datetime | None = None
        self._asked: list[int] | None = None
        """Places in the queue of the questions that wait for each other, in `together`."""
        self._results: list[PGresult] = []

    async def open(self) -> None:
        """Raises StorageUnavailable; RuntimeError when it was opened before."""
        if self._connection is not None or self._ended:
            raise RuntimeError("a unit of work is used once")
        self._connection = await self._pool.acquire()

    async def close(self) -> None:
        """Undo what was not committed and give the connection back."""
        connection, self._connection = self._connection, None
        undo, self._begun, self._ended = self._begun and not self._ended, False, True
        if connection is None:
            return
        try:
            if undo and not connection.closed:
                await connection.run([_ROLLBACK])
        except (psycopg.Error, BatchFailed):
            connection.pgconn.finish()  # the server undoes it, now that we are gone
        finally:
            await self._pool.release(connection)

    def write(
        self, statement: Statement, values: Values = _NONE, *, refusal: Refusal | None = None
    ) -> None:
        """Queue a statement whose answer nobody waits for; `refusal` may name its failure."""
        self.require_open(writing=True)
        if refusal is not None:
            self._refusals[len(self._queue)] = refusal
        self._queue.append(Call(statement, statement.encode(values)))

    async def rows(self, statement: Statement, values: Values = _NONE) -> list[Row]:
        """Everything that was queued, and this; raises what any of them is refused for."""
        self.require_open()
        place = len(self._queue)
        self._queue.append(Call(statement, statement.encode(values)))
        if self._asked is None:
            await self._flush()
        else:
            self._asked.append(place)
            await _until_all_have_asked()
        return self._require_connection().rows_of(self._results[place])

    async def together(self, reads: Sequence[Coroutine[Any, Any, Any]]) -> list[Any]:
        """Answers of reads that need nothing of each other, in one round trip.

        Each runs up to its first question; then all of these are sent, and each goes on. Raises
        what the first of them in that order raises; the others are then dropped.
        """
        if self._asked is not None:
            raise RuntimeError("questions that are asked together cannot ask others together")
        done: dict[int, Any] = {}
        try:
            self._asked = []
            for number, read in enumerate(reads):
                try:
                    read.send(None)
                except StopIteration as end:  # it had nothing to ask
                    done[number] = end.value
            asked, self._asked = self._asked, None
            if asked:
                await self._flush()
            results = self._results
            for number, read in enumerate(reads):
                if number not in done:
                    self._results = results
                    done[number] = await _rest_of(read)
        finally:
            self._asked = None
            for read in reads:
                read.close()
        return [done[number] for number in range(len(reads))]

    async def row(self, statement: Statement, values: Values = _NONE) -> Row | None:
        found = await self.rows(statement, values)
        return found[0] if found else None

    async def lock(self, statement: Statement, values: Values = _NONE) -> list[Row]:
        """`rows` of a statement that locks or changes them."""
        self.require_open(writing=True)
        return await self.rows(statement, values)

    async def commit(self) -> None:
        """Send what waits and the COMMIT in one go; nothing can be done afterwards."""
        self.require_open(writing=True)
        if self._begun or self._queue:
            self._queue.append(_COMMIT)
            await self._flush()
        self._ended = True

    def note_due(self, at: datetime | None) -> None:
        """A row of this transaction is due at `at`; the pump is woken when that is at once."""
        if at is not None and (self._first_due is None or at < self._first_due):
            self._first_due = at

    def is_due(self, *, by: datetime) -> bool:
        """Whether anything that was written is due at that instant already."""
        return self._first_due is not None and self._first_due <= by

    def require_open(self, *, writing: bool = False) -> None:
        """Raises RuntimeError outside the block, after the commit, or when writing to a reader."""
        if self._connection is None or self._ended:
            raise RuntimeError("this unit of work is not open")
        if writing and self._read_only:
            raise RuntimeError("this unit of work is for reading only")

    async def _flush(self) -> None:
        """Send what waits; the results of the calls, without the BEGIN, are then in `_results`."""
        queue, refusals = self._queue, self._refusals
        self._queue, self._refusals = [], {}
        offset = 0
        if not self._begun and not self._read_only:
            queue.insert(0, _BEGIN)
            offset, self._begun = 1, True
        connection = self._require_connection()
        try:
            results = await connection.run(queue)
        except BatchFailed as failed:
            if failed.cause.sqlstate in STALE_PREPARED:
                connection.pgconn.finish()  # a new one prepares everything again
            refusal = refusals.get(failed.index - offset)
            meant = refusal(failed.cause) if refusal else None
            raise (meant or meaning_of(failed.cause)) from failed.cause
        except psycopg.Error as error:
            raise meaning_of(error) from error
        self._results = results[offset:]

    def _require_connection(self) -> BatchConnection:
        if self._connection is None:
            raise RuntimeError("this unit of work is not open")
        return self._connection


@coroutine
def _until_all_have_asked() -> Generator[None, None, None]:
    """Gives way to `together`, and to nobody else: the event loop hears nothing of it."""
    yield


@coroutine
def _rest_of(read: Coroutine[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Goes on with a coroutine that has begun, which `await` would refuse."""
    return (yield from read.__await__())
