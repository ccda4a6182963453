"""Boxes of the ISO base media file format (ISO/IEC 14496-12): MP4, MOV and their relatives."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mate_core.media.errors import VideoDamaged

_MOST_BOXES: Final = 200
"""On one level; cameras write a dozen."""
HEADER: Final = 8
LONG_HEADER: Final = 16


@dataclass(frozen=True, slots=True)
class Box:
    """`start` and `end` are offsets of the whole box, `body` is where its content begins."""

    kind: bytes
    start: int
    body: int
    end: int


def read_header(head: bytes, start: int, limit: int) -> Box:
    """The box whose first bytes are `head`; raises VideoDamaged when it does not fit in `limit`."""
    if len(head) < HEADER:
        raise VideoDamaged
    size, kind = struct.unpack_from(">I4s", head)
    body = start + HEADER
    if size == 1:
        if len(head) < LONG_HEADER:
            raise VideoDamaged
        (size,) = struct.unpack_from(">Q", head, HEADER)
        body = start + LONG_HEADER
    end = limit if size == 0 else start + size
    if not body <= end <= limit:
        raise VideoDamaged
    return Box(kind, start, body, end)


def children(data: bytes, start: int, end: int) -> Iterator[Box]:
    """The boxes between two offsets of `data`; raises VideoDamaged."""
    for _ in range(_MOST_BOXES):
        if end - start < HEADER:  # QuickTime ends some lists with four zero bytes
            return
        box = read_header(data[start : start + LONG_HEADER], start, end)
        yield box
        start = box.end
    raise VideoDamaged


def find(data: bytes, parent: Box, *path: bytes) -> Box | None:
    """The first box along `path` below `parent`."""
    for kind in path:
        found = next(
            (box for box in children(data, parent.body, parent.end) if box.kind == kind), None
        )
        if found is None:
            return None
        parent = found
    return parent


def number(data: bytes, layout: str, offset: int, box: Box) -> int:
    """One number inside `box`, `offset` bytes behind its header; raises VideoDamaged."""
    place = box.body + offset
    if place + struct.calcsize(layout) > box.end:
        raise VideoDamaged
    (value,) = struct.unpack_from(layout, data, place)
    return int(value)


def timing(data: bytes, box: Box) -> tuple[int, int]:
    """Time scale (units per second) and duration (units) of `mvhd` and `mdhd`."""
    if number(data, ">B", 0, box) == 1:
        scale, duration = number(data, ">I", 20, box), number(data, ">Q", 24, box)
        unknown = 2**64 - 1
    else:
        scale, duration = number(data, ">I", 12, box), number(data, ">I", 16, box)
        unknown = 2**32 - 1
    return scale, 0 if duration == unknown else duration
