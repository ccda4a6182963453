"""Uploads on their way in: on disk, without a name, gone with the process."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO, Final

from mate_core.media.errors import (
    ObjectStorageUnavailable,
    UploadEmpty,
    UploadsBusy,
    UploadTooLarge,
)
from mate_core.media.policies import MEGABYTE

HEAD_BYTES: Final = 4_096
_CHUNK: Final = 256 * 1024
MOST_HELD: Final = 32
"""Uploads at once in one process: with 50 MB each, 1.6 GB of disk at worst."""


class _HeldUpload:
    """What `FileSpool.hold` gives: satisfies the port Upload."""

    def __init__(self, file: IO[bytes], size: int, head: bytes) -> None:
        self._handle = file.fileno()
        self._size = size
        self._head = head

    @property
    def size(self) -> int:
        return self._size

    @property
    def head(self) -> bytes:
        return self._head

    async def chunks(self) -> AsyncIterator[bytes]:
        for offset in range(0, self._size, _CHUNK):
            yield await self.read_at(offset, _CHUNK)

    async def read_at(self, offset: int, length: int) -> bytes:
        return await asyncio.to_thread(os.pread, self._handle, length, offset)


class FileSpool:
    """Spool in temporary files that have no name, so that nothing is left when a process dies."""

    def __init__(self, folder: Path | None = None, *, most_held: int = MOST_HELD) -> None:
        self._folder = folder
        self._most_held = most_held
        self._held = 0

    @asynccontextmanager
    async def hold(
        self, chunks: AsyncIterable[bytes], *, largest: int
    ) -> AsyncIterator[_HeldUpload]:
        if self._held >= self._most_held:
            raise UploadsBusy
        self._held += 1
        try:
            with tempfile.TemporaryFile(dir=self._folder, buffering=0) as file:
                yield await _fill(file, chunks, largest)
        finally:
            self._held -= 1


async def _fill(file: IO[bytes], chunks: AsyncIterable[bytes], largest: int) -> _HeldUpload:
    """Small chunks are gathered, so that the disk is asked seldom."""
    size, head, gathered = 0, b"", bytearray()
    async for chunk in chunks:
        size += len(chunk)
        if size > largest:
            raise UploadTooLarge(megabytes=largest // MEGABYTE)
        head += chunk[: HEAD_BYTES - len(head)]
        gathered += chunk
        if len(gathered) >= _CHUNK:
            await _write(file, gathered)
    if not size:
        raise UploadEmpty
    await _write(file, gathered)
    return _HeldUpload(file, size, head)


async def _write(file: IO[bytes], gathered: bytearray) -> None:
    try:
        await asyncio.to_thread(_write_all, file.fileno(), bytes(gathered))
    except OSError as trouble:
        raise ObjectStorageUnavailable("the disk takes no more") from trouble
    gathered.clear()


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
