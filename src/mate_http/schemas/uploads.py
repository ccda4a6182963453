"""Answers of `/upload`."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from mate_core.media.model import MediaKind
from mate_http.schemas.base import Output


class SmallerCopy(Output, frozen=True):
    """Made in the background; until then its address answers the picture itself."""

    url: str
    longer_side: int
    square: bool


class Uploaded(Output, frozen=True):
    """A file that was taken in. What nothing shows within 24 hours is thrown away.

    `url` is public for avatars and images, expires within minutes for videos, and is null for
    papers. Sizes are pixels.
    """

    id: UUID
    key: str
    kind: MediaKind
    content_type: str
    bytes: int
    width: int | None
    height: int | None
    duration_seconds: float | None
    url: str | None
    smaller: list[SmallerCopy]
    unused_until: dt.datetime
