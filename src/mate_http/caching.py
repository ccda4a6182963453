"""Lists that are the same for everybody and seldom change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from litestar import Response

from mate_http.requests import ApiRequest

T = TypeVar("T")


def cacheable(
    request: ApiRequest, edition: str, make: Callable[[], T], **headers: str
) -> Response[T]:
    """The list, good for a day; nothing for who has this edition already."""
    etag = f'"{edition}"'
    sent = {"ETag": etag, "Cache-Control": "public, max-age=86400", **headers}
    if etag in request.headers.get("if-none-match", ""):
        unchanged: Response[Any] = Response(None, status_code=304, headers=sent)
        return unchanged
    return Response(make(), headers=sent)
