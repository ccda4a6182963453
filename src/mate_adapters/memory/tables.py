"""Tables in plain dicts, and the copy-on-write view that one unit of work has of them.

Rows are frozen, so a view shares them with everyone and only remembers which keys it changed. A
commit therefore costs as much as was changed, whatever the size of the store.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final, Generic, Protocol, TypeVar
from uuid import UUID

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

NEVER: Final = datetime.max.replace(tzinfo=UTC)
_NONE: Final[Mapping[Any, None]] = {}


class Guard(Protocol):
    """What a view asks before it changes anything."""

    def require_lock(self) -> None: ...


class Index(Generic[K, V]):
    """Committed keys by what their rows are looked up by; a row may stand under several values."""

    def __init__(self, values_of: Callable[[V], Iterable[Hashable]]) -> None:
        self.values_of = values_of
        self.keys: dict[Hashable, dict[K, None]] = {}  # dicts as sets that keep their order

    def replace(self, key: K, old: V | None, new: V | None) -> None:
        before = () if old is None else tuple(self.values_of(old))
        after = () if new is None else tuple(self.values_of(new))
        if before == after:
            return
        for value in before:
            keys = self.keys[value]
            keys.pop(key, None)
            if not keys:
                del self.keys[value]
        for value in after:
            self.keys.setdefault(value, {})[key] = None


class DueIndex(Generic[K, V]):
    """Committed keys by the instant (UTC) at which somebody must look at them again."""

    def __init__(self, due_of: Callable[[V], datetime | None], id_of: Callable[[K], UUID]) -> None:
        self._due_of = due_of
        self._id_of = id_of
        self._due: list[tuple[datetime, UUID]] = []
        self.earliest = NEVER
        """When the first of them is due: nearly always later than whoever asks."""

    def replace(self, key: K, old: V | None, new: V | None) -> None:
        before = None if old is None else self._due_of(old)
        after = None if new is None else self._due_of(new)
        if before == after:
            return
        if before is not None:
            del self._due[bisect_left(self._due, (before, self._id_of(key)))]
        if after is not None:
            insort(self._due, (after, self._id_of(key)))
        self.earliest = self._due[0][0] if self._due else NEVER

    def due(self, at: datetime) -> Iterator[UUID]:
        """Ids due at `at`, longest overdue first, as they stand now."""
        if self.earliest > at:
            return iter(())
        end = bisect_right(self._due, at, key=lambda entry: entry[0])
        return (row_id for _, row_id in self._due[:end])


class Table(Generic[K, V]):
    """Committed rows by key, with the indexes that follow them."""

    def __init__(self) -> None:
        self.rows: dict[K, V] = {}
        self._indexes: list[Index[K, V] | DueIndex[K, V]] = []

    def index(self, values_of: Callable[[V], Iterable[Hashable]]) -> Index[K, V]:
        index: Index[K, V] = Index(values_of)
        self._indexes.append(index)
        return index

    def due_index(
        self, due_of: Callable[[V], datetime | None], id_of: Callable[[K], UUID]
    ) -> DueIndex[K, V]:
        index: DueIndex[K, V] = DueIndex(due_of, id_of)
        self._indexes.append(index)
        return index

    def merge(self, changes: dict[K, V | None]) -> None:
        """Take over what one unit of work changed; None stands for a removed row."""
        rows = self.rows
        for key, new in changes.items():
            old = rows.get(key)
            for index in self._indexes:
                index.replace(key, old, new)
            if new is None:
                rows.pop(key, None)
            else:
                rows[key] = new


class View(Generic[K, V]):
    """One table as one unit of work sees it: the committed rows and its own changes."""

    __slots__ = ("_guard", "_table", "changed")

    def __init__(self, table: Table[K, V], guard: Guard) -> None:
        self._table = table
        self._guard = guard
        self.changed: dict[K, V | None] = {}
        """What this unit of work has changed so far; a commit starts a new one."""

    def get(self, key: K) -> V | None:
        changes = self.changed
        if changes and key in changes:  # ids are dear to hash, so not in vain
            return changes[key]
        return self._table.rows.get(key)

    def put(self, key: K, row: V) -> None:
        self._guard.require_lock()
        self.changed[key] = row

    def remove(self, key: K) -> None:
        self._guard.require_lock()
        self.changed[key] = None

    def where(self, index: Index[K, V], value: Hashable) -> list[V]:
        """Rows under `value` of one of this table's indexes, own changes included."""
        keys: Mapping[K, None] = index.keys.get(value, _NONE)
        rows, changes = self._table.rows, self.changed
        if not changes:
            return [rows[key] for key in keys]
        found = [rows[key] for key in keys if key not in changes]
        found.extend(
            row for row in changes.values() if row is not None and value in index.values_of(row)
        )
        return found

    def first(self, index: Index[K, V], value: Hashable) -> V | None:
        """The one row under `value` of an index that is unique, or None."""
        found = self.where(index, value)
        return found[0] if found else None

    def all(self) -> list[V]:
        changes = self.changed
        rows = [row for key, row in self._table.rows.items() if key not in changes]
        rows.extend(row for row in changes.values() if row is not None)
        return rows

    def merge(self) -> None:
        if self.changed:
            self._table.merge(self.changed)
            self.changed = {}
