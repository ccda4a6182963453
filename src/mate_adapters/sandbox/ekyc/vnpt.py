"""VNPT eKYC as its customers see it, written apart from our adapter.

The hash of an upload holds what the picture says of itself, under our own signature, so nothing
has to be remembered.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as BadBase64
from collections.abc import Callable, Mapping
from typing import Any, Final

from mate_adapters.ekyc.vnpt.config import VnptConfig
from mate_adapters.sandbox.ekyc import plate as plates
from mate_adapters.sandbox.ekyc.desk import EkycPart, EkycReply, Troublemaker
from mate_adapters.sandbox.ekyc.plate import EkycVerdict, Plate, Side
from mate_core.kyc.findings import KycProvider
from mate_core.shared.ports import Clock
from mate_core.shared.time import local_day

_OK: Final = "IDG-00000000"
_BAD_INPUT: Final = "IDG-00010102"
_BAD_REQUEST: Final = "IDG-00000400"
_SESSION: Final = re.compile(
    r"(ANDROID|IOS|WEB)(_[^_]+){2}_(Device|Simulator)(_[^_]+){2}_[0-9]{13}"
)
_TOKEN: Final = re.compile(r"[0-9A-Za-z]+")
_LIFE_SECONDS: Final = 8 * 3_600
_KINDS: Final = {Side.FRONT: (2, "new_front"), Side.BACK: (3, "new_back"), Side.FACE: (4, "other")}
_YES_NO: Final = {True: "yes", False: "no"}
_Content = Mapping[str, Any]


class VnptCounterpart:
    """Verifies headers, sessions and hashes, then says what the picture was drawn to say."""

    def __init__(self, config: VnptConfig, clock: Clock, troubles: Troublemaker) -> None:
        self._config = config
        self._clock = clock
        self._troubles = troubles
        self._calls = 0
        self._asked: Mapping[str, tuple[tuple[str, ...], Callable[..., _Content]]] = {
            "/ai/v1/classify/id": (("img_card",), _classified),
            "/ai/v1/card/liveness": (("img",), _card_liveness),
            "/ai/v1/ocr/id": (("img_front", "img_back"), self._read),
            "/ai/v1/face/compare": (("img_front", "img_face"), _compared),
            "/ai/v1/face/liveness": (("img",), _face_liveness),
            "/ai/v1/face/mask": (("img",), _mask),
        }

    def hand_out_token(self, body: _Content) -> EkycReply:
        """What the contract's page does: a token for eight hours against name and password."""
        config = self._config
        wanted = {
            "username": config.username,
            "password": config.password,
            "client_id": config.client_id,
            "client_secret": config.client_secret,
            "grant_type": "password",
        }
        if dict(body) != wanted:
            return EkycReply(401, {"error": "invalid_grant"})
        ends = int(self._clock.now().timestamp()) + _LIFE_SECONDS
        claims = _encoded(json.dumps({"exp": ends}).encode())
        token = f"{_encoded(b'{}')}.{claims}.{self._signature(claims)}"
        return EkycReply(200, {"access_token": token, "token_type": "bearer"})

    async def add_file(self, headers: Mapping[str, str], part: EkycPart | None) -> EkycReply:
        if not self._is_known(headers):
            return EkycReply(401, {"error": "invalid_token"})
        if part is None:
            return _refused(_BAD_REQUEST)
        plate = await asyncio.to_thread(plates.read, part.content)
        if trouble := await self._troubles.meet(KycProvider.VNPT):
            return trouble
        content = _encoded(plate.to_json().encode() if plate else b"null")
        return self._said({"hash": f"idg-{content}.{self._signature(content)}"})

    async def ask(self, path: str, headers: Mapping[str, str], body: _Content) -> EkycReply:
        if not self._is_known(headers):
            return EkycReply(401, {"error": "invalid_token"})
        needed, answer = self._asked[path]
        token = body.get("token", "x")
        is_formal = (
            headers.get("mac-address")
            and _SESSION.fullmatch(str(body.get("client_session")))
            and _TOKEN.fullmatch(str(token))
        )
        if not is_formal:
            return _refused(_BAD_REQUEST, status=400)
        try:
            shown = [self._plate(str(body.get(name))) for name in needed]
        except (ValueError, TypeError, BadBase64):
            return _refused(_BAD_INPUT)
        if trouble := await self._troubles.meet(KycProvider.VNPT, *shown):
            return trouble
        return self._said(answer(*shown))

    def _is_known(self, headers: Mapping[str, str]) -> bool:
        token = headers.get("authorization", "").removeprefix("Bearer ")
        _, _, rest = token.partition(".")
        claims, _, signature = rest.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(claims).encode()):
            return False
        ends = json.loads(urlsafe_b64decode(claims + "=="))["exp"]
        keys = (headers.get("token-id"), headers.get("token-key"))
        is_ours = keys == (self._config.token_id, self._config.token_key)
        return is_ours and self._clock.now().timestamp() < ends

    def _plate(self, hash_: str) -> Plate | None:
        """Raises ValueError, TypeError for a hash that was not given out here."""
        content, _, signature = hash_.removeprefix("idg-").partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(content).encode()):
            raise ValueError("unknown hash")
        text = urlsafe_b64decode(content + "==").decode()
        return None if text == "null" else Plate.from_json(text)

    def _read(self, front: Plate | None, back: Plate | None) -> _Content:
        if front is None:
            nothing = {"id": "-", "id_prob": 0, "name": "-", "name_prob": 0}
            return {**nothing, "birth_day": "-", "birth_day_prob": 0, "msg": "OK"}
        verdict = front.verdict
        born, expires = front.born, front.expires
        today = local_day(self._clock.now())
        if verdict is EkycVerdict.UNDERAGE:
            born = f"{today:%d/%m}/{today.year - 17}"
        if verdict is EkycVerdict.EXPIRED:
            expires = f"{today:%d/%m}/{today.year - 1}"
        warnings = {
            EkycVerdict.BLURRED: ["anh_dau_vao_mo_nhoe"],
            EkycVerdict.INCOMPLETE: ["anh_dau_vao_mat_goc"],
        }.get(verdict, [])
        content = {
            "id": front.number or "-",
            "id_probs": "[0.99, 0.98, 0.99]",
            "name": front.name.upper() or "-",
            "name_prob": 0.97,
            "birth_day": born or "-",
            "birth_day_prob": 0.99,
            "valid_date": expires,
            "valid_date_prob": 0.99,
            "msg": "OK",
            "msg_back": "OK" if back else "-",
            "expire_warning": _YES_NO[verdict is EkycVerdict.EXPIRED],
            "warning": warnings,
        }
        if verdict is not EkycVerdict.SILENT:
            content["tampering"] = {"is_legal": _YES_NO[verdict is not EkycVerdict.FAKE]}
            content["id_fake_warning"] = _YES_NO[verdict is EkycVerdict.FAKE]
        return content

    def _said(self, content: _Content) -> EkycReply:
        self._calls += 1
        return EkycReply(
            200, {"message": _OK, "logID": f"sandbox-{self._calls}", "object": dict(content)}
        )

    def _signature(self, text: str) -> str:
        key = self._config.client_secret.encode()
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _classified(card: Plate | None) -> _Content:
    kind, name = _KINDS[card.side] if card else (2, "new_front")
    return {"name": name} if card is None else {"type": kind, "name": name}


