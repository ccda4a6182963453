"""Lists by cursor: newest first, stable while rows are added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

T = TypeVar("T")
LIMIT: Final = 50


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row seen: its instant (UTC) and id."""

    at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """At most `LIMIT` items; `next` is None on the last page."""

    items: Sequence[T]
    next: Cursor | None
