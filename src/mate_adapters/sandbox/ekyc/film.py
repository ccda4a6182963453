"""The smallest film that is one: an MP4 whose tables are empty, for demos and tests."""

from __future__ import annotations

import struct


def film(seconds: float = 5.0) -> bytes:
    """A video of that length in ISO base media (ISO/IEC 14496-12), without a single frame."""
    ftyp = _box(b"ftyp", b"isom", bytes(4), b"isom")
    moov = _box(b"moov", _header(b"mvhd", seconds, bytes(80)), _track(seconds))
    return ftyp + moov + _box(b"mdat", b"nobody is to be seen here")


def _track(seconds: float) -> bytes:
    header = struct.pack(">IIIII", 0, 0, 1, 0, 0) + bytes(52)
    tkhd = _full(b"tkhd", header, struct.pack(">II", 720 << 16, 1_280 << 16))
    mdhd = _header(b"mdhd", seconds, bytes(4))
    hdlr = _full(b"hdlr", struct.pack(">I4s", 0, b"vide"), bytes(13))
    dref = _full(b"dref", struct.pack(">I", 1), _full(b"url ", flags=1))
    minf = _box(b"minf", _box(b"dinf", dref), _box(b"stbl"))
    return _box(b"trak", tkhd, _box(b"mdia", mdhd, hdlr, minf))


def _header(kind: bytes, seconds: float, rest: bytes) -> bytes:
    return _full(kind, struct.pack(">IIII", 0, 0, 1_000, int(seconds * 1_000)), rest)


def _full(kind: bytes, *parts: bytes, flags: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", flags), *parts)


def _box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body
