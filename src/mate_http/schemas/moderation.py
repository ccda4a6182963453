"""Bodies of `/blacklist`."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from mate_http.schemas.base import Input, Output, Reason


class BlockBody(Input, frozen=True):
    """`reason` is for the caller's own eyes, at most 500 characters."""

    user_id: UUID
    reason: Reason | None = None


class Block(Output, frozen=True):
    """`displayName` as it was when the block was made; null when it was not to be seen."""

    user_id: UUID
    display_name: str | None
    reason: str | None
    blocked_at: dt.datetime


class Blocks(Output, frozen=True):
    items: list[Block]
    next_cursor: str | None
