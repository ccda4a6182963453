"""What the queue on PostgreSQL promises beyond the port: it survives what kills workers."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from typing import Any
from uuid import UUID

import psycopg
import pytest
from structlog.testing import capture_logs

from mate_adapters.queue.policies import TaskPolicy
from mate_adapters.queue.saq_queue import SaqTaskQueue
from mate_adapters.queue.worker import build_worker
from mate_core.shared.errors import StorageUnavailable
from tests.contract.queue_bench import (
    ONE,
    QUICK,
    TWO,
    SaqBench,
    SaqFixtures,
    ended,
    failing,
    found,
    recording,
    wait_until,
)

WORKER_THAT_HANGS = """
import asyncio, sys
from uuid import UUID
from mate_adapters.queue.policies import TaskPolicy
from mate_adapters.queue.saq_queue import SaqTaskQueue
from mate_adapters.queue.worker import build_worker

async def hang(_: UUID) -> None:
    print("running", flush=True)
    await asyncio.Event().wait()

async def main() -> None:
    policy = TaskPolicy(attempts=3, timeout=60, heartbeat=2, sweep=1, delays=(1,))
    queue = SaqTaskQueue(sys.argv[1], policy=policy)
    await queue.open()
    await build_worker(queue, {"work": hang}).run()

asyncio.run(main())
"""


@pytest.mark.postgres
class TestSaqQueue(SaqFixtures):
    async def test_a_queued_task_is_one_task_however_often_it_is_asked_for(
        self, bench: SaqBench
    ) -> None:
        ran: list[UUID] = []
        bench.tasks["send"] = recording(ran)
        for _ in range(5):
            await bench.queue.enqueue("send", ONE)
        await bench.queue.enqueue("send", TWO)

        await bench.until(lambda: {ONE, TWO} <= set(ran))

        assert sorted(ran) == [ONE, TWO]

    async def test_a_given_up_task_is_visible_without_personal_data(self, bench: SaqBench) -> None:
        bench.tasks["fail"] = failing
        with capture_logs() as logs:
            await bench.queue.enqueue("fail", ONE)
            await bench.until(lambda: any(log["log_level"] == "error" for log in logs))
            (task,) = await found(bench.queue.failed)

        assert (task.task, task.subject_id, task.attempts) == ("fail", ONE, QUICK.attempts)
        assert "ConnectionError at queue_bench.py" in task.error
        assert "+84912345678" not in task.error + json.dumps(logs, default=str)

    async def test_a_given_up_task_can_be_asked_for_again(self, bench: SaqBench) -> None:
        tries: list[UUID] = []

        async def send(subject_id: UUID) -> None:
            tries.append(subject_id)
            if len(tries) <= QUICK.attempts:
                raise ConnectionError

        bench.tasks["send"] = send
        with capture_logs() as logs:
            await bench.queue.enqueue("send", ONE)
            await bench.until(lambda: any(log["log_level"] == "error" for log in logs))

            await bench.queue.enqueue("send", ONE)

            await bench.until(lambda: len(tries) == QUICK.attempts + 1)

    async def test_a_task_that_hangs_is_cut_off_and_tried_again(self, queue_dsn: str) -> None:
        policy = TaskPolicy(attempts=3, timeout=1, heartbeat=5, sweep=1, delays=(1,))
        queue = SaqTaskQueue(queue_dsn, policy=policy)
        await queue.open()
        bench = SaqBench(queue)
        tries: list[UUID] = []

        async def hang(subject_id: UUID) -> None:
            tries.append(subject_id)
            if len(tries) == 1:
                await asyncio.Event().wait()

        bench.tasks["hang"] = hang
        await queue.enqueue("hang", ONE)

        await bench.until(lambda: len(tries) == 2)

        await bench.stop()
        await queue.close()

    async def test_a_task_that_an_older_worker_does_not_know_waits_for_a_newer_one(
        self, queue: SaqTaskQueue
    ) -> None:
        older = asyncio.create_task(build_worker(queue, {}).run())
        await queue.enqueue("send", ONE)

        async def was_tried() -> bool:
            job = await queue.saq.job(f"send:{ONE}")
            return job is not None and job.attempts >= 1

        await found(was_tried)
        await ended(older)
        ran: list[UUID] = []
        newer = asyncio.create_task(build_worker(queue, {"send": recording(ran)}).run())

        await wait_until(lambda: ran == [ONE])

        await ended(newer)

    async def test_the_database_may_be_named_by_keywords(
        self, queue: SaqTaskQueue, queue_dsn: str
    ) -> None:
        parameters: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(queue_dsn)
        keywords = psycopg.conninfo.make_conninfo(**parameters)
        assert "://" not in keywords
        other = SaqTaskQueue(keywords, policy=QUICK)
        await other.open()

        await other.enqueue("send", ONE)

        assert await queue.saq.count("queued") == 1
        await other.close()

    async def test_a_task_that_outlives_its_heartbeat_is_not_taken_away(
        self, bench: SaqBench
    ) -> None:
        started: list[UUID] = []
        finished: list[UUID] = []

        async def has_outlived_it() -> bool:
            job = await bench.queue.saq.job(f"work:{ONE}")
            assert job is not None
            return job.touched - job.started > (QUICK.heartbeat + QUICK.sweep) * 1_000

        async def work(subject_id: UUID) -> None:
            started.append(subject_id)
            await found(has_outlived_it)
            finished.append(subject_id)

        bench.tasks["work"] = work
        await bench.queue.enqueue("work", ONE)

        await bench.until(lambda: finished == [ONE])

        assert started == [ONE]

    async def test_housekeeping_runs_by_the_calendar(self, queue: SaqTaskQueue) -> None:
        ticks: list[int] = []

        async def tick() -> None:
            ticks.append(1)

        worker = build_worker(queue, {}, {"tick": ("* * * * * */1", tick)})
        running = asyncio.create_task(worker.run())
        try:
            await wait_until(lambda: len(ticks) >= 2)
        finally:
            await ended(running)

    async def test_a_bad_cron_expression_is_refused(self, queue: SaqTaskQueue) -> None:
        async def tick() -> None:
            """Never called."""

        with pytest.raises(ValueError, match="Cron"):
            build_worker(queue, {}, {"tick": ("every monday", tick)})

    async def test_stopping_lets_a_running_task_end(self, queue: SaqTaskQueue) -> None:
        begun, may_end, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def work(_: UUID) -> None:
            begun.set()
            await may_end.wait()
            finished.set()

        worker = build_worker(queue, {"work": work})
        running = asyncio.create_task(worker.run())
        await queue.enqueue("work", ONE)
        async with asyncio.timeout(10):
            await begun.wait()
            worker.stop()
            may_end.set()
            await running

        assert finished.is_set()
        assert await queue.saq.count("incomplete") == 0

    async def test_an_idle_worker_stops_at_once(self, queue: SaqTaskQueue) -> None:
        worker = build_worker(queue, {})
        running = asyncio.create_task(worker.run())

        async def registered() -> object:
            return (await queue.saq.info())["workers"]

        await found(registered)

        worker.stop()

        async with asyncio.timeout(3):
            await running

    async def test_a_worker_leaves_signals_to_the_process(self, queue: SaqTaskQueue) -> None:
        before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
        worker = build_worker(queue, {})
        running = asyncio.create_task(worker.run())
        await asyncio.sleep(0)

        assert (signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)) == before

        worker.stop()
        await running

    async def test_it_goes_on_after_every_connection_was_cut(
        self, bench: SaqBench, queue_dsn: str
    ) -> None:
        ran: list[UUID] = []
        bench.tasks["send"] = recording(ran)
        await bench.queue.enqueue("send", ONE)
        await bench.until(lambda: ran == [ONE])
        async with await psycopg.AsyncConnection.connect(queue_dsn) as connection:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

        await bench.queue.enqueue("send", TWO)

        await bench.until(lambda: TWO in ran)

    async def test_processes_that_start_together_all_find_the_tables(self, queue_dsn: str) -> None:
        async with await psycopg.AsyncConnection.connect(queue_dsn, autocommit=True) as connection:
            await connection.execute("DROP SCHEMA IF EXISTS queue CASCADE")
        queues = [SaqTaskQueue(queue_dsn, policy=QUICK) for _ in range(4)]

        await asyncio.gather(*(queue.open() for queue in queues))
        await asyncio.gather(*(queue.enqueue("send", ONE) for queue in queues))

        assert await queues[0].saq.count("queued") == 1
        for queue in queues:
            await queue.close()

    async def test_without_a_database_a_task_is_refused_not_lost_silently(
        self, queue: SaqTaskQueue
    ) -> None:
        await queue.close()

        with pytest.raises(StorageUnavailable):
            await queue.enqueue("send", ONE)

    async def test_a_task_of_a_killed_worker_is_taken_up_by_another_one(
        self, bench: SaqBench, queue_dsn: str
    ) -> None:
        await bench.queue.enqueue("work", ONE)
        doomed = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WORKER_THAT_HANGS, queue_dsn, stdout=asyncio.subprocess.PIPE
        )
        assert doomed.stdout is not None
        async with asyncio.timeout(20):
            assert await doomed.stdout.readline() == b"running\n"

        doomed.kill()
        await doomed.wait()

        ran: list[UUID] = []
        bench.tasks["work"] = recording(ran)
        await bench.until(lambda: ran == [ONE])


@pytest.mark.parametrize(
    "numbers",
    [{"attempts": 2}, {"timeout": 0}, {"heartbeat": 0}, {"delays": ()}, {"delays": (10, 2)}],
    ids=str,
)
def test_a_policy_that_cannot_work_is_refused(numbers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must|needs"):
        TaskPolicy(**numbers)


def test_pauses_follow_the_table_and_stay_at_its_last_number() -> None:
    policy = TaskPolicy(delays=(2, 10, 60))

    assert [policy.delay_after(attempt) for attempt in (1, 2, 3, 4, 9)] == [2, 10, 60, 60, 60]
