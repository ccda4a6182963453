"""WebM (RFC 9559, RFC 8794): duration, size, and tags made void.

Recordings of browsers know neither their duration nor the size of their parts while they are made;
then the time of the last block counts.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from mate_adapters.media.window import Window
from mate_core.media.errors import NotAVideo, VideoDamaged
from mate_core.media.ports import Blank, Video

EBML: Final = 0x1A45DFA3
_DOC_TYPE: Final = 0x4282
_BLOCKS: Final = frozenset({0xA3, 0xA1})
"""SimpleBlock and Block."""
_DESCENDED: Final = frozenset({0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0xE0, 0x1F43B675, 0xA0})
"""Segment, Info, Tracks, TrackEntry, Video, Cluster, BlockGroup."""
_BLANKED: Final = frozenset({0x1254C367, 0x1941A469, 0x1043A770, 0x7BA9, 0xEC})
"""Tags, Attachments, Chapters, Title, and Void, in which anything can hide."""
_VOID: Final = 0xEC
_MOST_ELEMENTS: Final = 50_000
"""A minute at 60 pictures a second, with sound, has 7,000 blocks."""
_SMALL: Final = 64


@dataclass(frozen=True, slots=True)
class _Element:
    id: int
    start: int
    body: int
    end: int | None
    """None when its size is unknown: it ends where the next one of its rank begins."""


@dataclass(slots=True)
class _Found:
    scale_ns: int = 1_000_000
    duration: float = 0.0
    cluster: int = 0
    last: int = 0
    width: int | None = None
    height: int | None = None


def is_webm(head: bytes) -> bool:
    return head.startswith(EBML.to_bytes(4))


async def read_webm(window: Window) -> Video:
    """Raises NotAVideo for Matroska and for sound alone, VideoDamaged."""
    header = await _element(window, 0)
    if header.end is None or not await _is_webm_header(window, header.body, header.end):
        raise NotAVideo
    found, blanks = _Found(), []
    position = header.end
    for _ in range(_MOST_ELEMENTS):
        if position >= window.size:
            break
        element = await _element(window, position)
        if element.id in _DESCENDED:
            position = element.body
            continue
        if element.end is None or element.end > window.size:
            if element.id in _BLOCKS:
                break  # the recording was cut off; players show what is there
            raise VideoDamaged
        if element.id in _BLANKED:
            blanks.append(_void(element.start, element.end - element.start))
        else:
            await _note(window, element, found)
        position = element.end
    else:
        raise VideoDamaged
    if found.width is None:
        raise NotAVideo
    units = max(found.duration, float(found.last))
    if not (math.isfinite(units) and units > 0):
        raise VideoDamaged
    return Video(
        content_type="video/webm",
        duration=timedelta(seconds=units * found.scale_ns / 1e9),
        width=found.width,
        height=found.height,
        blanks=tuple(blanks),
    )


async def _is_webm_header(window: Window, position: int, end: int) -> bool:
    while position < min(end, 4_096):
        element = await _element(window, position)
        if element.end is None:
            return False
        if element.id == _DOC_TYPE:
            return (await window.exactly(element.body, 4)) == b"webm"
        position = element.end
    return False


async def _note(window: Window, element: _Element, found: _Found) -> None:
    if element.id in _BLOCKS:  # the number of the track, then a time relative to the cluster's
        first = await window.exactly(element.body, 1)
        time = await window.exactly(element.body + _length_of(first[0]), 2)
        found.last = max(found.last, found.cluster + int.from_bytes(time, signed=True))
    elif element.id == 0x4489:  # Duration
        found.duration = await _float(window, element)
    elif element.id == 0x2AD7B1:  # TimestampScale
        found.scale_ns = await _unsigned(window, element)
    elif element.id == 0xE7:  # Timestamp
        found.cluster = await _unsigned(window, element)
        found.last = max(found.last, found.cluster)
    elif element.id == 0xB0:  # PixelWidth
        found.width = await _unsigned(window, element)
    elif element.id == 0xBA:  # PixelHeight
        found.height = await _unsigned(window, element)


async def _element(window: Window, position: int) -> _Element:
    """Raises VideoDamaged for what is no element."""
    head = await window.some(position, 12)
    if not head:
        raise VideoDamaged
    id_length = _length_of(head[0])
    if id_length > 4 or len(head) < id_length + 1:
        raise VideoDamaged
    id_ = int.from_bytes(head[:id_length])
    size_length = _length_of(head[id_length])
    coded = head[id_length : id_length + size_length]
    if size_length > 8 or len(coded) < size_length:
        raise VideoDamaged
    bits = 7 * size_length
    size = int.from_bytes(coded) & ((1 << bits) - 1)
    body = position + id_length + size_length
    end = None if size == (1 << bits) - 1 else body + size
    return _Element(id_, position, body, end)


def _length_of(first: int) -> int:
    """How many bytes a number takes, by the zeros that its first byte begins with."""
    return 9 - first.bit_length()


async def _unsigned(window: Window, element: _Element) -> int:
    return int.from_bytes(await _content(window, element))


async def _float(window: Window, element: _Element) -> float:
    data = await _content(window, element)
    if len(data) not in (4, 8):
        raise VideoDamaged
    (value,) = struct.unpack(">f" if len(data) == 4 else ">d", data)
    return float(value)


async def _content(window: Window, element: _Element) -> bytes:
    """Of a number: 1 to 8 bytes."""
    length = (element.end or element.body) - element.body
    if not 0 < length <= 8:
        raise VideoDamaged
    return await window.exactly(element.body, length)


def _void(start: int, length: int) -> Blank:
    if length < 9:
        return Blank(start, length, bytes((_VOID, 0x80 | (length - 2))))
    return Blank(start, length, bytes((_VOID, 0x01)) + (length - 9).to_bytes(7))
