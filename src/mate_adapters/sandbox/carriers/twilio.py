"""Twilio's side: takes messages and calls, and reports on them."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from typing import Final
from urllib.parse import parse_qsl, urlencode

import httpx

from mate_adapters.sandbox.carriers.model import (
    CarrierAccounts,
    CarrierTrouble,
    Reply,
    Taken,
    WireRequest,
    busy,
)
from mate_adapters.sandbox.messages import SandboxMessage
from mate_adapters.sms.twilio.receipts import signature
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.template import segments

_PATH: Final = re.compile(r"/2010-04-01/Accounts/(?P<account>[^/]+)/(?P<kind>Messages|Calls)\.json")
_NUMBER: Final = re.compile(r"\+[1-9][0-9]{7,14}")
_SAY: Final = re.compile(r'<Say language="vi-VN">(.*?)</Say>', re.DOTALL)
_LONGEST_BODY: Final = 1_600
_LONGEST_TWIML: Final = 4_000
_FAILURES: Final = {"undelivered": "30003", "failed": "30008"}


class TwilioWire:
    def __init__(self, accounts: CarrierAccounts) -> None:
        self._sid = accounts.twilio_sid
        self._token = accounts.twilio_token

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.TWILIO

    def read(self, request: WireRequest, *, at: datetime) -> Taken | Reply:
        found = _PATH.fullmatch(request.path)
        if found is None:
            return _error(404, 20404, "The requested resource was not found")
        credentials = b64encode(f"{self._sid}:{self._token}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {credentials}":
            return self.refused(CarrierTrouble.UNAUTHORIZED)
        if found["account"] != self._sid:
            return _error(404, 20404, "The requested resource was not found")
        try:
            fields = dict(parse_qsl(request.body.decode(), strict_parsing=True))
        except ValueError:
            return _error(400, 21600, "The body is not a form")
        if not _NUMBER.fullmatch(fields.get("To", "")):
            return _error(400, 21211, "The 'To' number is not a valid phone number.")
        return _message(fields) if found["kind"] == "Messages" else _call(fields)

    def accepted(self, taken: Taken, number: str) -> Reply:
        is_call = taken.channel == "VOICE"
        return Reply(
            201,
            {
                "sid": f"{'CA' if is_call else 'SM'}{number}",
                "status": "queued",
                "to": taken.to,
                "num_segments": str(segments(taken.text)),
                "error_code": None,
                "error_message": None,
            },
        )

    def refused(self, trouble: CarrierTrouble) -> Reply:
        if trouble is CarrierTrouble.UNAUTHORIZED:
            return _error(401, 20003, "Authenticate")
        if trouble is CarrierTrouble.OPTED_OUT:
            return _error(400, 21610, "Attempt to send to unsubscribed recipient")
        return _error(400, 21211, "The 'To' number is not a valid phone number.")

    def busy(self, *, at: datetime) -> Reply:
        return busy({"code": 20429, "message": "Too Many Requests", "status": 429})

    def receipt(
        self, message: SandboxMessage, events: Sequence[str], *, at: datetime
    ) -> Sequence[httpx.Request]:
        if not message.callback:
            return ()
        return [self._callback(message, event) for event in events]

    def _callback(self, message: SandboxMessage, event: str) -> httpx.Request:
        kind = "Call" if message.channel == "VOICE" else "Message"
        fields = {
            f"{kind}Sid": message.reference,
            f"{kind}Status": event,
            "To": message.recipient,
            "AccountSid": self._sid,
            "ApiVersion": "2010-04-01",
        }
        if event in _FAILURES:
            fields["ErrorCode"] = _FAILURES[event]
        return httpx.Request(
            "POST",
            message.callback,
            content=urlencode(fields).encode(),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "X-Twilio-Signature": signature(
                    self._token, message.callback, list(fields.items())
                ),
            },
        )


def _message(fields: dict[str, str]) -> Taken | Reply:
    if not (fields.get("From") or fields.get("MessagingServiceSid")):
        return _error(400, 21603, "A 'From' or 'MessagingServiceSid' parameter is required.")
    text = fields.get("Body", "")
    if fields.get("ContentSid"):
        text = f"{fields['ContentSid']} {fields.get('ContentVariables', '{}')}"
    if not 0 < len(text) <= _LONGEST_BODY:
        return _error(400, 21617, "The message body has no text, or more than 1600 characters.")
    return Taken("SMS", fields["To"], text, callback=fields.get("StatusCallback", ""))


def _call(fields: dict[str, str]) -> Taken | Reply:
    if not fields.get("From"):
        return _error(400, 21212, "The 'From' number is not a valid phone number.")
    twiml = fields.get("Twiml", "")
    said = [unescape(part) for part in _SAY.findall(twiml)]
    if not said or len(twiml) > _LONGEST_TWIML or not twiml.startswith("<Response>"):
        return _error(400, 21205, "Url, Twiml or ApplicationSid is required.")
    return Taken("VOICE", fields["To"], said[0], callback=fields.get("StatusCallback", ""))


def _error(status: int, code: int, message: str) -> Reply:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return Reply(status, {"code": code, "message": message, "more_info": more, "status": status})
