"""`/kyc`: one's own papers on their way in, and what became of them."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from litestar import Controller, get, post
from litestar.params import RequestBody

from mate_core.kyc.case import Picture
from mate_core.media.errors import UploadRefused
from mate_core.media.model import MediaKind
from mate_core.media.policies import MEGABYTE
from mate_http.access import Access
from mate_http.controllers.uploads import SECONDS
from mate_http.multipart_files import OVERHEAD, MultipartFiles
from mate_http.presenters import kyc as present
from mate_http.problems.malformed import BodyTooSlow
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.kyc import KycProgress, SubmitKycBody

_LARGEST: Final = 50 * MEGABYTE + 4 * OVERHEAD


def _upload(operation_id: str, summary: str) -> dict[str, Any]:
    told = route(Access.USER, operation_id, summary, body=True, errors=(408, 409, 429))
    return told | {"request_max_body_size": _LARGEST}


class KycController(Controller):
    path = "/kyc"
    tags = ("KYC",)

    @post("/upload-id-card", **_upload("uploadIdCard", "Both sides of one's identity card"))
    async def card(self, request: ApiRequest) -> KycProgress:
        """Pictures in the fields `front` and `back`; they replace the ones before."""
        return await _received(request, MediaKind.KYC_DOCUMENT, Picture.FRONT, Picture.BACK)

    @post("/upload-video", **_upload("uploadKycVideo", "A video of one's face"))
    async def video(self, request: ApiRequest) -> KycProgress:
        """2 to 30 seconds in the field `video`, 10 MB at most; five seconds are best."""
        return await _received(request, MediaKind.KYC_VIDEO, Picture.VIDEO)

    @post("/upload-selfie", **_upload("uploadKycSelfie", "A picture of one's face"))
    async def selfie(self, request: ApiRequest) -> KycProgress:
        """In the field `selfie`. It may be left out; with it the answer mostly comes at once."""
        return await _received(request, MediaKind.KYC_DOCUMENT, Picture.SELFIE)

    @get("/status", **route(Access.USER, "getKycStatus", "Where one stands, and what to do next"))
    async def status(self, request: ApiRequest) -> KycProgress:
        """`reasons` say why pictures are wanted again, or why it was rejected."""
        return present.progress(await request.use_cases.kyc.status(request.user))

    @post(
        "/submit",
        **route(Access.USER, "submitKyc", "Have it checked", body=True, errors=(409, 429)),
    )
    async def submit(self, request: ApiRequest, data: RequestBody[SubmitKycBody]) -> KycProgress:
        """Needs the consent `kyc_biometrics`. The answer comes by message, and as `status`."""
        return present.progress(
            await request.use_cases.kyc.submit(request.user, present.declared(data))
        )


async def _received(request: ApiRequest, kind: MediaKind, *pictures: Picture) -> KycProgress:
    use_cases = request.use_cases
    largest = use_cases.media.policy.kinds[kind].largest_bytes
    files = MultipartFiles(request, *(picture.value for picture in pictures), largest=largest)
    try:
        async with asyncio.timeout(SECONDS):
            async for part in files:
                try:
                    await use_cases.kyc.upload(
                        request.user, Picture(part.field), part.chunks, part.content_type
                    )
                except UploadRefused as refused:
                    refused.field = part.field
                    raise
    except TimeoutError:
        raise BodyTooSlow from None
    return present.progress(await use_cases.kyc.status(request.user))
