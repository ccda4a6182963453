"""Parts of objects (RFC 9110, section 14): one range at a time, which is what players ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ONE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class RangeNotSatisfiable(Exception):
    """The range begins behind the end of an object of `size` bytes; becomes 416."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


@dataclass(frozen=True, slots=True)
class ByteRange:
    """`length` bytes from `start`."""

    start: int
    length: int

    def content_range(self, size: int) -> str:
        return f"bytes {self.start}-{self.start + self.length - 1}/{size}"


def asked_range(header: str | None, size: int) -> ByteRange | None:
    """None to answer the whole: no range, several, or one that cannot be read.

    Raises RangeNotSatisfiable.
    """
    found = _ONE.fullmatch(header.strip()) if header else None
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        end = min(int(last), size - 1) if last else size - 1
        length = end - start + 1
    if length <= 0:
        raise RangeNotSatisfiable(size)
    return ByteRange(start, length)
