"""One writer at a time: the memory store's stand-in for row locks."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from mate_adapters.memory.tables import K, Table, V, View

Changes = Sequence[tuple[Table[Any, Any], Mapping[Any, Any]]]
"""Rows by key in each table that a unit of work touched; None stands for a removed row."""


class WriterLock:
    """Held by one unit of work from its first write or lock until it ends.

    Coarser than row locks, so whatever waits here would at worst wait there too. A second writer
    inside the first one's task could never go on and is told so instead of hanging.
    """

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._owner: asyncio.Task[Any] | None = None

    async def acquire(self) -> None:
        task = _current_task()
        if self._lock.locked() and self._owner is task:
            raise RuntimeError("this task holds locks in another open unit of work")
        await self._lock.acquire()
        self._owner = task

    def release(self) -> None:
        self._owner = None
        self._lock.release()


def _current_task() -> asyncio.Task[Any] | None:
    try:
        return asyncio.current_task()
    except RuntimeError:  # driven by hand, without an event loop: nothing here ever suspends
        return None


class Transaction:
    """The views of one unit of work, and whether it may still read and write."""

    __slots__ = (
        "_begun",
        "_locked",
        "_read_only",
        "_readable",
        "_views",
        "_writable",
        "_writer_lock",
    )

    def __init__(self, lock: WriterLock, *, read_only: bool) -> None:
        self._writer_lock = lock
        self._read_only = read_only
        self._locked = False
        self._begun = self._readable = self._writable = False
        self._views: dict[Table[Any, Any], View[Any, Any]] = {}

    def begin(self) -> None:
        if self._begun:
            raise RuntimeError("a unit of work is entered once")
        self._begun = self._readable = self._writable = True

    def view(self, table: Table[K, V]) -> View[K, V]:
        """This transaction's one view of `table`, shared by the repositories that read it."""
        self.require_entered()
        view: View[K, V] | None = self._views.get(table)
        if view is None:
            view = self._views[table] = View(table, self)
        return view

    def require_entered(self) -> None:
        if not self._readable:
            raise RuntimeError("this unit of work is not open")

    def require_writable(self) -> None:
        if self._read_only:
            raise RuntimeError("this unit of work was opened for reading only")
        if not self._writable:
            raise RuntimeError("this unit of work is committed or not open")

    def require_lock(self) -> None:
        if not self._locked:
            raise RuntimeError("a repository wrote without its lock")

    async def lock(self) -> None:
        """Become the one writer; waits while another unit of work is."""
        if self._locked and self._writable:  # as nearly always: each write asks again
            return
        self.require_writable()
        if not self._locked:
            await self._writer_lock.acquire()
            self._locked = True

    def changes(self) -> Changes:
        """What a commit would take over now, table by table; for whoever checks every commit."""
        return [(table, view.changed) for table, view in self._views.items() if view.changed]

    def commit(self) -> None:
        self.require_writable()
        for view in self._views.values():
            view.merge()
        self._writable = False

    def end(self) -> None:
        self._readable = self._writable = False
        if self._locked:
            self._locked = False
            self._writer_lock.release()
