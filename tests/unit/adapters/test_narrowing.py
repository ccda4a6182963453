"""Tasks of which few run at a time."""

from __future__ import annotations

import asyncio
from uuid import UUID

from mate_adapters.queue.narrowing import at_most


async def test_no_more_run_at_once_than_there_are_places_and_all_run_in_the_end() -> None:
    running, most, done = 0, 0, []

    async def run(subject_id: UUID) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        done.append(subject_id)

    narrowed = at_most(2, run)
    ids = [UUID(int=number) for number in range(7)]
    await asyncio.gather(*(narrowed(each) for each in ids))
    assert (most, done) == (2, ids)
