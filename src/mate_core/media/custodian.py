"""What happens to objects after the commit: smaller copies, removal, and what nobody wants.

Everything here may run twice or be cut off anywhere: the row is the truth, and objects follow it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from uuid import UUID

from mate_core.media.errors import ObjectMissing, UploadRefused
from mate_core.media.intake import one_chunk
from mate_core.media.model import (
    KEY_ALPHABET,
    KEY_LENGTH,
    Bucket,
    MediaState,
    ObjectPlace,
    Rendition,
    StoredMedia,
)
from mate_core.media.policies import MediaPolicy, Size
from mate_core.media.ports import (
    ImageWorkshop,
    MediaUow,
    ObjectStat,
    ObjectStorage,
    Picture,
    Spool,
)
from mate_core.media.steps import drop
from mate_core.shared.commands import command
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import MediaId
from mate_core.shared.ports import Clock


class ObjectsRemain(Exception):
    """Removed objects are still there; the task is tried again."""


@dataclass(frozen=True, slots=True)
class MediaCustodian:
    open_uow: Callable[[], MediaUow]
    open_read: Callable[[], MediaUow]
    clock: Clock
    spool: Spool
    workshop: ImageWorkshop
    storage: ObjectStorage
    policy: MediaPolicy

    async def render(self, media_id: UUID) -> None:
        """Make the smaller copies of a picture; nothing to do for what has them or is gone."""
        media = await self._media(MediaId(media_id))
        if media is None or not media.is_shown or media.renditions:
            return
        sizes = self.policy.kinds[media.kind].renditions
        if not sizes:
            return
        try:
            pictures = await self._made(media, sizes)
        except (ObjectMissing, UploadRefused):
            return  # deleted meanwhile, or an original that we cannot read again: it stays alone
        for picture in pictures:
            await self.storage.put(
                media.place_of(picture.size.name),
                one_chunk(picture.data),
                content_type=picture.content_type,
            )
        if not await self._note(media.id, [_rendition(each) for each in pictures]):
            await self._remove_objects(media)

    async def remove(self, media_id: UUID) -> None:
        """Remove the objects of a deleted media, and look whether they are gone.

        Raises ObjectsRemain, ObjectStorageUnavailable: to be tried again.
        """
        media = await self._media(MediaId(media_id))
        if media is None or media.state is not MediaState.DELETED or media.is_purged:
            return
        await self._remove_objects(media)
        await self._note_purged(media.id)

    async def sweep(self, *, initials: str = KEY_ALPHABET) -> Mapping[str, int]:
        """Throw away what was never finished or never used, and what should be gone; idempotent.

        Stray objects are looked for among those whose names begin with `initials`. Answers how
        many uploads were dropped, deleted ones purged, and stray objects removed.
        """
        return {
            "dropped": await self._drop_idle(),
            "purged": await self._purge_deleted(),
            "strays": await self._remove_strays(initials),
        }

    async def sweep_part(self) -> Mapping[str, int]:
        """The same with one initial, another one every hour: all have had their turn after 32.

        Listing everything would take longer than a task may, once there are millions.
        """
        hours = int(self.clock.now().timestamp()) // 3_600
        return await self.sweep(initials=KEY_ALPHABET[hours % len(KEY_ALPHABET)])

    async def _media(self, media_id: MediaId) -> StoredMedia | None:
        async with self.open_read() as uow:
            try:
                return await uow.media.get(media_id)
            except NotFound:
                return None

    async def _made(self, media: StoredMedia, sizes: Sequence[Size]) -> Sequence[Picture]:
        largest = self.policy.kinds[media.kind].largest_bytes
        async with self.spool.hold(self.storage.read(media.place), largest=largest) as original:
            return await self.workshop.make(
                original, sizes, most_pixels=self.policy.most_pixels, least_side=1
            )

    @command
    async def _note(self, media_id: MediaId, renditions: list[Rendition]) -> bool:
        """Whether the media still stands."""
        async with self.open_uow() as uow:
            media = await uow.media.get_for_change(media_id)
            if not media.is_shown:
                return False
            await uow.media.save(media.with_renditions(tuple(renditions)))
            await uow.commit()
        return True

    async def _remove_objects(self, media: StoredMedia) -> None:
        """Every object that may stand, whether or not the row knows of it."""
        places = self._places(media)
        for place in places:
            await self.storage.delete(place)
        for place in places:
            if await self.storage.stat(place) is not None:
                raise ObjectsRemain

    def _places(self, media: StoredMedia) -> list[ObjectPlace]:
        wanted = {size.name for size in self.policy.kinds[media.kind].renditions}
        names = wanted | {each.name for each in media.renditions}
        return [media.place, *(media.place_of(name) for name in sorted(names))]

    @command
    async def _note_purged(self, media_id: MediaId) -> None:
        async with self.open_uow() as uow:
            media = await uow.media.get_for_change(media_id)
            if not media.is_purged:
                await uow.media.save(media.purged(at=self.clock.now()))
                await uow.commit()

    async def _drop_idle(self) -> int:
        now = self.clock.now()
        async with self.open_read() as uow:
            idle = await uow.media.idle(
                received_before=now - self.policy.unfinished_kept,
                ready_before=now - self.policy.unused_kept,
                limit=self.policy.sweep_batch,
            )
        for media_id in idle:
            await self._drop(media_id)
        return len(idle)

    @command
    async def _drop(self, media_id: MediaId) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            media = await uow.media.get_for_change(media_id)
            if media.state in (MediaState.RECEIVED, MediaState.READY):  # used in the meantime?
                await drop(uow, media.abandon(at=now), at=now)
                await uow.commit()

    async def _purge_deleted(self) -> int:
        async with self.open_read() as uow:
            waiting = await uow.media.to_purge(limit=self.policy.sweep_batch)
        for media_id in waiting:
            await self.remove(media_id)
        return len(waiting)

    async def _remove_strays(self, initials: str) -> int:
        """Objects that no row stands for. The row comes first always, so none is on its way."""
        removed = 0
        for bucket, initial in product(Bucket, initials):
            listed = self.storage.listed(bucket, initial=initial)
            async for batch in _batches(listed, self.policy.sweep_batch):
                removed += await self._remove_strays_among(batch)
        return removed

    async def _remove_strays_among(self, batch: Sequence[ObjectStat]) -> int:
        before = self.clock.now() - self.policy.stray_objects_kept
        async with self.open_read() as uow:
            standing = await uow.media.standing({_key_of(found) for found in batch})
        strays = [
            found for found in batch if _key_of(found) not in standing and found.stored_at < before
        ]
        for found in strays:
            await self.storage.delete(found.place)
        return len(strays)


def _key_of(found: ObjectStat) -> str:
    return found.place.name[:KEY_LENGTH]


def _rendition(picture: Picture) -> Rendition:
    return Rendition(picture.size.name, picture.width, picture.height, len(picture.data))


async def _batches(
    found: AsyncIterator[ObjectStat], size: int
) -> AsyncIterator[Sequence[ObjectStat]]:
    batch: list[ObjectStat] = []
    async for each in found:
        batch.append(each)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
