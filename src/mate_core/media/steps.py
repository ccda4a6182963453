"""Steps on media inside the transactions of rooms above."""

from __future__ import annotations

from datetime import datetime

from mate_core.media.events import MediaDeleted
from mate_core.media.model import MediaKind, MediaParty, MediaState, StoredMedia
from mate_core.media.ports import MediaUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import MediaId, UserId


async def use(
    uow: MediaUow,
    media_id: MediaId,
    owner: UserId,
    *,
    at: datetime,
    kind: MediaKind | None = None,
) -> StoredMedia:
    """Something shows it from now on: it is no longer thrown away as unused.

    Raises NotFound when it is not the owner's, or not of that kind; MediaInUse when something
    shows it already; MediaNotReady.
    """
    media = await uow.media.get_for_change(media_id)
    if kind is not None and media.kind is not kind:
        raise NotFound
    used = media.use(owner, at=at)
    await uow.media.save(used)
    return used


async def release(uow: MediaUow, media_id: MediaId, *, at: datetime) -> None:
    """Nothing shows it any more; its owner may use it again for a day, then it goes."""
    media = await uow.media.get_for_change(media_id)
    await uow.media.save(media.release(at=at))


async def discard(uow: MediaUow, media_id: MediaId, *, at: datetime) -> None:
    """Nobody sees it from now on; its objects are removed after the commit.

    Discarding again is no error.
    """
    media = await uow.media.get_for_change(media_id)
    if media.state is not MediaState.DELETED:
        await drop(uow, media.discard(MediaParty.CONTEXT, at=at), at=at)


async def drop(uow: MediaUow, deleted: StoredMedia, *, at: datetime) -> None:
    """Save a media that was just deleted, and tell those who remove its objects."""
    await uow.media.save(deleted)
    await uow.publish(
        MediaDeleted(media_id=deleted.id, owner_id=deleted.owner_id, kind=deleted.kind, at=at)
    )
