"""What media need of the world: rows, objects, and those who look into bytes."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from mate_core.identity.ports import IdentityUow
from mate_core.media.model import Bucket, MediaKind, ObjectPlace, StoredMedia
from mate_core.media.policies import Size
from mate_core.shared.ids import MediaId, UserId
from mate_core.shared.pages import Cursor, Page


class MediaRows(Protocol):
    async def add(self, media: StoredMedia) -> None: ...

    async def get(self, media_id: MediaId) -> StoredMedia:
        """Raises NotFound."""
        ...

    async def get_for_change(self, media_id: MediaId) -> StoredMedia:
        """The same, its row locked until the end of the transaction; raises NotFound."""
        ...

    async def by_key(self, key: str) -> StoredMedia:
        """Raises NotFound."""
        ...

    async def save(self, media: StoredMedia) -> None:
        """Guarded by `version`; raises ConcurrencyConflict when somebody saved in between."""
        ...

    async def created_since(
        self, owner_id: UserId, kind: MediaKind, since: datetime
    ) -> Sequence[datetime]:
        """Instants of that person's uploads of the kind since then, oldest first; any state."""
        ...

    async def idle(
        self, *, received_before: datetime, ready_before: datetime, limit: int
    ) -> Sequence[MediaId]:
        """Rows that were never finished, or never used, since before those instants."""
        ...

    async def to_purge(self, *, limit: int) -> Sequence[MediaId]:
        """Deleted rows whose objects are not yet proved gone, longest deleted first."""
        ...

    async def standing(self, keys: Collection[str]) -> frozenset[str]:
        """Those of `keys` whose objects may lie in storage: their rows are not purged."""
        ...

    async def forget(self, *, before: datetime) -> int:
        """Remove rows whose objects are gone since before that instant; answers how many."""
        ...

    async def listed(
        self, *, owner_id: UserId | None, after: Cursor | None, limit: int
    ) -> Page[StoredMedia]:
        """Newest first, of one person or of all."""
        ...


class MediaUow(IdentityUow, Protocol):
    @property
    def media(self) -> MediaRows: ...


@dataclass(frozen=True, slots=True)
class ObjectStat:
    """`stored_at` is the storage's own time, UTC."""

    place: ObjectPlace
    bytes: int
    stored_at: datetime


class ObjectStorage(Protocol):
    """Objects by bucket and name. Every call may raise ObjectStorageUnavailable.

    Never called inside a unit of work.
    """

    async def put(
        self, place: ObjectPlace, chunks: AsyncIterable[bytes], *, content_type: str
    ) -> None:
        """Store all of `chunks` or nothing; what lay there is replaced at once.

        Whatever `chunks` raises comes through, and nothing is stored.
        """
        ...

    def read(
        self, place: ObjectPlace, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        """Its bytes from `start`, all or `length` of them; raises ObjectMissing."""
        ...

    async def stat(self, place: ObjectPlace) -> ObjectStat | None: ...

    async def delete(self, place: ObjectPlace) -> None:
        """Nothing to delete is no error."""
        ...

    async def link(
        self, place: ObjectPlace, *, at: datetime, lifetime: timedelta, content_type: str
    ) -> str:
        """An address that answers the object to whoever holds it, until `at` + `lifetime`.

        The answer is of `content_type` whatever lies there, and is offered as a download: nothing
        uploaded ever runs in our origin.
        """
        ...

    def listed(self, bucket: Bucket, *, initial: str = "") -> AsyncIterator[ObjectStat]:
        """Every object of a bucket, or those whose names begin with that letter; in no order."""
        ...


class Upload(Protocol):
    """Bytes that were received, held outside memory; read as often as is needed."""

    @property
    def size(self) -> int: ...
    @property
    def head(self) -> bytes:
        """The first 4,096 bytes, or all when there are fewer."""
        ...

    def chunks(self) -> AsyncIterator[bytes]: ...

    async def read_at(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`; fewer at the end, none behind it."""
        ...


class Spool(Protocol):
    def hold(
        self, chunks: AsyncIterable[bytes], *, largest: int
    ) -> AbstractAsyncContextManager[Upload]:
        """Take in all of `chunks` and throw them away at the end of the block.

        Raises UploadTooLarge as soon as more than `largest` bytes have come, UploadEmpty when
        none came, UploadsBusy when this process holds as many as it may.
        """
        ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture made anew from pixels alone; sizes are pixels."""

    size: Size
    content_type: str
    data: bytes
    width: int
    height: int


class ImageWorkshop(Protocol):
    """Looks into pictures and makes new ones. What comes out holds pixels and nothing else."""

    async def make(
        self, upload: Upload, sizes: Sequence[Size], *, most_pixels: int, least_side: int
    ) -> Sequence[Picture]:
        """One picture for each of `sizes`, upright, never larger than the original.

        The kind is found from the bytes; the first frame of an animation is taken. Nothing is
        decoded when the header promises more than `most_pixels`.

        Raises:
            NotAnImage, ImageDamaged, ImageTooManyPixels, ImageTooSmall.
            UploadsBusy: too many wait already.
        """
        ...


@dataclass(frozen=True, slots=True)
class Blank:
    """A stretch of a file that is overwritten: `head` first, zeros to the end of `length`."""

    offset: int
    length: int
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Video:
    """What a container says of itself; `blanks` make void in place what says where and by whom."""

    content_type: str
    duration: timedelta
    width: int | None
    height: int | None
    blanks: Sequence[Blank] = ()


class VideoInspector(Protocol):
    async def inspect(self, upload: Upload) -> Video:
        """Reads the container, decodes nothing. Raises NotAVideo, VideoDamaged."""
        ...


@dataclass(frozen=True, slots=True)
class LinkedObject:
    """What a signed link of ours names."""

    place: ObjectPlace
    content_type: str


class LinkSigner(Protocol):
    """Links of storages that cannot sign by themselves; our own route reads them."""

    def sign(self, linked: LinkedObject, *, expires_at: datetime) -> str: ...

    def read(self, token: str, *, at: datetime) -> LinkedObject:
        """Raises NotFound: not ours, changed, or expired."""
        ...
