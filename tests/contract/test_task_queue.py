"""What every TaskQueue must do."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from mate_adapters.memory.queue import DrainLimitReached, ImmediateQueue
from tests.contract.queue_bench import (
    ONE,
    TWO,
    Bench,
    SaqFixtures,
    Tasks,
    failing,
    recording,
)


class TaskQueueContract:
    """Subclasses give a bench."""

    async def test_a_task_runs_with_its_subject(self, bench: Bench) -> None:
        ran: list[UUID] = []
        bench.tasks["send"] = recording(ran)

        await bench.queue.enqueue("send", ONE)

        await bench.until(lambda: ran == [ONE])

    async def test_two_subjects_are_two_tasks(self, bench: Bench) -> None:
        ran: list[UUID] = []
        bench.tasks["send"] = recording(ran)

        await bench.queue.enqueue("send", ONE)
        await bench.queue.enqueue("send", TWO)

        await bench.until(lambda: sorted(ran) == [ONE, TWO])

    async def test_two_names_are_two_tasks(self, bench: Bench) -> None:
        sent: list[UUID] = []
        checked: list[UUID] = []
        bench.tasks |= {"send": recording(sent), "check": recording(checked)}

        await bench.queue.enqueue("send", ONE)
        await bench.queue.enqueue("check", ONE)

        await bench.until(lambda: sent == checked == [ONE])

    async def test_a_task_can_be_asked_for_again_when_it_is_done(self, bench: Bench) -> None:
        ran: list[UUID] = []
        bench.tasks["send"] = recording(ran)
        await bench.queue.enqueue("send", ONE)
        await bench.until(lambda: ran == [ONE])

        await bench.queue.enqueue("send", ONE)

        await bench.until(lambda: ran == [ONE, ONE])

    async def test_one_asked_for_while_it_runs_runs_once_more(self, bench: Bench) -> None:
        """It may have read its row already: what changed since must not be missed."""
        ran: list[UUID] = []

        async def send(subject_id: UUID) -> None:
            ran.append(subject_id)
            if len(ran) == 1:
                await bench.queue.enqueue("send", subject_id)

        bench.tasks["send"] = send

        await bench.queue.enqueue("send", ONE)

        await bench.until(lambda: len(ran) >= 2)
        await bench.queue.enqueue("send", TWO)
        await bench.until(lambda: TWO in ran)
        assert ran == [ONE, ONE, TWO]

    async def test_a_task_that_fails_is_tried_again(self, bench: Bench) -> None:
        tries: list[UUID] = []

        async def send(subject_id: UUID) -> None:
            tries.append(subject_id)
            if len(tries) == 1:
                raise ConnectionError("the carrier does not answer")

        bench.tasks["send"] = send

        await bench.queue.enqueue("send", ONE)

        await bench.until(lambda: len(tries) == 2)

    async def test_a_failing_task_does_not_stop_the_others(self, bench: Bench) -> None:
        ran: list[UUID] = []
        bench.tasks |= {"fail": failing, "send": recording(ran)}

        await bench.queue.enqueue("fail", ONE)
        await bench.queue.enqueue("send", ONE)

        await bench.until(lambda: ran == [ONE])


class MemoryBench:
    def __init__(self) -> None:
        self.tasks: Tasks = {}
        self.queue = ImmediateQueue(self.tasks)

    async def until(self, condition: Callable[[], bool]) -> None:
        await self.queue.drain()
        assert condition()


class TestMemory(TaskQueueContract):
    @pytest.fixture
    def bench(self) -> MemoryBench:
        return MemoryBench()

    async def test_nothing_runs_before_it_is_drained(self, bench: MemoryBench) -> None:
        ran: list[UUID] = []
        bench.tasks["send"] = recording(ran)

        await bench.queue.enqueue("send", ONE)
        await bench.queue.enqueue("send", ONE)

        assert (ran, bench.queue.waiting) == ([], [("send", ONE)])
        assert await bench.queue.drain() == 1
        assert await bench.queue.drain() == 0

    async def test_a_given_up_task_is_visible(self, bench: MemoryBench) -> None:
        bench.tasks["fail"] = failing
        await bench.queue.enqueue("fail", ONE)

        await bench.queue.drain()

        ((task, subject_id, error),) = bench.queue.failed
        assert (task, subject_id, type(error)) == ("fail", ONE, ConnectionError)

    async def test_a_loop_of_tasks_is_stopped(self, bench: MemoryBench) -> None:
        async def again(subject_id: UUID) -> None:
            await bench.queue.enqueue("again", subject_id)

        bench.tasks["again"] = again
        await bench.queue.enqueue("again", ONE)

        with pytest.raises(DrainLimitReached):
            await bench.queue.drain(limit=50)


@pytest.mark.postgres
class TestSaq(SaqFixtures, TaskQueueContract):
    """The same on PostgreSQL."""
