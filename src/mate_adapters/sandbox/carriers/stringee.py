"""Stringee's side: takes texts and calls, and says nothing of them afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import httpx
import jwt

from mate_adapters.sandbox.carriers.model import (
    CarrierAccounts,
    CarrierTrouble,
    Reply,
    Taken,
    WireRequest,
    busy,
)
from mate_adapters.sandbox.messages import SandboxMessage
from mate_core.messages.attempt import MessageVendor

_NUMBER: Final = re.compile(r"[1-9][0-9]{7,14}")
_CONTENT_TYPE: Final = "stringee-api;v=1"


class StringeeWire:
    def __init__(self, accounts: CarrierAccounts) -> None:
        self._sid = accounts.stringee_sid
        self._secret = accounts.stringee_secret

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.STRINGEE

    def read(self, request: WireRequest, *, at: datetime) -> Taken | Reply:
        if not self._is_ours(request.headers.get("x-stringee-auth", ""), at=at):
            return self.refused(CarrierTrouble.UNAUTHORIZED)
        try:
            content = json.loads(request.body)
        except ValueError:
            return Reply(400, {"r": 1, "message": "not JSON"})
        taken = None
        if isinstance(content, dict) and request.path == "/v1/sms":
            taken = _sms(content)
        elif isinstance(content, dict) and request.path == "/v1/call2/callout":
            taken = _call(content)
        return taken or Reply(400, {"r": 2, "message": "parameters are wrong"})

    def accepted(self, taken: Taken, number: str) -> Reply:
        if taken.channel == "VOICE":
            return Reply(200, {"r": 0, "message": "success"})
        result = {"price": "830", "smsType": 2, "r": 0, "msg": "Success"}
        return Reply(200, {"smsSent": 1, "result": [result]})

    def refused(self, trouble: CarrierTrouble) -> Reply:
        if trouble is CarrierTrouble.UNAUTHORIZED:
            return Reply(401, {"r": 3, "message": "token is wrong"})
        result = {"price": 0, "smsType": 2, "r": 7, "msg": "Number is not accepted"}
        return Reply(200, {"smsSent": 0, "result": [result], "r": 7, "message": "refused"})

    def busy(self, *, at: datetime) -> Reply:
        return busy({"r": 429, "message": "busy"})

    def receipt(
        self, message: SandboxMessage, events: Sequence[str], *, at: datetime
    ) -> Sequence[httpx.Request]:
        return ()

    def _is_ours(self, token: str, *, at: datetime) -> bool:
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(
                token, self._secret, algorithms=["HS256"], options={"verify_exp": False}
            )
        except jwt.PyJWTError:
            return False
        return (
            header.get("cty") == _CONTENT_TYPE
            and claims.get("iss") == self._sid
            and str(claims.get("jti", "")).startswith(f"{self._sid}-")
            and claims.get("rest_api") is True
            and claims.get("exp", 0) > at.timestamp()
        )


def _sms(content: Mapping[str, Any]) -> Taken | None:
    texts = content.get("sms")
    if not isinstance(texts, list) or len(texts) != 1 or not isinstance(texts[0], dict):
        return None
    sms = texts[0]
    text, to = sms.get("text"), str(sms.get("to"))
    if isinstance(text, dict) and isinstance(text.get("template"), int):
        text = f"#{text['template']} {json.dumps(text.get('params'), ensure_ascii=False)}"
    if not (sms.get("from") and isinstance(text, str) and text and _NUMBER.fullmatch(to)):
        return None
    return Taken("SMS", f"+{to}", text)


def _call(content: Mapping[str, Any]) -> Taken | None:
    try:
        (to,) = content["to"]
        (action,) = content["actions"]
        from_type, number = content["from"]["type"], str(to["number"])
        kind, text = action["action"], str(action["text"])
    except (KeyError, TypeError, ValueError):
        return None
    if (from_type, kind) != ("external", "talk") or not _NUMBER.fullmatch(number):
        return None
    return Taken("VOICE", f"+{number}", text)
