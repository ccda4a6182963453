"""The smallest files that are what they should be."""

from __future__ import annotations

import struct


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def full(kind: bytes, *parts: bytes, version: int = 0, flags: int = 0) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def track(
    handler: bytes = b"vide",
    *,
    seconds: float = 1.0,
    size: tuple[int, int] = (64, 48),
    number: int = 1,
    more: bytes = b"",
    tables: bytes = b"",
    own_data: bool = True,
) -> bytes:
    header = struct.pack(">IIII I", 0, 0, number, 0, 0) + bytes(52)
    tkhd = full(b"tkhd", header, struct.pack(">II", size[0] << 16, size[1] << 16))
    mdhd = full(b"mdhd", struct.pack(">IIIII", 0, 0, 1_000, int(seconds * 1_000), 0))
    hdlr = full(b"hdlr", struct.pack(">I4s", 0, handler), bytes(13))
    url = full(b"url ", b"" if own_data else b"http://evil.example/\0", flags=int(own_data))
    dref = full(b"dref", struct.pack(">I", 1), url)
    minf = box(b"minf", box(b"dinf", dref), box(b"stbl", tables))
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, minf), more)


def mvhd(seconds: float) -> bytes:
    return full(b"mvhd", struct.pack(">IIII", 0, 0, 1_000, int(seconds * 1_000)), bytes(80))


def ftyp(brand: bytes = b"isom") -> bytes:
    return box(b"ftyp", brand, bytes(4), b"isom")


def mp4(
    *,
    seconds: float = 1.0,
    tracks: bytes | None = None,
    in_moov: bytes = b"",
    after: bytes = b"",
    brand: bytes = b"isom",
) -> bytes:
    """A video whose tables are empty: containers are read, nothing is decoded."""
    shown = track(seconds=seconds) if tracks is None else tracks
    moov = box(b"moov", mvhd(seconds), shown, in_moov)
    return ftyp(brand) + moov + box(b"mdat", b"frames of a film") + after
