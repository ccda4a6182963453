"""Tasks of which a process runs few at a time, because each holds much in memory."""

from __future__ import annotations

import asyncio
from uuid import UUID

from mate_adapters.queue.attempts import Task


def at_most(limit: int, run: Task) -> Task:
    """`run`, of which `limit` are under way at once; the others wait, in the order they came."""
    places = asyncio.Semaphore(limit)

    async def narrowed(subject_id: UUID) -> None:
        async with places:
            await run(subject_id)

    return narrowed
