"""A command runs again when transactions met, and not for ever."""

from __future__ import annotations

import pytest

from mate_core.shared.commands import ATTEMPTS, command
from mate_core.shared.errors import ConcurrencyConflict, NotFound


class Flaky:
    """Meets another transaction in its first `conflicts` runs."""

    def __init__(self, conflicts: int) -> None:
        self.conflicts = conflicts
        self.runs = 0

    @command
    async def act(self, answer: str) -> str:
        self.runs += 1
        if self.runs <= self.conflicts:
            raise ConcurrencyConflict
        return answer


async def test_command_without_a_conflict_runs_once() -> None:
    flaky = Flaky(0)

    assert await flaky.act("done") == "done"
    assert flaky.runs == 1


async def test_command_runs_again_after_conflicts() -> None:
    flaky = Flaky(ATTEMPTS - 1)

    assert await flaky.act("done") == "done"
    assert flaky.runs == ATTEMPTS


async def test_command_gives_up_after_the_last_attempt() -> None:
    flaky = Flaky(ATTEMPTS)

    with pytest.raises(ConcurrencyConflict):
        await flaky.act("done")
    assert flaky.runs == ATTEMPTS


async def test_refusal_is_not_tried_again() -> None:
    runs = []

    @command
    async def refuse() -> None:
        runs.append(1)
        raise NotFound

    with pytest.raises(NotFound):
        await refuse()
    assert len(runs) == 1
