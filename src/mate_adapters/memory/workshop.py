"""Pictures without a picture library: the sizes are read, the pixels are made up."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from mate_core.media.errors import ImageDamaged, ImageTooManyPixels, ImageTooSmall, NotAnImage
from mate_core.media.policies import Size
from mate_core.media.ports import Picture, Upload

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_GIF: Final = (b"GIF87a", b"GIF89a")
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_LONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})


class HeaderWorkshop:
    """ImageWorkshop that trusts headers of PNG, JPEG and GIF and answers grey PNG pictures."""

    async def make(
        self, upload: Upload, sizes: Sequence[Size], *, most_pixels: int, least_side: int
    ) -> Sequence[Picture]:
        data = b"".join([chunk async for chunk in upload.chunks()])
        width, height = _size_of(data)
        if width * height > most_pixels:
            raise ImageTooManyPixels(megapixels=most_pixels // 1_000_000)
        if min(width, height) < least_side:
            raise ImageTooSmall(pixels=least_side)
        return [_made(size, width, height) for size in sizes]


def _made(size: Size, width: int, height: int) -> Picture:
    if size.square:
        width = height = min(width, height)
    scale = min(1.0, size.longer_side / max(width, height))
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    return Picture(size, "image/png", png(width, height), width, height)


def png(width: int, height: int) -> bytes:
    """A grey PNG picture of that size."""
    rows = zlib.compress((b"\0" + b"\x80" * width) * height, 1)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return _PNG + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _size_of(data: bytes) -> tuple[int, int]:
    """Raises NotAnImage, ImageDamaged."""
    try:
        if data.startswith(_PNG):
            if b"IEND" not in data:
                raise ImageDamaged
            width, height = struct.unpack_from(">II", data, 16)
        elif data.startswith(_GIF):
            width, height = struct.unpack_from("<HH", data, 6)
        elif data.startswith(_JPEG):
            width, height = _jpeg_size(data)
        else:
            raise NotAnImage
    except struct.error:
        raise ImageDamaged from None
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    if b"\xff\xd9" not in data:
        raise ImageDamaged
    position = 2
    while True:
        marker, length = struct.unpack_from(">xBH", data, position)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, position + 5)
            return width, height
        position += 2 if marker in _LONE else 2 + length
