"""Small reads here and there in a large upload, from one stretch of it at a time."""

from __future__ import annotations

from typing import Final

from mate_core.media.errors import VideoDamaged
from mate_core.media.ports import Upload

_STRETCH: Final = 64 * 1024


class Window:
    def __init__(self, upload: Upload) -> None:
        self._upload = upload
        self._offset = 0
        self._data = b""

    @property
    def size(self) -> int:
        return self._upload.size

    async def some(self, offset: int, length: int) -> bytes:
        """At most `length` bytes from `offset`; fewer where the file ends."""
        start = offset - self._offset
        if not (start >= 0 and start + length <= len(self._data)):
            self._data = await self._upload.read_at(offset, max(length, _STRETCH))
            self._offset, start = offset, 0
        return self._data[start : start + length]

    async def exactly(self, offset: int, length: int) -> bytes:
        """Raises VideoDamaged when the file ends before."""
        found = await self.some(offset, length)
        if len(found) < length:
            raise VideoDamaged
        return found
