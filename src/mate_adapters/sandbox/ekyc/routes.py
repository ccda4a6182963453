"""Routes of the sandbox's vendors of identity checks: their own paths, and the tester's."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, TypeVar

from litestar import MediaType, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery

from mate_adapters.sandbox import answers, requests
from mate_adapters.sandbox.ekyc.desk import EkycPart, EkycReply
from mate_adapters.sandbox.ekyc.film import film
from mate_adapters.sandbox.ekyc.fpt import FptCounterpart
from mate_adapters.sandbox.ekyc.page import ekyc_page
from mate_adapters.sandbox.ekyc.plate import TROUBLES, EkycVerdict, Plate, Side, draw
from mate_adapters.sandbox.ekyc.vendors import EkycDesk
from mate_adapters.sandbox.ekyc.vnpt import VnptCounterpart
from mate_adapters.sandbox.requests import AnyRequest, Unusable
from mate_core.kyc.findings import KycProvider

_LARGEST: Final = 32 * 1024 * 1024
Answer = Response[Any]
Choice = TypeVar("Choice", bound=StrEnum)


def _answer(reply: EkycReply) -> Answer:
    if reply.text is not None:
        return Response(reply.text, status_code=reply.status, media_type=MediaType.HTML)
    return Response(dict(reply.content), status_code=reply.status, media_type=MediaType.JSON)


def _headers(request: AnyRequest) -> Mapping[str, str]:
    return {name.lower(): value for name, value in request.headers.items()}


async def _parts(request: AnyRequest, name: str) -> list[EkycPart]:
    """The files of one field; none for a body that is not multipart."""
    form = await request.form()
    found = [each for each in form.getall(name, []) if isinstance(each, UploadFile)]
    return [EkycPart(each.filename, await each.read()) for each in found]


async def _part(request: AnyRequest, name: str) -> EkycPart | None:
    found = await _parts(request, name)
    return found[0] if len(found) == 1 else None


def _vnpt(desk: EkycDesk) -> VnptCounterpart:
    if desk.vnpt is None:
        raise NotFoundException(detail="There is no account with VNPT here.")
    return desk.vnpt


def _fpt(desk: EkycDesk) -> FptCounterpart:
    if desk.fpt is None:
        raise NotFoundException(detail="There is no account with FPT.AI here.")
    return desk.fpt


@post("/sandbox/vnpt/auth/oauth/token", status_code=200)
async def vnpt_token(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    return _answer(_vnpt(ekyc).hand_out_token(await requests.body_of(request)))


@post("/sandbox/vnpt/file-service/v1/addFile", status_code=200, request_max_body_size=_LARGEST)
async def vnpt_file(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    part = await _part(request, "file")
    return _answer(await _vnpt(ekyc).add_file(_headers(request), part))


_VNPT_CALLS: Final = (
    "/ai/v1/classify/id",
    "/ai/v1/card/liveness",
    "/ai/v1/ocr/id",
    "/ai/v1/face/compare",
    "/ai/v1/face/liveness",
    "/ai/v1/face/mask",
)


@post([f"/sandbox/vnpt{path}" for path in _VNPT_CALLS], status_code=200)
async def vnpt_call(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    path = request.url.path.removeprefix("/sandbox/vnpt")
    body = await requests.body_of(request)
    return _answer(await _vnpt(ekyc).ask(path, _headers(request), body))


@post("/sandbox/fpt/vision/idr/vnm", status_code=200, request_max_body_size=_LARGEST)
async def fpt_read(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    return _answer(await _fpt(ekyc).read(_headers(request), await _part(request, "image")))


@post("/sandbox/fpt/dmp/liveness/v3", status_code=200, request_max_body_size=_LARGEST)
async def fpt_liveness(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    video, card = await _part(request, "video"), await _part(request, "cmnd")
    return _answer(await _fpt(ekyc).liveness(_headers(request), video, card))


@post("/sandbox/fpt/dmp/checkface/v1", status_code=200, request_max_body_size=_LARGEST)
async def fpt_compare(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    return _answer(await _fpt(ekyc).compare(_headers(request), await _parts(request, "file[]")))


@get("/sandbox/ekyc")
async def overview(request: AnyRequest) -> Answer:
    """What pictures there are to try with, and what each leads to."""
    return answers.answer(
        request,
        as_json=lambda: {"verdicts": [each.value for each in EkycVerdict]},
        as_page=lambda: ekyc_page(EkycVerdict, tuple(Side)),
    )


def _one_of(choices: type[Choice], field: str, text: str) -> Choice:
    try:
        return choices(text)
    except ValueError:
        raise Unusable(field, f"must be one of {', '.join(choices)}") from None


@get("/sandbox/ekyc/picture", media_type="image/png")
async def picture(
    side: FromQuery[str],
    verdict: FromQuery[str] = EkycVerdict.APPROVE,
    number: FromQuery[str] = "079098123456",
    name: FromQuery[str] = "Nguyễn Văn An",
    born: FromQuery[str] = "17/05/1998",
) -> Response[bytes]:
    """A card or a face that vendors here make `verdict` of."""
    shown, made_of_it = _one_of(Side, "side", side), _one_of(EkycVerdict, "verdict", verdict)
    try:
        content = draw(Plate(shown, made_of_it, number, name, born))
    except ValueError as wrong:
        raise Unusable("name", f"{wrong}; see /sandbox/ekyc") from None
    return Response(content, media_type="image/png")


@get("/sandbox/ekyc/film", media_type="video/mp4")
async def sample_film() -> Response[bytes]:
    """A video of five seconds, in which nobody is to be seen."""
    return Response(film(), media_type="video/mp4")


@post("/sandbox/ekyc/troubles", status_code=200)
async def order_trouble(request: AnyRequest, ekyc: NamedDependency[EkycDesk]) -> Answer:
    """`{"provider": "vnpt", "trouble": "timeout"}`: the next call of ours meets it."""
    body = await requests.body_of(request)
    try:
        provider, trouble = (
            KycProvider(str(body.get("provider"))),
            EkycVerdict(str(body.get("trouble"))),
        )
        ekyc.troubles.order(provider, trouble)
    except ValueError:
        known = ", ".join(sorted(TROUBLES))
        raise Unusable("trouble", f"name vnpt or fpt, and one of {known}") from None
    return Response({"provider": provider.value, "trouble": trouble.value})


EKYC_ROUTES: Final = (
    vnpt_token,
    vnpt_file,
    vnpt_call,
    fpt_read,
    fpt_liveness,
    fpt_compare,
    overview,
    picture,
    sample_film,
    order_trouble,
)
