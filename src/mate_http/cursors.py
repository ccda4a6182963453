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


def written(cursor: Cursor | None) -> str | None:
    if cursor is None:
        return None
    return urlsafe_b64encode(f"{cursor.at.isoformat()}|{cursor.id}".encode()).decode().rstrip("=")


def read(text: str | None) -> Cursor | None:
    """Raises BodyMalformed for what we never wrote."""
    if text is None:
        return None
    try:
        at, _, row = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition("|")
        cursor = Cursor(dt.datetime.fromisoformat(at), UUID(row))
        if cursor.at.utcoffset() != dt.timedelta(0):
            raise ValueError("a cursor is in UTC")
    except ValueError as malformed:
        remedy = "Use nextCursor of the page before as it is."
        raise BodyMalformed("cursor", "cursor.malformed", remedy) from malformed
    return cursor
