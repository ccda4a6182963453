"""Where the samples of a track lie in the file, by its tables (ISO/IEC 14496-12, 8.7)."""

from __future__ import annotations

import struct
from typing import Final

from mate_adapters.media.boxes import Box, find, number
from mate_core.media.errors import VideoDamaged
from mate_core.media.ports import Blank

_MOST_ENTRIES: Final = 20_000
"""A minute of what is measured 60 times a second has 3,600."""


def stretches(data: bytes, track: Box) -> list[Blank]:
    """Every chunk of the track as a blank; nothing for a track without tables."""
    table = find(data, track, b"mdia", b"minf", b"stbl")
    if table is None:
        return []
    offsets = _chunk_offsets(data, table)
    runs = _runs(data, table)
    sizes = _sizes(data, table)
    found, sample = [], 0
    for index, offset in enumerate(offsets, start=1):
        while len(runs) > 1 and runs[1][0] <= index:
            runs.pop(0)
        count = runs[0][1] if runs else 0
        length = sum(sizes.of(each) for each in range(sample, min(sample + count, sizes.count)))
        sample += count
        if length:
            found.append(Blank(offset, length))
        if sample >= sizes.count:
            break
    return found


class _Sizes:
    """Sizes of samples in bytes: one for all, or one each."""

    def __init__(self, count: int, same: int, each: tuple[int, ...]) -> None:
        self.count = count
        self._same = same
        self._each = each

    def of(self, sample: int) -> int:
        return self._same or self._each[sample]


def _sizes(data: bytes, table: Box) -> _Sizes:
    box = find(data, table, b"stsz")
    if box is None:
        return _Sizes(0, 0, ())
    same, count = number(data, ">I", 4, box), _count(number(data, ">I", 8, box))
    return _Sizes(count, same, () if same else _numbers(data, box, 12, count, "I"))


def _chunk_offsets(data: bytes, table: Box) -> tuple[int, ...]:
    for kind, form in ((b"stco", "I"), (b"co64", "Q")):
        box = find(data, table, kind)
        if box is not None:
            return _numbers(data, box, 8, _count(number(data, ">I", 4, box)), form)
    return ()


def _runs(data: bytes, table: Box) -> list[tuple[int, int]]:
    """(first chunk, samples in each chunk from there on), chunks counted from 1."""
    box = find(data, table, b"stsc")
    if box is None:
        return []
    count = _count(number(data, ">I", 4, box))
    flat = _numbers(data, box, 8, 3 * count, "I")
    return [(flat[each], flat[each + 1]) for each in range(0, len(flat), 3)]


def _numbers(data: bytes, box: Box, offset: int, count: int, form: str) -> tuple[int, ...]:
    layout = f">{count}{form}"
    if box.body + offset + struct.calcsize(layout) > box.end:
        raise VideoDamaged
    return struct.unpack_from(layout, data, box.body + offset)


def _count(entries: int) -> int:
    if entries > _MOST_ENTRIES:
        raise VideoDamaged
    return entries
