"""Queues on a bench: tasks that record, workers that are built when all tasks are known."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol, TypeVar
from uuid import UUID

import psycopg
import pytest

from mate_adapters.postgres.server import LocalPostgres
from mate_adapters.queue.policies import TaskPolicy
from mate_adapters.queue.saq_queue import SaqTaskQueue
from mate_adapters.queue.worker import build_worker
from mate_core.shared.ports import TaskQueue

ONE = UUID("019b8f00-0000-7000-8000-000000000001")
TWO = UUID("019b8f00-0000-7000-8000-000000000002")

QUICK = TaskPolicy(attempts=3, timeout=10, heartbeat=2, sweep=1, delays=(1,))

Found = TypeVar("Found")
Tasks = dict[str, Callable[[UUID], Awaitable[None]]]


class Bench(Protocol):
    """A queue, the tasks that its worker knows, and a way to let that worker go on."""

    tasks: Tasks
    queue: TaskQueue

    async def until(self, condition: Callable[[], bool]) -> None: ...


async def wait_until(condition: Callable[[], bool], *, within: float = 20.0) -> None:
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110  what is awaited happens in other processes
            await asyncio.sleep(0.01)


async def found(read: Callable[[], Awaitable[Found]], *, within: float = 20.0) -> Found:
    """The first answer of `read` that is not empty."""
    async with asyncio.timeout(within):
        while not (answer := await read()):  # noqa: ASYNC110  it is written by other processes
            await asyncio.sleep(0.02)
    return answer


def recording(ran: list[UUID]) -> Callable[[UUID], Awaitable[None]]:
    async def task(subject_id: UUID) -> None:
        ran.append(subject_id)

    return task


async def failing(_: UUID) -> None:
    raise ConnectionError("no route to +84912345678")


class SaqBench:
    """One opened queue; its worker is built at the first wait, when all tasks are known."""

    def __init__(self, queue: SaqTaskQueue) -> None:
        self.tasks: Tasks = {}
        self.queue = queue
        self._running: asyncio.Task[None] | None = None

    async def until(self, condition: Callable[[], bool]) -> None:
        if self._running is None:
            self._running = asyncio.create_task(build_worker(self.queue, self.tasks).run())
        await wait_until(condition)
        assert not self._running.done()

    async def stop(self) -> None:
        if self._running is not None:
            await ended(self._running)


async def ended(running: asyncio.Task[None]) -> None:
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


class SaqFixtures:
    """An opened queue, empty, on a database of its own."""

    @pytest.fixture
    def queue_dsn(self, postgres_server: LocalPostgres) -> str:
        name = f"queue_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
        postgres_server.create_database(name)
        return postgres_server.dsn(name)

    @pytest.fixture
    async def queue(self, queue_dsn: str) -> AsyncIterator[SaqTaskQueue]:
        queue = SaqTaskQueue(queue_dsn, policy=QUICK)
        await queue.open()
        async with await psycopg.AsyncConnection.connect(queue_dsn) as connection:
            await connection.execute("DELETE FROM queue.saq_jobs")
        yield queue
        await queue.close()

    @pytest.fixture
    async def bench(self, queue: SaqTaskQueue) -> AsyncIterator[SaqBench]:
        bench = SaqBench(queue)
        yield bench
        await bench.stop()
