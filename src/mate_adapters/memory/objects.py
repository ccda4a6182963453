"""Objects, links and held uploads in memory."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from mate_core.media.errors import (
    ObjectMissing,
    ObjectStorageUnavailable,
    UploadEmpty,
    UploadTooLarge,
)
from mate_core.media.model import Bucket, ObjectPlace
from mate_core.media.policies import MEGABYTE
from mate_core.media.ports import LinkedObject, ObjectStat
from mate_core.shared.errors import NotFound

HEAD_BYTES: Final = 4_096
_CHUNK: Final = 64 * 1024


@dataclass(slots=True)
class MemoryObjectStorage:
    """ObjectStorage in a dict. `broken` makes every call fail, as a storage does that is away."""

    now: Callable[[], datetime]
    broken: bool = False
    objects: dict[ObjectPlace, tuple[bytes, datetime]] = field(default_factory=dict)

    async def put(
        self, place: ObjectPlace, chunks: AsyncIterable[bytes], *, content_type: str
    ) -> None:
        self._require_works()
        data = b"".join([chunk async for chunk in chunks])
        self.objects[place] = data, self.now()

    async def read(
        self, place: ObjectPlace, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        self._require_works()
        if place not in self.objects:
            raise ObjectMissing
        data, _ = self.objects[place]
        end = len(data) if length is None else min(start + length, len(data))
        for offset in range(start, end, _CHUNK):
            yield data[offset : min(offset + _CHUNK, end)]

    async def stat(self, place: ObjectPlace) -> ObjectStat | None:
        self._require_works()
        found = self.objects.get(place)
        return None if found is None else ObjectStat(place, len(found[0]), found[1])

    async def delete(self, place: ObjectPlace) -> None:
        self._require_works()
        self.objects.pop(place, None)

    async def link(
        self, place: ObjectPlace, *, at: datetime, lifetime: timedelta, content_type: str
    ) -> str:
        token = PlainLinkSigner().sign(LinkedObject(place, content_type), expires_at=at + lifetime)
        return f"/media/links/{token}"

    async def listed(self, bucket: Bucket, *, initial: str = "") -> AsyncIterator[ObjectStat]:
        self._require_works()
        for place, (data, stored_at) in list(self.objects.items()):
            if place.bucket is bucket and place.name.startswith(initial):
                yield ObjectStat(place, len(data), stored_at)

    def _require_works(self) -> None:
        if self.broken:
            raise ObjectStorageUnavailable


class PlainLinkSigner:
    """LinkSigner whose key everybody knows."""

    def sign(self, linked: LinkedObject, *, expires_at: datetime) -> str:
        fields = [
            linked.place.bucket.value,
            linked.place.name,
            linked.content_type,
            int(expires_at.timestamp()),
        ]
        body = json.dumps(fields).encode().hex()
        return f"{body}.{_mark(body)}"

    def read(self, token: str, *, at: datetime) -> LinkedObject:
        body, _, mark = token.partition(".")
        if not hmac.compare_digest(mark.encode(), _mark(body).encode()):
            raise NotFound
        bucket, name, content_type, expires = json.loads(bytes.fromhex(body))
        if at >= datetime.fromtimestamp(expires, UTC):
            raise NotFound
        return LinkedObject(ObjectPlace(Bucket(bucket), name), content_type)


def _mark(body: str) -> str:
    return hashlib.sha256(b"known to everyone" + body.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class MemoryUpload:
    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)

    @property
    def head(self) -> bytes:
        return self.data[:HEAD_BYTES]

    async def chunks(self) -> AsyncIterator[bytes]:
        for offset in range(0, len(self.data), _CHUNK):
            yield self.data[offset : offset + _CHUNK]

    async def read_at(self, offset: int, length: int) -> bytes:
        return self.data[offset : offset + length]


class MemorySpool:
    @asynccontextmanager
    async def hold(
        self, chunks: AsyncIterable[bytes], *, largest: int
    ) -> AsyncIterator[MemoryUpload]:
        held = bytearray()
        async for chunk in chunks:
            held += chunk
            if len(held) > largest:
                raise UploadTooLarge(megabytes=largest // MEGABYTE)
        if not held:
            raise UploadEmpty
        yield MemoryUpload(bytes(held))
