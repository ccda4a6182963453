"""`/media`: where public pictures are read, and private things by links that expire."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from litestar import Controller, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from mate_core.media.errors import ObjectMissing
from mate_core.media.service import ReadableObject
from mate_core.shared.errors import NotFound
from mate_http.access import Access
from mate_http.byte_ranges import asked_range
from mate_http.requests import ApiRequest
from mate_http.routes import route

_SAFE: Final = {
    "Accept-Ranges": "bytes",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
"""Whatever was uploaded never runs: no scripts, no frames, no guessing of types (nosniff)."""
_PUBLIC: Final = {
    "Cache-Control": "public, max-age=86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""A day, not for ever: what is taken down must leave every cache within 24 hours."""
_FOR_NOW: Final = {**_PUBLIC, "Cache-Control": "no-store"}
_LINKED: Final = {"Cache-Control": "private, no-store", "Content-Disposition": "attachment"}


class MediaController(Controller):
    path = "/media"
    tags = ("Media",)

    @get(
        "/{name:str}",
        **route(Access.PUBLIC, "getMedia", "A public picture", errors=(404, 416)),
    )
    async def public(self, request: ApiRequest, name: FromPath[str]) -> Response[bytes] | Stream:
        """The key of an avatar or image, and `-w320` or the like for a smaller copy."""
        found = await request.use_cases.media.public_object(name)
        if found.stands_in:
            return await _sent(request, found, {**_SAFE, **_FOR_NOW}, None)
        etag = f'"{name}"'  # a name never gets other bytes
        headers = {**_SAFE, **_PUBLIC, "ETag": etag}
        if etag in request.headers.get("if-none-match", ""):
            return Response(b"", status_code=304, headers=headers, media_type=found.content_type)
        return await _sent(request, found, headers, etag)

    @get(
        "/links/{token:str}",
        **route(Access.PUBLIC, "getLinkedMedia", "What a link opens", errors=(404, 416)),
    )
    async def linked(self, request: ApiRequest, token: FromPath[str]) -> Response[bytes] | Stream:
        """Signed by us, for minutes; answers a download."""
        found = await request.use_cases.media.linked_object(token)
        return await _sent(request, found, {**_SAFE, **_LINKED}, None)


async def _sent(
    request: ApiRequest, found: ReadableObject, headers: dict[str, str], etag: str | None
) -> Stream:
    """The whole, or the range that was asked for while it is still the same object."""
    same = request.headers.get("if-range", etag) == etag
    part = asked_range(request.headers.get("range") if same else None, found.bytes)
    start, length = (part.start, part.length) if part else (0, found.bytes)
    if part:
        headers["Content-Range"] = part.content_range(found.bytes)
    headers["Content-Length"] = str(length)
    chunks = request.use_cases.media.read(found, start=start, length=length)
    return Stream(
        await _begun(chunks),
        status_code=206 if part else 200,
        media_type=found.content_type,
        headers=headers,
    )


async def _begun(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same chunks, once the first is there: afterwards no other answer is possible."""
    try:
        first = await anext(chunks)
    except (ObjectMissing, StopAsyncIteration):
        raise NotFound from None

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_them()
