"""What all repositories share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from mate_adapters.postgres.connection import Row
from mate_adapters.postgres.session import Session
from mate_core.shared.errors import NotFound
from mate_core.shared.geo import Coordinates
from mate_core.shared.money import Vnd
from mate_core.shared.pages import Cursor, Page

T = TypeVar("T")


class Repository:
    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session


def found(row: Row | None) -> Row:
    """Raises NotFound when there is none."""
    if row is None:
        raise NotFound
    return row


def coordinates(latitude: float | None, longitude: float | None) -> Coordinates | None:
    if latitude is None or longitude is None:
        return None
    return Coordinates(latitude, longitude)


def dong(amount: int | None) -> Vnd | None:
    return None if amount is None else Vnd(amount)


def cursor_values(after: Cursor | None) -> dict[str, object]:
    return {"after_at": after.at if after else None, "after_id": after.id if after else None}


def page_of(items: Sequence[T], limit: int, key: Callable[[T], tuple[datetime, UUID]]) -> Page[T]:
    """The page of `limit` + 1 rows that were read to see whether more follow."""
    if len(items) <= limit:
        return Page(items, None)
    shown = items[:limit]
    return Page(shown, Cursor(*key(shown[-1])))