def _card_liveness(card: Plate | None) -> _Content:
    is_fake = card is not None and card.verdict is EkycVerdict.FAKE
    content = {
        "liveness": "failure" if is_fake else "success",
        "liveness_msg": "",
        "face_swapping": False,
        "fake_liveness": is_fake,
    }
    if card is None or card.verdict is EkycVerdict.SILENT:
        del content["fake_liveness"]
    return content


def _compared(card: Plate | None, face: Plate | None) -> _Content:
    verdict = card.verdict if card else EkycVerdict.BORDERLINE
    if verdict is EkycVerdict.MISMATCH:
        return {"msg": "NOMATCH", "prob": 12.5, "result": "", "multiple_faces": False}
    prob = "72.4" if verdict is EkycVerdict.BORDERLINE else 98.7
    return {"msg": "MATCH", "prob": prob, "result": "", "multiple_faces": False}


def _face_liveness(face: Plate | None) -> _Content:
    is_live = face is None or face.verdict is not EkycVerdict.NOT_LIVE
    return {
        "liveness": "success" if is_live else "failure",
        "liveness_msg": "",
        "is_eye_open": "yes",
    }


def _mask(face: Plate | None) -> _Content:
    return {"masked": _YES_NO[face is not None and face.verdict is EkycVerdict.MASKED]}


def _refused(code: str, *, status: int = 200) -> EkycReply:
    return EkycReply(status, {"message": code, "errors": ["The sandbox refuses this."]})


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
