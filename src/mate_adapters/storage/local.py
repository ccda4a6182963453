"""Objects as files in a folder of this machine: for development, and for a single server."""

from __future__ import annotations

import asyncio
import os
import secrets
import stat as modes
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Final

from mate_adapters.storage.names import require_plain
from mate_core.media.errors import ObjectMissing, ObjectStorageUnavailable
from mate_core.media.model import Bucket, ObjectPlace
from mate_core.media.ports import LinkedObject, LinkSigner, ObjectStat

_CHUNK: Final = 256 * 1024
_DRAFTS: Final = "drafts"
_DRAFT_KEPT: Final = timedelta(days=1)


class LocalObjectStorage:
    """ObjectStorage under `root`, one folder for each bucket, readable by nobody else.

    An object appears whole or not at all, and stays after a power cut. Names that are more than a
    key raise ValueError. `links` is the address of our own route that reads signed links.
    """

    def __init__(self, root: Path, *, signer: LinkSigner, links: str) -> None:
        self._root = root
        self._signer = signer
        self._links = links

    def prepare(self) -> None:
        """Make the folders, and clear away drafts of processes that died a day ago or earlier."""
        with _told():
            for bucket in Bucket:
                self._folder(bucket).mkdir(parents=True, exist_ok=True, mode=0o700)
            drafts = self._root / _DRAFTS
            drafts.mkdir(exist_ok=True, mode=0o700)
            oldest = (datetime.now(UTC) - _DRAFT_KEPT).timestamp()
            for draft in drafts.iterdir():
                if draft.stat().st_mtime < oldest:
                    draft.unlink(missing_ok=True)

    async def put(
        self, place: ObjectPlace, chunks: AsyncIterable[bytes], *, content_type: str
    ) -> None:
        path = self._path(place)
        draft = self._root / _DRAFTS / f"{place.name}.{secrets.token_hex(8)}"
        try:
            with _told():
                file = await asyncio.to_thread(_open_new, draft)
            with file:
                async for chunk in chunks:
                    with _told():
                        await asyncio.to_thread(file.write, chunk)
                with _told():
                    await asyncio.to_thread(_finish, file, draft, path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise

    async def read(
        self, place: ObjectPlace, *, start: int = 0, length: int | None = None
    ) -> AsyncIterator[bytes]:
        path = self._path(place)
        with _told():
            try:
                file = await asyncio.to_thread(path.open, "rb")
            except FileNotFoundError:
                raise ObjectMissing from None
        with file:
            file.seek(start)
            left = length
            while left is None or left > 0:
                with _told():
                    wanted = _CHUNK if left is None else min(_CHUNK, left)
                    chunk = await asyncio.to_thread(file.read, wanted)
                if not chunk:
                    return
                left = None if left is None else left - len(chunk)
                yield chunk

    async def stat(self, place: ObjectPlace) -> ObjectStat | None:
        path = self._path(place)
        with _told():
            return await asyncio.to_thread(_stat, place, path)

    async def delete(self, place: ObjectPlace) -> None:
        path = self._path(place)
        with _told():
            await asyncio.to_thread(_remove, path)

    async def link(
        self, place: ObjectPlace, *, at: datetime, lifetime: timedelta, content_type: str
    ) -> str:
        require_plain(place)
        token = self._signer.sign(LinkedObject(place, content_type), expires_at=at + lifetime)
        return f"{self._links}/{token}"

    async def listed(self, bucket: Bucket, *, initial: str = "") -> AsyncIterator[ObjectStat]:
        with _told():
            shelves = await asyncio.to_thread(self._shelves, bucket, initial)
        for shelf in shelves:
            with _told():
                found = await asyncio.to_thread(_listed, bucket, shelf)
            for each in found:
                yield each

    def _shelves(self, bucket: Bucket, initial: str) -> list[Path]:
        """The folders over which names are spread by their first two letters, 1,024 at most."""
        shelves = self._folder(bucket).iterdir()
        return sorted(each for each in shelves if each.name.startswith(initial) and each.is_dir())

    def _folder(self, bucket: Bucket) -> Path:
        return self._root / bucket.value.lower()

    def _path(self, place: ObjectPlace) -> Path:
        name = require_plain(place)
        return self._folder(place.bucket) / name[:2] / name


@contextmanager
def _told() -> Iterator[None]:
    """A disk that is full or broken is a storage that is away."""
    try:
        yield
    except OSError as trouble:
        raise ObjectStorageUnavailable(os.strerror(trouble.errno or 0)) from trouble


def _open_new(draft: Path) -> BinaryIO:
    return os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _finish(file: BinaryIO, draft: Path, path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft.replace(path)
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Makes what was renamed into it, or removed from it, last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    try:
        path.unlink()
    except FileNotFoundError:
        return
    _sync_folder(path.parent)


def _stat(place: ObjectPlace, path: Path) -> ObjectStat | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return ObjectStat(place, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))


def _listed(bucket: Bucket, shelf: Path) -> list[ObjectStat]:
    found = []
    for entry in os.scandir(shelf):
        try:
            about = entry.stat(follow_symlinks=False)
        except FileNotFoundError:  # removed while we looked
            continue
        if modes.S_ISREG(about.st_mode):
            stored_at = datetime.fromtimestamp(about.st_mtime, UTC)
            found.append(ObjectStat(ObjectPlace(bucket, entry.name), about.st_size, stored_at))
    return found
