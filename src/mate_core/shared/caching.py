"""What was read before and is still true: the port, and the words by which it is forgotten."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol, TypeVar

from mate_core.shared.ids import UserId

V = TypeVar("V")
Tag = str
"""What a value depends on, such as `person:<id>`; names no more than an id."""

SEARCHES: Final[Tag] = "searches"
"""Every page of a search: anybody may come onto it."""
SEARCHES_OF_FREE_TIME: Final[Tag] = "searches-of-free-time"
"""Those among them that ask who is free."""


def person(user_id: UserId) -> Tag:
    """What a person or his offer shows to everybody."""
    return f"person:{user_id}"


def calendar_of(user_id: UserId) -> Tag:
    return f"calendar:{user_id}"


def blocks_of(user_id: UserId) -> Tag:
    """Whom he blocks and who blocks him."""
    return f"blocks:{user_id}"


@dataclass(frozen=True, slots=True)
class CachePolicy:
    """How long a value is kept at most, even when nothing told that it changed."""

    partner: timedelta = timedelta(minutes=5)
    search_page: timedelta = timedelta(minutes=1)
    free_periods: timedelta = timedelta(seconds=30)
    blocks: timedelta = timedelta(minutes=1)


class Cache(Protocol):
    """Values must be immutable: everybody gets the same one.

    A reader who asks after a commit never gets what was read before it. In this process that holds
    from the end of the commit on; in others, from when they hear of it, within moments.
    """

    async def get(
        self,
        key: Hashable,
        load: Callable[[], Awaitable[V]],
        *,
        lasts: timedelta,
        tags: Collection[Tag],
        size: Callable[[V], int] | None = None,
    ) -> V:
        """What is kept under `key`, else what `load` answers.

        Of many that ask at once one loads, and its answer or its failure is everybody's; a failure
        is not kept, nor an answer that was forgotten while it was loaded. `tags` are what the value
        depends on, all of it. `size` is how much room it takes, in things as large as a partner's
        card; 1 when it is not given.
        """
        ...

    def forget(self, tags: Collection[Tag]) -> None:
        """Drop every value with one of `tags`, those that are being loaded included."""
        ...


class NoCache:
    """Loads every time."""

    async def get(
        self,
        key: Hashable,
        load: Callable[[], Awaitable[V]],
        *,
        lasts: timedelta,
        tags: Collection[Tag],
        size: Callable[[V], int] | None = None,
    ) -> V:
        return await load()

    def forget(self, tags: Collection[Tag]) -> None:
        pass
