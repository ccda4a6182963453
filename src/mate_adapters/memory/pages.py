"""Lists by cursor over rows in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from mate_core.shared.pages import Cursor, Page

T = TypeVar("T")


def soonest_first(
    rows: Iterable[T],
    place_of: Callable[[T], tuple[datetime, UUID]],
    *,
    after: Cursor | None,
    limit: int,
) -> Page[T]:
    """At most `limit` rows later than the cursor; ties in time are ordered by id."""
    seen = (after.at, after.id) if after else None
    later = sorted(
        (row for row in rows if seen is None or place_of(row) > seen),
        key=place_of,
    )
    return _page(later, place_of, limit)


def newest_first(
    rows: Iterable[T],
    place_of: Callable[[T], tuple[datetime, UUID]],
    *,
    after: Cursor | None,
    limit: int,
) -> Page[T]:
    """At most `limit` rows older than the cursor; ties in time are ordered by id."""
    seen = (after.at, after.id) if after else None
    older = [row for row in rows if seen is None or place_of(row) < seen]
    older.sort(key=place_of, reverse=True)
    return _page(older, place_of, limit)


def _page(rows: Sequence[T], place_of: Callable[[T], tuple[datetime, UUID]], limit: int) -> Page[T]:
    items = rows[:limit]
    more = len(rows) > limit and items
    return Page(items, Cursor(*place_of(items[-1])) if more else None)
