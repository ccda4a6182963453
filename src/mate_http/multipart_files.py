"""Files in multipart bodies, passed on while they arrive: nothing here holds more than a chunk."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from mate_core.media.errors import UploadTooLarge
from mate_core.media.policies import MEGABYTE
from mate_http.problems.malformed import BodyMalformed, NotMultipart
from mate_http.requests import ApiRequest

OVERHEAD: Final = 16 * 1024
"""Bytes that boundaries and headers of parts may take beside the files."""


_BOUNDARY: Final = re.compile(r"[ -~]{0,69}[!-~]")
"""RFC 2046: 1 to 70 signs, no space at the end."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """One file: the name of its field, the type that the sender gives, and its bytes, once."""

    field: str
    content_type: str
    chunks: AsyncIterator[bytes]


class MultipartFiles:
    """The files of one request: each of `fields` exactly once, and nothing else.

    Every file is read to its end before the next one is asked for. The last one ends only when the
    body does, so that whoever takes it in also hears of parts that should not be there.
    """

    def __init__(self, request: ApiRequest, *fields: str, largest: int) -> None:
        """`largest` is the size of one file in bytes.

        Raises NotMultipart, and UploadTooLarge when the request says beforehand that it is.
        """
        self._request = request
        self._missing = list(fields)
        _require_plausible_length(request, len(fields) * (largest + OVERHEAD), largest)
        boundary = _boundary_of(request)
        with _told():
            self._parser = PushMultipartParser(
                boundary, max_segment_count=len(fields) + 1, strict=True
            )
        self._events = self._read()

    async def __aiter__(self) -> AsyncIterator[FilePart]:
        segment = await self._next_segment()
        while segment is not None:
            field = segment.name
            if field not in self._missing:
                raise _unexpected(field)
            self._missing.remove(field)
            yield FilePart(field, segment.content_type or "", self._chunks())
            segment = await self._next_segment() if self._missing else None
        if self._missing:
            raise BodyMalformed(
                self._missing[0], "upload.part_missing", "Send the file in this field."
            )

    async def only(self) -> FilePart:
        """The file, where one is wanted."""
        async for part in self:
            return part
        raise RuntimeError("iterating ends with a file or with a refusal")

    async def _next_segment(self) -> MultipartSegment | None:
        async for event in self._events:
            if isinstance(event, MultipartSegment):
                return event
        return None

    async def _chunks(self) -> AsyncIterator[bytes]:
        async for event in self._events:
            if event is None:
                break
            if not isinstance(event, MultipartSegment):
                yield bytes(event)
        if not self._missing and (surplus := await self._next_segment()) is not None:
            raise _unexpected(surplus.name)

    async def _read(self) -> AsyncIterator[MultipartSegment | bytes | bytearray | None]:
        async for chunk in self._request.stream():
            if not chunk:
                continue
            with _told():
                events = list(self._parser.parse(chunk))
            for event in events:
                yield event
            if self._parser.closed:
                return
        with _told():
            self._parser.close()  # type: ignore[no-untyped-call]  # the only one without types


def _boundary_of(request: ApiRequest) -> str:
    media_type, options = request.content_type
    boundary = options.get("boundary", "")
    if media_type != "multipart/form-data" or not _BOUNDARY.fullmatch(boundary):
        raise NotMultipart
    return boundary


def _require_plausible_length(request: ApiRequest, most: int, largest: int) -> None:
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > most:
        raise UploadTooLarge(megabytes=largest // MEGABYTE)


def _unexpected(field: str | None) -> BodyMalformed:
    return BodyMalformed(field or "body", "upload.part_unexpected", "Leave out this part.")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except MultipartError:
        raise BodyMalformed(
            "body", "upload.multipart_malformed", "Send a complete multipart/form-data body."
        ) from None
