"""The IdentityVerifier of FPT.AI: both sides are read, and the video is held against the card.

Its single calls say nothing of whether the card itself is genuine: that stays UNKNOWN, so staff
look at every case that this vendor alone has judged.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Final

import httpx

from mate_adapters.ekyc.calls import Part, post, unavailable
from mate_adapters.ekyc.fpt import answers
from mate_adapters.ekyc.fpt.config import FptConfig
from mate_adapters.ekyc.reading import all_of
from mate_core.kyc.errors import VerifierRefused
from mate_core.kyc.findings import Findings, Found, KycProvider, Scores
from mate_core.kyc.ports import Evidence, EvidenceFile

_OCR: Final = "/vision/idr/vnm/"
_LIVENESS: Final = "/dmp/liveness/v3"
_COMPARE: Final = "/dmp/checkface/v1/"
_CODE: Final = re.compile(r"[0-9]{1,5}")
_NAMES: Final[Mapping[str, str]] = {
    "image/png": "picture.png",
    "video/webm": "video.webm",
    "video/quicktime": "video.mov",
    "video/mp4": "video.mp4",
}


class FptVerifier:
    """IdentityVerifier over `http`, whose connections are shared and closed by whoever gave it."""

    def __init__(self, config: FptConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    @property
    def provider(self) -> KycProvider:
        return KycProvider.FPT

    @property
    def needs_selfie(self) -> bool:
        return False

    async def check(self, evidence: Evidence) -> Findings:
        try:
            async with asyncio.timeout(self._config.timeout.total_seconds()):
                return await self._checked(evidence)
        except TimeoutError as trouble:
            raise unavailable(self.provider, self._config.api_url, "timeout") from trouble

    async def _checked(self, evidence: Evidence) -> Findings:
        """One after the other: what cannot be read is not sent on to be paid for."""
        front = await self._read(evidence.front)
        answers.require_front(front)
        await self._read(evidence.back)
        live = await self._post(
            _LIVENESS, [_part("video", evidence.video), _part("cmnd", evidence.front)]
        )
        self._require_done(live)
        same = answers.is_same(live)
        if evidence.selfie is not None:
            both = [_part("file[]", evidence.front), _part("file[]", evidence.selfie)]
            compared = await self._post(_COMPARE, both)
            self._require_code(compared)
            same = all_of(same, answers.compared(compared))
        return Findings(
            provider=self.provider,
            reference="",
            card_genuine=Found.UNKNOWN,
            face_live=answers.is_live(live),
            same_face=same,
            scores=Scores(
                liveness=answers.liveness_score(live),
                face=answers.face_score(live),
                ocr=answers.ocr_score(front),
            ),
            card=answers.card_text(front),
        )

    async def _read(self, side: EvidenceFile) -> Mapping[str, object]:
        """The fields of one side; raises VerifierRefused for a picture that cannot be read."""
        answer = await self._post(_OCR, [_part("image", side)])
        code = answers.code_of(answer, "errorCode")
        if code in answers.OCR_REASONS:
            raise VerifierRefused(answers.OCR_REASONS[code])
        cards = answer.get("data")
        if (
            code != "0"
            or not isinstance(cards, list)
            or not cards
            or not isinstance(cards[0], dict)
        ):
            raise unavailable(self.provider, _OCR, f"answered {_shown(code)}")
        return cards[0]

    def _require_done(self, answer: Mapping[str, object]) -> None:
        """The outer code and both inner ones have to be 200."""
        self._require_code(answer)
        for name in ("liveness", "face_match"):
            inner = answer.get(name)
            self._require_code(inner if isinstance(inner, dict) else {})

    def _require_code(self, answer: Mapping[str, object]) -> None:
        code = answers.code_of(answer)
        if code in answers.FACE_REASONS:
            raise VerifierRefused(answers.FACE_REASONS[code])
        if code != answers.OK:
            raise unavailable(self.provider, _LIVENESS, f"answered {_shown(code)}")

    async def _post(self, path: str, parts: list[Part]) -> Mapping[str, object]:
        config = self._config
        answer = await post(
            self._http,
            f"{config.api_url}{path}",
            provider=self.provider,
            headers={config.key_header: config.api_key},
            parts=parts,
        )
        if answer.status == httpx.codes.UNAUTHORIZED:
            raise unavailable(self.provider, path, "status 401")
        return answer.fields


def _part(field: str, file: EvidenceFile) -> Part:
    """Under a name that says nothing."""
    name = _NAMES.get(file.content_type, "picture.jpg")
    return field, (name, file.content, file.content_type)


def _shown(code: str) -> str:
    return code if _CODE.fullmatch(code) else "no code"
