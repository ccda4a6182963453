"""`/upload`: files on their way in, streamed, and taken back while nothing shows them."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Controller, delete, post
from litestar.params import FromPath

from mate_core.media.model import Bucket, MediaKind
from mate_core.media.policies import MEGABYTE
from mate_http.access import Access
from mate_http.multipart_files import OVERHEAD, MultipartFiles
from mate_http.presenters import uploads as present
from mate_http.problems.malformed import BodyTooSlow
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.uploads import Uploaded

FIELD: Final = "file"
SECONDS: Final = 300.0
"""For one upload: 50 MB at 1.4 Mbit/s. Who is slower would hold a place for ever."""
_LARGEST: Final = 50 * MEGABYTE + 4 * OVERHEAD
"""A second net, below the limits of each kind."""


def _upload(operation_id: str, summary: str) -> dict[str, Any]:
    told = route(Access.USER, operation_id, summary, status=201, body=True, errors=(408, 429))
    return told | {"request_max_body_size": _LARGEST}


class UploadsController(Controller):
    path = "/upload"
    tags = ("Upload",)

    @post("/image", **_upload("uploadImage", "A picture"))
    async def image(self, request: ApiRequest) -> Uploaded:
        """JPEG, PNG, WebP or GIF in the field `file`. Only its pixels are kept."""
        return await _received(request, MediaKind.IMAGE)

    @post("/video", **_upload("uploadVideo", "A video"))
    async def video(self, request: ApiRequest) -> Uploaded:
        """MP4, MOV or WebM in the field `file`, a minute at most. Metadata are removed."""
        return await _received(request, MediaKind.VIDEO)

    @post("/avatar", **_upload("uploadAvatar", "A picture of oneself, cut square"))
    async def avatar(self, request: ApiRequest) -> Uploaded:
        """Then put its `url` into the profile as `avatarUrl`."""
        return await _received(request, MediaKind.AVATAR)

    @post("/kyc-document", **_upload("uploadKycDocument", "A photo of an identity paper"))
    async def kyc_document(self, request: ApiRequest) -> Uploaded:
        """Never public: no address is answered, staff see it by links that are audited."""
        return await _received(request, MediaKind.KYC_DOCUMENT)

    @delete(
        "/{key:str}",
        **route(Access.USER, "deleteUpload", "Take a file back", status=204, errors=(404, 409)),
    )
    async def remove(self, request: ApiRequest, key: FromPath[str]) -> None:
        """One's own, while nothing shows it (409 otherwise)."""
        await request.use_cases.media.delete(request.user, key)


async def _received(request: ApiRequest, kind: MediaKind) -> Uploaded:
    use_cases = request.use_cases
    files = MultipartFiles(request, FIELD, largest=use_cases.media.policy.kinds[kind].largest_bytes)
    try:
        async with asyncio.timeout(SECONDS):
            part = await files.only()
            media = await use_cases.media_intake.receive(
                request.user.user_id, kind, part.chunks, part.content_type
            )
    except TimeoutError:
        raise BodyTooSlow from None
    url = None if media.bucket is Bucket.KYC else await use_cases.media.link(media)
    return present.uploaded(media, url, use_cases.media.policy)
