"""MP4 and MOV: duration, size, and what is made void because it says where and by whom.

Kept are the boxes that a player needs. All others, the metadata of cameras and phones among them,
become `free` boxes full of zeros, which moves no offset. Tracks that are neither picture nor sound,
such as the positions that action cameras record, go with their samples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from mate_adapters.media.boxes import (
    HEADER,
    LONG_HEADER,
    Box,
    children,
    find,
    number,
    read_header,
    timing,
)
from mate_adapters.media.samples import stretches
from mate_adapters.media.window import Window
from mate_core.media.errors import NotAVideo, VideoDamaged
from mate_core.media.ports import Blank, Video

_MOST_MOOV: Final = 8 * 1024 * 1024
_MOST_TOP_BOXES: Final = 2_000
_MOST_FRAGMENTS: Final = 500
_MOST_TRACKS: Final = 16
"""All of these keep the work on one file below a tenth of a second."""
_PICTURES: Final = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx ")
_KEPT_ON_TOP: Final = frozenset({b"ftyp", b"moov", b"mdat", b"moof", b"sidx", b"styp", b"mfra"})
_KEPT_IN_MOOV: Final = frozenset({b"mvhd", b"mvex", b"iods"})
_KEPT_IN_TRAK: Final = frozenset({b"tkhd", b"mdia", b"edts", b"tref", b"tapt"})
_SHOWN: Final = frozenset({b"vide", b"soun"})
_FREE: Final = b"free"


@dataclass(slots=True)
class _Found:
    seconds: float = 0.0
    width: int | None = None
    height: int | None = None
    has_moov: bool = False
    scales: dict[int, int] = field(default_factory=dict)
    """Time scale of each track by its number, for the fragments."""
    blanks: list[Blank] = field(default_factory=list)
    fragments: list[Box] = field(default_factory=list)


def is_iso(head: bytes) -> bool:
    return head[4:8] == b"ftyp"


async def read_iso(window: Window) -> Video:
    """Raises NotAVideo for pictures and sound in the same container, VideoDamaged."""
    brand = (await window.exactly(0, 12))[8:12]
    if brand in _PICTURES:
        raise NotAVideo
    found = _Found()
    await _read_top(window, found)
    if not found.has_moov:
        raise VideoDamaged
    if found.width is None:
        raise NotAVideo
    for box in found.fragments:
        await _read_moof(window, box, found)
    if found.seconds <= 0:
        raise VideoDamaged
    return Video(
        content_type="video/quicktime" if brand == b"qt  " else "video/mp4",
        duration=timedelta(seconds=found.seconds),
        width=found.width,
        height=found.height,
        blanks=tuple(found.blanks),
    )


async def _read_top(window: Window, found: _Found) -> None:
    position = 0
    for _ in range(_MOST_TOP_BOXES):
        if position >= window.size:
            return
        box = read_header(await window.some(position, LONG_HEADER), position, window.size)
        if box.kind == b"moov":
            await _read_moov(window, box, found)
        elif box.kind == b"moof":
            found.fragments.append(box)
            if len(found.fragments) > _MOST_FRAGMENTS:
                raise VideoDamaged
        elif box.kind not in _KEPT_ON_TOP:
            found.blanks.append(_void(box, position))
        position = box.end
    raise VideoDamaged


async def _read_moov(window: Window, box: Box, found: _Found) -> None:
    length = box.end - box.start
    if found.has_moov or length > _MOST_MOOV:
        raise VideoDamaged
    found.has_moov = True
    data = await window.exactly(box.start, length)
    moov = read_header(data[:LONG_HEADER], 0, length)
    parts = list(children(data, moov.body, moov.end))
    if sum(part.kind == b"trak" for part in parts) > _MOST_TRACKS:
        raise VideoDamaged
    for child in parts:
        if child.kind == b"mvhd":
            found.seconds = max(found.seconds, _seconds(*timing(data, child)))
        elif child.kind == b"trak" and _is_shown(data, child):
            _read_track(data, child, found)
            found.blanks += [
                _void(part, box.start + part.start)
                for part in children(data, child.body, child.end)
                if part.kind not in _KEPT_IN_TRAK
            ]
        elif child.kind not in _KEPT_IN_MOOV:
            if child.kind == b"trak":
                found.blanks += stretches(data, child)
            found.blanks.append(_void(child, box.start + child.start))


def _is_shown(data: bytes, track: Box) -> bool:
    """Whether it is picture or sound."""
    return _handler(data, track) in _SHOWN


def _handler(data: bytes, track: Box) -> bytes:
    box = find(data, track, b"mdia", b"hdlr")
    return data[box.body + 8 : box.body + 12] if box else b""


def _read_track(data: bytes, track: Box, found: _Found) -> None:
    _require_own_data(data, track)
    header, media = find(data, track, b"tkhd"), find(data, track, b"mdia", b"mdhd")
    if header is None or media is None:
        raise VideoDamaged
    scale, duration = timing(data, media)
    found.seconds = max(found.seconds, _seconds(scale, duration))
    number_at = 20 if number(data, ">B", 0, header) == 1 else 12
    found.scales[number(data, ">I", number_at, header)] = scale
    if _handler(data, track) == b"vide" and found.width is None:
        size = header.end - header.body - 8
        found.width = number(data, ">I", size, header) >> 16
        found.height = number(data, ">I", size + 4, header) >> 16


def _require_own_data(data: bytes, track: Box) -> None:
    """A track may name another file or address for its samples: a player would go there."""
    box = find(data, track, b"mdia", b"minf", b"dinf", b"dref")
    if box is None:
        return
    for entry in children(data, box.body + 8, box.end):
        if not number(data, ">I", 0, entry) & 1:
            raise VideoDamaged


async def _read_moof(window: Window, box: Box, found: _Found) -> None:
    """A fragment begins at its own time; the last one's length, a few seconds, is not counted."""
    length = box.end - box.start
    if length > _MOST_MOOV:
        raise VideoDamaged
    data = await window.exactly(box.start, length)
    moof = read_header(data[:LONG_HEADER], 0, length)
    for part in children(data, moof.body, moof.end):
        header, time = find(data, part, b"tfhd"), find(data, part, b"tfdt")
        if part.kind != b"traf" or header is None or time is None:
            continue
        scale = found.scales.get(number(data, ">I", 4, header), 0)
        form = ">Q" if number(data, ">B", 0, time) == 1 else ">I"
        found.seconds = max(found.seconds, _seconds(scale, number(data, form, 4, time)))


def _seconds(scale: int, units: int) -> float:
    return units / scale if scale else 0.0


def _void(box: Box, start: int) -> Blank:
    """The box as a `free` one of the same length; `start` is its offset in the file."""
    length = box.end - box.start
    if box.body - box.start == HEADER:
        return Blank(start, length, length.to_bytes(4) + _FREE)
    return Blank(start, length, (1).to_bytes(4) + _FREE + length.to_bytes(8))
