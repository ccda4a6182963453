"""Cursors as opaque text, and the parameters that every list takes."""

from __future__ import annotations

import datetime as dt
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated
from uuid import UUID

from litestar.params import QueryParameter

from mate_core.shared.pages import Cursor
from mate_http.problems.malformed import BodyMalformed

Limit = Annotated[int, QueryParameter(ge=1, le=50, description="Items on a page.")]
CursorText = Annotated[
    str | None, QueryParameter(max_length=200, description="`nextCursor` of the page before.")
]


def written(cursor: Cursor | None, *, order: str = "") -> str | None:
    """`order` names how the list is sorted, where it can be sorted in several ways."""
    if cursor is None:
        return None
    place = f"{cursor.at.isoformat()}|{cursor.id}" + (f"|{order}" if order else "")
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def read(text: str | None, *, order: str = "") -> Cursor | None:
    """Raises BodyMalformed for what we never wrote, or wrote for another order."""
    if text is None:
        return None
    try:
        place = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
        at, row, *sorted_by = place.split("|")
        if sorted_by != ([order] if order else []):
            raise ValueError("a cursor belongs to its order")
        cursor = Cursor(dt.datetime.fromisoformat(at), UUID(row))
        if cursor.at.utcoffset() != dt.timedelta(0):
            raise ValueError("a cursor is in UTC")
    except ValueError as malformed:
        remedy = "Use nextCursor of the page before as it is."
        raise BodyMalformed("cursor", "cursor.malformed", remedy) from malformed
    return cursor
