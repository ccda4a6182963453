"""The IdentityVerifier of VNPT eKYC: pictures are uploaded for a hash, and the hash is asked about.

It looks at stills: without a selfie it can do nothing. The vendor says success in the body, by
the message IDG-00000000; the status 200 alone says nothing. `face-service/face/add`, which keeps a
template of the face at the vendor's, is never called.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Coroutine, Mapping
from typing import Any, Final, TypeVar

import httpx

from mate_adapters.ekyc.calls import Answer, post, unavailable
from mate_adapters.ekyc.vnpt import answers
from mate_adapters.ekyc.vnpt.config import VnptConfig
from mate_adapters.ekyc.vnpt.tokens import VnptTokens
from mate_core.kyc.errors import VerifierRefused, VerifierUnavailable
from mate_core.kyc.findings import Findings, KycProvider, KycReason, Scores
from mate_core.kyc.ports import Evidence, EvidenceFile
from mate_core.shared.ports import Clock

T = TypeVar("T")

_OK: Final = "IDG-00000000"
_BAD_INPUT: Final = "IDG-00010102"
_ANY_CARD: Final = -1
_REFERENCE: Final = re.compile(r"[0-9A-Za-z-]{1,64}")
_BAD_PICTURE: Final[Mapping[str, KycReason]] = {
    "/ai/v1/classify/id": KycReason.CARD_NOT_FOUND,
    "/ai/v1/card/liveness": KycReason.CARD_NOT_FOUND,
    "/ai/v1/ocr/id": KycReason.CARD_NOT_FOUND,
    "/ai/v1/face/compare": KycReason.FACE_NOT_FOUND,
    "/ai/v1/face/liveness": KycReason.FACE_NOT_FOUND,
    "/ai/v1/face/mask": KycReason.FACE_NOT_FOUND,
}
"""What is wrong with the picture where the vendor cannot work with it."""


class VnptVerifier:
    """IdentityVerifier over `http`, whose connections are shared and closed by whoever gave it."""

    def __init__(self, config: VnptConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock
        self._tokens = VnptTokens(config, http, clock)

    @property
    def provider(self) -> KycProvider:
        return KycProvider.VNPT

    @property
    def needs_selfie(self) -> bool:
        return True

    async def check(self, evidence: Evidence) -> Findings:
        if evidence.selfie is None:
            raise VerifierUnavailable("no selfie")
        try:
            async with asyncio.timeout(self._config.timeout.total_seconds()):
                return await self._checked(evidence, evidence.selfie)
        except TimeoutError as trouble:
            raise unavailable(self.provider, self._config.api_url, "timeout") from trouble
        except BaseExceptionGroup as several:
            # Calls run together; what one was refused for explains the others.
            raise _first(several) from None

    async def _checked(self, evidence: Evidence, selfie: EvidenceFile) -> Findings:
        front, back, face = await _together(
            self._upload(evidence.front), self._upload(evidence.back), self._upload(selfie)
        )
        session = self._session(evidence)
        token = evidence.session[:32]
        of_front, of_back = await _together(
            self._ask("/ai/v1/classify/id", session, token=token, img_card=front),
            self._ask("/ai/v1/classify/id", session, token=token, img_card=back),
        )
        answers.require_side(of_front, answers.FRONTS)
        answers.require_side(of_back, answers.BACKS)
        front_live, back_live, ocr, compared, live, mask = await _together(
            self._ask("/ai/v1/card/liveness", session, img=front),
            self._ask("/ai/v1/card/liveness", session, img=back),
            self._ask(
                "/ai/v1/ocr/id",
                session,
                token=token,
                img_front=front,
                img_back=back,
                type=_ANY_CARD,
                validate_postcode=False,
            ),
            self._ask("/ai/v1/face/compare", session, token=token, img_front=front, img_face=face),
            self._ask("/ai/v1/face/liveness", session, token=token, img=face),
            self._ask("/ai/v1/face/mask", session, img=face),
        )
        answers.require_sharp(ocr)
        answers.require_one_face(compared, live, mask)
        return Findings(
            provider=self.provider,
            reference=str(ocr["logID"]),
            card_genuine=answers.is_genuine(ocr, front_live, back_live),
            face_live=answers.is_live(live, mask),
            same_face=answers.is_same(compared),
            scores=Scores(
                liveness=answers.liveness_score(live),
                face=answers.face_score(compared),
                ocr=answers.ocr_score(ocr),
            ),
            card=answers.card_text(ocr),
        )

    async def _upload(self, file: EvidenceFile) -> str:
        """The hash under which the vendor knows a picture; its name says nothing."""
        name = "picture.png" if file.content_type == "image/png" else "picture.jpg"
        path = "/file-service/v1/addFile"
        answer = await self._call(
            path, parts=("file", (name, file.content, file.content_type)), json=None
        )
        content = self._object(path, answer)
        found = content.get("hash")
        if not isinstance(found, str) or not found:
            raise unavailable(self.provider, path, "no hash")
        return found

    async def _ask(self, path: str, session: str, **body: object) -> Mapping[str, object]:
        answer = await self._call(path, json={"client_session": session, **body}, parts=None)
        return self._object(path, answer)

    async def _call(
        self,
        path: str,
        *,
        json: Mapping[str, object] | None,
        parts: tuple[str, tuple[str, bytes, str]] | None,
    ) -> Answer:
        """A refused token is renewed, and the call repeated, once."""
        token = await self._tokens.current()
        answer = await self._post(path, token, json=json, parts=parts)
        if answer.status == httpx.codes.UNAUTHORIZED:
            token = await self._tokens.current(refused=token)
            answer = await self._post(path, token, json=json, parts=parts)
        if answer.status == httpx.codes.UNAUTHORIZED:
            raise unavailable(self.provider, path, "status 401")
        return answer

    async def _post(
        self,
        path: str,
        token: str,
        *,
        json: Mapping[str, object] | None,
        parts: tuple[str, tuple[str, bytes, str]] | None,
    ) -> Answer:
        config = self._config
        return await post(
            self._http,
            f"{config.api_url}{path}",
            provider=self.provider,
            headers={
                "Authorization": f"Bearer {token}",
                "Token-id": config.token_id,
                "Token-key": config.token_key,
                "mac-address": config.mac_address,
            },
            json=json,
            parts=() if parts is None else (parts,),
            data={"title": "kyc", "description": "kyc"} if parts else None,
        )

    def _object(self, path: str, answer: Answer) -> Mapping[str, object]:
        """Its `object` with the vendor's number of the call; what is no success is refused."""
        message = answer.fields.get("message")
        content = answer.fields.get("object")
        if message == _BAD_INPUT and path in _BAD_PICTURE:
            raise VerifierRefused(_BAD_PICTURE[path])
        if message != _OK or not isinstance(content, dict):
            shown = message if isinstance(message, str) and _REFERENCE.fullmatch(message) else "?"
            raise unavailable(self.provider, path, f"answered {shown}")
        log_id = answer.fields.get("logID") or content.get("logID") or ""
        is_plain = isinstance(log_id, str) and _REFERENCE.fullmatch(log_id)
        return {**content, "logID": log_id if is_plain else ""}

    def _session(self, evidence: Evidence) -> str:
        """`<platform>_<model>_<os>_<Device|Simulator>_<sdk>_<device id>_<epoch ms>`."""
        now = round(self._clock.now().timestamp() * 1000)
        return f"WEB_mate_server_Device_1.0.0_{evidence.session}_{now}"


async def _together(*calls: Coroutine[Any, Any, T]) -> list[T]:
    """All at once; the first failure ends the others, which are billed too."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(call) for call in calls]
    return [task.result() for task in tasks]


def _first(several: BaseExceptionGroup[BaseException]) -> BaseException:
    """The refusal among several failures, else whichever came first."""
    refused = several.subgroup(VerifierRefused)
    found: BaseException = refused if refused is not None else several
    while isinstance(found, BaseExceptionGroup):
        found = found.exceptions[0]
    return found
