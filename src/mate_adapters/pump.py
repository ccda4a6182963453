"""The due pump: whatever must happen by now happens, in every process that runs one.

Rows with a due instant are the truth; the pump holds nothing that matters. Killed at any moment,
it leaves the same rows due for the next one.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Protocol
from uuid import UUID

from mate_core.shared.errors import StorageUnavailable
from mate_core.shared.ports import Clock, DueBatchHandler, DueHandler, DueKind, DueRows, Outbox

BATCH: Final = 50
BATCHES_PER_ROUND: Final = 200
"""Then the other kinds get their turn, however much is due."""
HANDLERS_AT_ONCE: Final = 4
TOGETHER: Final = 100
"""Rows that one transaction of a batch handler deals with: some 10 ms of work in this process,
in which no request is answered, and some 20 ms in the database."""
CLAIMED: Final = 400
"""Rows that are claimed at once where a batch handler deals with them."""
TOGETHER_AT_ONCE: Final = 2
"""While one batch is in the database, the next one is worked out here."""
ROWS_PER_ROUND: Final = BATCH * BATCHES_PER_ROUND
BUSY_S: Final = 0.001
GIVING_WAY: Final = 20
LONGEST_SLEEP_S: Final = 1.0
FIRST_PAUSE: Final = timedelta(seconds=1)
LONGEST_PAUSE: Final = timedelta(minutes=5)
REMEMBERED_FAILURES: Final = 5_000

_log = logging.getLogger(__name__)
_NO_BATCHES: Final[Mapping[DueKind, DueBatchHandler]] = MappingProxyType({})


class Wake(Protocol):
    async def wait(self, timeout_s: float) -> bool:
        """Returns when something may be due, at latest after `timeout_s` seconds."""
        ...

    async def close(self) -> None: ...


@dataclass(slots=True)
class PumpCounts:
    """Since the process started."""

    handled: int = 0
    failed: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class _Failure:
    times: int
    retry_at: datetime


class DuePump:
    """Outbox first, then each kind of due row in the order of `handlers`.

    A handler that raises never holds up other rows: it is logged, counted and tried again after
    a pause that doubles. The pauses live in memory only; they are a courtesy to what is failing.
    Kinds in `batch_handlers` go many at once; a batch that meets trouble goes one by one.
    """

    def __init__(
        self,
        due_rows: DueRows,
        handlers: Mapping[DueKind, DueHandler],
        outbox: Outbox,
        clock: Clock,
        wake: Wake,
        *,
        batch_handlers: Mapping[DueKind, DueBatchHandler] = _NO_BATCHES,
    ) -> None:
        self._due_rows = due_rows
        self._handlers = handlers
        self._batch_handlers = batch_handlers
        self._outbox = outbox
        self._clock = clock
        self._wake = wake
        self._failures: dict[tuple[DueKind, UUID], _Failure] = {}
        self._more = False
        self.counts = PumpCounts()

    async def run(self, stop: asyncio.Event) -> None:
        """Pump until `stop` is set; the round that runs then is finished first.

        Survives everything but cancellation: without its database it waits and tries again.
        """
        was_away = False
        try:
            while not stop.is_set():
                try:
                    await self.run_once()
                    if was_away:
                        _log.warning("the database is back")
                    was_away = False
                except StorageUnavailable as error:
                    self._more = False
                    if not was_away:
                        _log.warning("the database is away: %s", error)
                    was_away = True
                except Exception:
                    self._more = False
                    _log.exception("a round of the due pump failed")
                if not self._more:
                    await self._sleep(stop)
        finally:
            await self._wake.close()

    async def run_once(self) -> int:
        """Everything that is due now, up to a bound per kind; answers how many succeeded.

        Raises StorageUnavailable when the database is away.
        """
        self._more = False
        done = await self._relay()
        for kind, handler in self._handlers.items():
            done += await self._pump(kind, handler)
        return done

    async def _sleep(self, stop: asyncio.Event) -> None:
        woken = asyncio.ensure_future(self._wake.wait(LONGEST_SLEEP_S))
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({woken, stopped}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (woken, stopped):
                task.cancel()
            await asyncio.gather(woken, stopped, return_exceptions=True)

    async def _relay(self) -> int:
        done = 0
        for _ in range(BATCHES_PER_ROUND):
            handed_on = await self._outbox.relay(at=self._clock.now(), limit=BATCH)
            done += handed_on
            self.counts.events += handed_on
            if handed_on < BATCH:
                return done
        self._more = True
        return done

    async def _pump(self, kind: DueKind, handler: DueHandler) -> int:
        """Batches of one kind, until only rows are left that were tried in this round."""
        done = 0
        tried: set[UUID] = set()
        left = len(self._paused(kind))
        size = CLAIMED if kind in self._batch_handlers else BATCH
        for _ in range(ROWS_PER_ROUND // size):
            at, limit = self._clock.now(), size + left
            # Rows that we leave alone stay due and come first, so we ask for as many more.
            async with self._due_rows.claim(kind, at=at, limit=limit) as due:
                avoid = tried | self._paused(kind)
                batch = [row for row in due if row not in avoid][:size]
                left = len(due) - len(batch)
                if not batch and len(due) < limit:
                    return done
                done += await self._handle(kind, handler, batch)
            tried.update(batch)
            await _give_way()
        self._more = True
        return done

    async def _handle(self, kind: DueKind, handler: DueHandler, batch: Sequence[UUID]) -> int:
        """Rows that failed before go by themselves, so that they spoil no batch."""
        together = self._batch_handlers.get(kind)
        alone = [row for row in batch if together is None or (kind, row) in self._failures]
        fresh = [row for row in batch if together is not None and (kind, row) not in self._failures]
        rows = iter(alone)
        work = [self._work(kind, handler, rows) for _ in alone[:HANDLERS_AT_ONCE]]
        if together is not None:
            parts = iter([fresh[n : n + TOGETHER] for n in range(0, len(fresh), TOGETHER)])
            work += [
                self._work_together(kind, together, handler, parts)
                for _ in range(min(TOGETHER_AT_ONCE, len(fresh)))
            ]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
        for task in tasks:
            if (away := task.result()[1]) is not None:
                raise away
        return sum(task.result()[0] for task in tasks)

    async def _work_together(
        self,
        kind: DueKind,
        together: DueBatchHandler,
        handler: DueHandler,
        parts: Iterator[Sequence[UUID]],
    ) -> tuple[int, StorageUnavailable | None]:
        """Each part in one transaction, or one by one: a bad row holds up nobody."""
        done = 0
        for rows in parts:
            try:
                handled = await together(rows)
            except StorageUnavailable as away:
                return done, away
            except Exception:
                _log.warning("%s due %s rows go one by one", len(rows), kind, exc_info=True)
                alone, away_now = await self._work(kind, handler, iter(rows))
                done += alone
                if away_now is not None:
                    return done, away_now
            else:
                self.counts.handled += handled
                done += handled
            await _give_way()
        return done, None

    async def _work(
        self, kind: DueKind, handler: DueHandler, rows: Iterator[UUID]
    ) -> tuple[int, StorageUnavailable | None]:
        """Rows from the shared iterator, one after another; stops when the database is away."""
        done = 0
        for row in rows:
            try:
                await handler(row)
            except StorageUnavailable as away:
                return done, away
            except Exception:
                self._note_failure(kind, row)
            else:
                self._failures.pop((kind, row), None)
                self.counts.handled += 1
                done += 1
        return done, None

    def _note_failure(self, kind: DueKind, row: UUID) -> None:
        before = self._failures.get((kind, row))
        times = before.times + 1 if before else 1
        pause = min(FIRST_PAUSE * int(2 ** min(times - 1, 16)), LONGEST_PAUSE)
        _log.exception("due %s %s failed, attempt %s; again in %s", kind, row, times, pause)
        self.counts.failed += 1
        if len(self._failures) >= REMEMBERED_FAILURES:
            self._failures.pop(next(iter(self._failures)))
        self._failures[kind, row] = _Failure(times, self._clock.now() + pause)

    def _paused(self, kind: DueKind) -> set[UUID]:
        now = self._clock.now()
        return {
            row
            for (of_kind, row), failure in self._failures.items()
            if of_kind is kind and failure.retry_at > now
        }


async def _give_way() -> None:
    """Let the loop's other tasks (requests, in `mate serve`) go first while they are busy."""
    for _ in range(GIVING_WAY):
        before = time.monotonic()
        await asyncio.sleep(0)
        if time.monotonic() - before < BUSY_S:
            return
