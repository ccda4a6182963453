"""Reading the first rows of a list that comes in pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from mate_core.shared.pages import LIMIT, Cursor, Page

T = TypeVar("T")


async def collect(
    read: Callable[[Cursor | None, int], Awaitable[Page[T]]], wanted: int
) -> tuple[list[T], bool]:
    """At most `wanted` items, and whether there are more; each page has at most `LIMIT`."""
    found: list[T] = []
    after: Cursor | None = None
    while len(found) < wanted:
        page = await read(after, min(LIMIT, wanted - len(found)))
        found += page.items
        after = page.next
        if after is None:
            return found, False
    return found, True
