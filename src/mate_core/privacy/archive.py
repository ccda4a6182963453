"""A ZIP archive that is written while it is sent: no more of it in memory than one piece."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable
from datetime import date, datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mate_core.privacy.ports import Attachment, Collection
from mate_core.shared.money import Vnd
from mate_core.shared.time import to_local

PIECE: Final = 64 * 1024
"""Bytes that are gathered before they are handed on."""


class _Outlet:
    """A file that cannot seek: what is written waits here until it is taken."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._waiting += data
        return len(data)

    def flush(self) -> None:
        pass

    def take(self, *, least: int = 1) -> Iterable[bytes]:
        """Everything that waits, once it is at least that much."""
        if len(self._waiting) >= least:
            yield bytes(self._waiting)
            self._waiting.clear()


async def archive(
    collections: Iterable[Collection], attachments: AsyncIterator[Attachment], *, at: datetime
) -> AsyncIterator[bytes]:
    """`<name>.json` for each collection, an array with a row on each line, and the files."""
    outlet = _Outlet()
    with ZipFile(outlet, "w", ZIP_DEFLATED) as packed:  # type: ignore[call-overload] # typeshed asks for a whole IO; ZipFile needs write and flush
        for collection in collections:
            with packed.open(_entry(f"{collection.name}.json", at), "w") as file:
                file.write(b"[")
                separator = b"\n"
                async for row in collection.rows:
                    file.write(separator + _json(row))
                    separator = b",\n"
                    for piece in outlet.take(least=PIECE):
                        yield piece
                file.write(b"\n]\n")
        async for attachment in attachments:
            with packed.open(_entry(attachment.name, at), "w") as file:
                async for data in attachment.pieces:
                    file.write(data)
                    for piece in outlet.take(least=PIECE):
                        yield piece
    for piece in outlet.take():
        yield piece


def _entry(name: str, at: datetime) -> ZipInfo:
    local = to_local(at)
    entry = ZipInfo(name, (local.year, local.month, local.day, local.hour, local.minute, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


def _json(row: Any) -> bytes:
    return json.dumps(row, ensure_ascii=False, default=_plain).encode()


def _plain(value: object) -> object:
    """How domain values look in JSON; raises TypeError for what nobody thought of."""
    if isinstance(value, Vnd):
        return value.amount
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return to_local(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, frozenset):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in an export")
