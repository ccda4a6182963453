"""What media keep of a person: rows, files, and that they go with the account."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from mate_core.media import steps
from mate_core.media.model import MediaState, StoredMedia
from mate_core.media.ports import MediaUow, ObjectStorage
from mate_core.shared.ids import UserId
from mate_core.shared.pages import Cursor

_PAGE: Final = 100
_ENDINGS: Final = {
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/png": ".png",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
}


@dataclass(frozen=True, slots=True)
class MediaData:
    """Below privacy, so its rows are given their file there."""

    open_read: Callable[[], MediaUow]
    storage: ObjectStorage

    async def uploads(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async for media in self._shown(person):
            yield {
                "file": name_of(media),
                "kind": media.kind,
                "uploadedAt": media.created_at,
                "bytes": media.facts.bytes if media.facts else None,
            }

    async def files(self, person: UserId) -> AsyncIterator[tuple[str, AsyncIterator[bytes]]]:
        """Name and bytes of everything that still stands, identity papers included."""
        async for media in self._shown(person):
            if await self.storage.stat(media.place) is not None:
                yield name_of(media), self.storage.read(media.place)

    async def erase(self, uow: MediaUow, person: UserId, *, at: datetime) -> None:
        """Nobody sees any of them from the commit on; their objects go right after it."""
        for media in await all_of(uow, person):
            if media.state is MediaState.RECEIVED:
                await steps.drop(uow, media.abandon(at=at), at=at)
            else:
                await steps.discard(uow, media.id, at=at)

    async def _shown(self, person: UserId) -> AsyncIterator[StoredMedia]:
        async with self.open_read() as uow:
            found = await all_of(uow, person)
        for media in found:
            if media.is_shown:
                yield media


async def all_of(uow: MediaUow, person: UserId) -> Sequence[StoredMedia]:
    """Everything of that person that is not deleted, newest first."""
    found: list[StoredMedia] = []
    after: Cursor | None = None
    while True:
        page = await uow.media.listed(owner_id=person, after=after, limit=_PAGE)
        found += [media for media in page.items if media.state is not MediaState.DELETED]
        after = page.next
        if after is None:
            return found


def name_of(media: StoredMedia) -> str:
    ending = _ENDINGS.get(media.facts.content_type, "") if media.facts else ""
    return f"files/{media.kind.value.lower()}-{media.key}{ending}"
