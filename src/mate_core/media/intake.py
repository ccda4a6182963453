"""How an upload becomes a stored media: the row first, then the bytes, then READY."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from mate_core.media.errors import NotAnImage, NotAVideo, TooManyUploads, VideoTooLong
from mate_core.media.events import MediaReady
from mate_core.media.model import VIDEOS, MediaFacts, MediaKind, StoredMedia, new_key
from mate_core.media.policies import KindPolicy, MediaPolicy
from mate_core.media.ports import (
    Blank,
    ImageWorkshop,
    MediaUow,
    ObjectStorage,
    Spool,
    Upload,
    Video,
    VideoInspector,
)
from mate_core.media.steps import drop
from mate_core.shared.commands import command
from mate_core.shared.errors import MateError
from mate_core.shared.ids import IdGenerator, MediaId, Random, UserId
from mate_core.shared.ports import Clock

_ANY_TYPE = frozenset({"", "application/octet-stream"})


@dataclass(frozen=True, slots=True)
class MediaIntake:
    open_uow: Callable[[], MediaUow]
    clock: Clock
    ids: IdGenerator
    random: Random
    spool: Spool
    workshop: ImageWorkshop
    inspector: VideoInspector
    storage: ObjectStorage
    policy: MediaPolicy

    async def receive(
        self,
        owner: UserId,
        kind: MediaKind,
        chunks: AsyncIterable[bytes],
        declared_type: str,
    ) -> StoredMedia:
        """Take in one file of `owner`, check and clean it, store it; it is READY then.

        `declared_type` is the media type that the sender gave, empty when he gave none; what
        counts is what the bytes are. The attempt counts even when the file is refused.

        Raises:
            TooManyUploads: before a byte is read.
            UploadRefused: one of its kinds, when the bytes are not what they should be.
            UploadsBusy, ObjectStorageUnavailable: nothing is wrong with the file, try again.
        """
        rules = self.policy.kinds[kind]
        _require_declared(kind, declared_type)
        media = await self._begin(owner, kind, rules)
        try:
            async with self.spool.hold(chunks, largest=rules.largest_bytes) as upload:
                facts = await self._store(media, upload, rules)
        except Exception:
            # Where this does not get through, or we are cancelled, the sweep finds the row.
            with suppress(MateError):
                await self._abandon(media.id)
            raise
        return await self._finish(media.id, facts)

    @command
    async def _begin(self, owner: UserId, kind: MediaKind, rules: KindPolicy) -> StoredMedia:
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.lock_persons([owner])
            recent = await uow.media.created_since(owner, kind, now - self.policy.window)
            if len(recent) >= rules.per_day:
                retry_at = recent[-rules.per_day] + self.policy.window
                raise TooManyUploads(retry_at, limit=rules.per_day)
            media = StoredMedia(
                id=MediaId(self.ids.uuid()),
                owner_id=owner,
                kind=kind,
                key=new_key(self.random),
                created_at=now,
                changed_at=now,
            )
            await uow.media.add(media)
            await uow.commit()
        return media

    async def _store(self, media: StoredMedia, upload: Upload, rules: KindPolicy) -> MediaFacts:
        if media.kind in VIDEOS:
            return await self._store_video(media, upload, rules)
        if rules.master is None:
            raise ValueError(f"no size is given for the pictures of {media.kind}")
        (picture,) = await self.workshop.make(
            upload,
            [rules.master],
            most_pixels=self.policy.most_pixels,
            least_side=rules.least_side,
        )
        await self.storage.put(
            media.place, one_chunk(picture.data), content_type=picture.content_type
        )
        return MediaFacts(picture.content_type, len(picture.data), picture.width, picture.height)

    async def _store_video(
        self, media: StoredMedia, upload: Upload, rules: KindPolicy
    ) -> MediaFacts:
        video = await self.inspector.inspect(upload)
        if rules.longest is not None and video.duration > rules.longest:
            raise VideoTooLong(seconds=int(rules.longest.total_seconds()))
        await self.storage.put(
            media.place, without_metadata(upload, video), content_type=video.content_type
        )
        return MediaFacts(
            video.content_type, upload.size, video.width, video.height, video.duration
        )

    @command
    async def _finish(self, media_id: MediaId, facts: MediaFacts) -> StoredMedia:
        now = self.clock.now()
        async with self.open_uow() as uow:
            media = await uow.media.get_for_change(media_id)
            ready = media.finish(facts, at=now)
            await uow.media.save(ready)
            await uow.publish(
                MediaReady(media_id=ready.id, owner_id=ready.owner_id, kind=ready.kind, at=now)
            )
            await uow.commit()
        return ready

    @command
    async def _abandon(self, media_id: MediaId) -> None:
        now = self.clock.now()
        async with self.open_uow() as uow:
            media = await uow.media.get_for_change(media_id)
            await drop(uow, media.abandon(at=now), at=now)
            await uow.commit()


def _require_declared(kind: MediaKind, declared_type: str) -> None:
    """Who says that it is something else altogether is told at once."""
    media_type = declared_type.partition(";")[0].strip().lower()
    if media_type in _ANY_TYPE:
        return
    wanted, refusal = ("video/", NotAVideo) if kind in VIDEOS else ("image/", NotAnImage)
    if not media_type.startswith(wanted):
        raise refusal


async def one_chunk(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def without_metadata(upload: Upload, video: Video) -> AsyncIterator[bytes]:
    """The same number of bytes, those of `blanks` overwritten."""
    waiting = sorted(video.blanks, key=lambda blank: blank.offset, reverse=True)
    met: list[Blank] = []
    position = 0
    async for chunk in upload.chunks():
        end = position + len(chunk)
        while waiting and waiting[-1].offset < end:
            met.append(waiting.pop())
        yield _overwritten(chunk, met, position) if met else chunk
        met = [blank for blank in met if _end(blank) > end]
        position = end


def _end(blank: Blank) -> int:
    return blank.offset + blank.length


def _overwritten(chunk: bytes, blanks: Sequence[Blank], position: int) -> bytes:
    """`chunk`, whose first byte is that of `position`, with what lies in it of `blanks`."""
    changed = bytearray(chunk)
    for blank in blanks:
        first = max(blank.offset - position, 0)
        last = min(_end(blank) - position, len(chunk))
        skipped = position + first - blank.offset
        head = blank.head[skipped : skipped + last - first]
        changed[first:last] = head + bytes(last - first - len(head))
    return bytes(changed)
