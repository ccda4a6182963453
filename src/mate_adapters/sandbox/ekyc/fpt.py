"""FPT.AI as its customers see it, written apart from our adapter; truth comes as text."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mate_adapters.ekyc.fpt.config import FptConfig
from mate_adapters.sandbox.ekyc import plate as plates
from mate_adapters.sandbox.ekyc.desk import EkycPart, EkycReply, Troublemaker
from mate_adapters.sandbox.ekyc.plate import EkycVerdict, Plate, Side
from mate_core.kyc.findings import KycProvider
from mate_core.shared.ports import Clock
from mate_core.shared.time import local_day

_LARGEST_PICTURE: Final = 5 * 1024 * 1024
_LARGEST_VIDEO: Final = 10 * 1024 * 1024
_TRUTH: Final = {True: "true", False: "false"}
_OCR_ERRORS: Final = {
    EkycVerdict.BLURRED: (8, "Unable to decode data"),
    EkycVerdict.INCOMPLETE: (2, "Failed in cropping"),
}


class FptCounterpart:
    """Verifies key, parts and sizes, then says what the picture was drawn to say."""

    def __init__(self, config: FptConfig, clock: Clock, troubles: Troublemaker) -> None:
        self._config = config
        self._clock = clock
        self._troubles = troubles

    async def read(self, headers: Mapping[str, str], image: EkycPart | None) -> EkycReply:
        if not self._is_known(headers):
            return _unauthorized()
        if image is None:
            return _ocr(1, "Invalid Parameters", status=400)
        if len(image.content) > _LARGEST_PICTURE:
            return _ocr(8, "File too large", status=400)
        card = await asyncio.to_thread(plates.read, image.content)
        if trouble := await self._troubles.meet(KycProvider.FPT, card):
            return trouble
        return self._seen(card)

    def _seen(self, card: Plate | None) -> EkycReply:
        if card is None:
            return _ocr(0, "", {"id": "N/A", "name": "N/A", "dob": "N/A", "type_new": "N/A"})
        if card.side is Side.FACE:
            return _ocr(3, "Unable to find ID card in the image", status=400)
        if card.verdict in _OCR_ERRORS:
            return _ocr(*_OCR_ERRORS[card.verdict])
        if card.side is Side.BACK:
            return _ocr(0, "", {"issue_date": "01/01/2022", "type_new": "cccd_chip_back"})
        return _ocr(0, "", self._front(card))

    async def liveness(
        self, headers: Mapping[str, str], video: EkycPart | None, card: EkycPart | None
    ) -> EkycReply:
        if not self._is_known(headers):
            return _unauthorized()
        if video is None or len(video.content) > _LARGEST_VIDEO:
            return EkycReply(200, {"code": "408", "message": "wrong video"})
        shown = await asyncio.to_thread(plates.read, card.content) if card else None
        if trouble := await self._troubles.meet(KycProvider.FPT, shown):
            return trouble
        verdict = shown.verdict if shown else EkycVerdict.BORDERLINE
        if verdict is EkycVerdict.MASKED:
            return EkycReply(200, {"code": "406", "message": "face is covered"})
        is_live = verdict is not EkycVerdict.NOT_LIVE
        live = {
            "code": "200",
            "message": "",
            "is_live": _TRUTH[is_live],
            "need_to_review": _TRUTH[verdict is EkycVerdict.BORDERLINE],
            "is_deepfake": "false",
            "spoof_prob": "0.02" if is_live else "0.93",
            "deepfake_prob": "0.01",
            "warning": "",
        }
        if verdict is EkycVerdict.SILENT:
            del live["is_deepfake"]
        is_same = verdict is not EkycVerdict.MISMATCH
        similarity = {EkycVerdict.BORDERLINE: "81.2", EkycVerdict.MISMATCH: "18.4"}
        match = {
            "code": "200",
            "message": "",
            "isMatch": _TRUTH[is_same],
            "similarity": similarity.get(verdict, "97.35"),
            "warning": "",
        }
        return EkycReply(200, {"code": "200", "message": "", "liveness": live, "face_match": match})

    async def compare(self, headers: Mapping[str, str], files: Sequence[EkycPart]) -> EkycReply:
        if not self._is_known(headers):
            return _unauthorized()
        if len(files) != 2:
            return EkycReply(200, {"code": "409", "data": "two images are needed"})
        shown = [await asyncio.to_thread(plates.read, file.content) for file in files]
        if trouble := await self._troubles.meet(KycProvider.FPT, *shown):
            return trouble
        is_match = not any(each and each.verdict is EkycVerdict.MISMATCH for each in shown)
        cards = [each is not None and each.side is not Side.FACE for each in shown]
        data = {
            "isMatch": is_match,
            "similarity": 96.1 if is_match else 20.3,
            "isBothImgIDCard": all(cards),
        }
        return EkycReply(200, {"code": "200", "data": data, "message": "request successful."})

    def _is_known(self, headers: Mapping[str, str]) -> bool:
        given = headers.get(self._config.key_header.lower(), "")
        return hmac.compare_digest(given.encode(), self._config.api_key.encode())

    def _front(self, card: Plate) -> Mapping[str, Any]:
        today = local_day(self._clock.now())
        is_minor, is_old = (
            card.verdict is EkycVerdict.UNDERAGE,
            card.verdict is EkycVerdict.EXPIRED,
        )
        return {
            "id": card.number or "N/A",
            "id_prob": "98.71",
            "name": card.name.upper() or "N/A",
            "name_prob": "97.02",
            "dob": f"{today:%d/%m}/{today.year - 17}" if is_minor else card.born or "N/A",
            "dob_prob": "99.31",
            "doe": f"{today:%d/%m}/{today.year - 1}" if is_old else card.expires,
            "type": "chip_front",
            "type_new": "cccd_chip_front",
            "overall_score": "97.90",
        }


def _ocr(
    code: int, message: str, card: Mapping[str, Any] | None = None, *, status: int = 200
) -> EkycReply:
    data = [] if card is None else [dict(card)]
    return EkycReply(status, {"errorCode": code, "errorMessage": message, "data": data})


def _unauthorized() -> EkycReply:
    return EkycReply(401, {"message": "Invalid authentication credentials"})
