"""SmsSender and VoiceCaller of Twilio.

Protocol: form-encoded POST with HTTP Basic, 201 with a `sid`. Refusals are judged by HTTP status,
since the vendor is splitting its codes and advises against logic that hangs on one; 21610 alone is
obeyed, because the recipient asked to be left alone.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape

import httpx

from mate_adapters.sms.registered import REGISTERED, require_templates
from mate_adapters.sms.twilio.config import TwilioConfig
from mate_adapters.vendor_calls import object_of, post, refused
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import template_of
from mate_core.messages.errors import DeliveryUnavailable, RefusalCause
from mate_core.messages.template import Message

_FORM: Final = "application/x-www-form-urlencoded"
_SERVICE: Final = "MG"
_OPTED_OUT: Final = "21610"
_RINGING_SECONDS: Final = 30


class _TwilioApi:
    def __init__(self, config: TwilioConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http
        credentials = f"{config.account_sid}:{config.auth_token}".encode()
        self._headers = {
            "Authorization": f"Basic {b64encode(credentials).decode()}",
            "Content-Type": _FORM,
            "Accept": "application/json",
        }

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.TWILIO

    async def _create(self, resource: str, fields: Mapping[str, str]) -> str:
        """The SID of what was made."""
        account = self._config.account_sid
        answer = await post(
            self._http,
            self.vendor.value,
            f"{self._config.api_url}/2010-04-01/Accounts/{account}/{resource}.json",
            content=urlencode(fields).encode(),
            headers=self._headers,
            patience=self._config.patience,
        )
        content = object_of(answer)
        if answer.status_code != httpx.codes.CREATED:
            code = str(content.get("code") or answer.status_code)
            opted_out = RefusalCause.OPTED_OUT if code == _OPTED_OUT else None
            raise refused(self.vendor.value, answer.status_code, code, cause=opted_out)
        sid = content.get("sid")
        if not isinstance(sid, str) or not sid:
            raise DeliveryUnavailable("no sid")
        return sid

    def _callback(self, reference: str) -> str:
        """Receipts name the attempt, even those that come before the answer, or instead of it."""
        return f"{self._config.callback_url}?{urlencode({'attempt': reference})}"


class TwilioSms(_TwilioApi):
    """Raises ValueError when a template of ours has no id in the configuration."""

    def __init__(self, config: TwilioConfig, http: httpx.AsyncClient) -> None:
        require_templates(config.templates)
        super().__init__(config, http)

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        by_service = self._config.sender.startswith(_SERVICE)
        fields = {
            "To": to,
            ("MessagingServiceSid" if by_service else "From"): self._config.sender,
            "StatusCallback": self._callback(reference),
        }
        return await self._create("Messages", fields | self._wording(message))

    def _wording(self, message: Message) -> dict[str, str]:
        template = template_of(message)
        id_ = self._config.templates[template.id]
        if id_ == REGISTERED:
            return {"Body": template.sms_text(message)}
        values = template.sms_values(message).values()
        numbered = {str(number): value for number, value in enumerate(values, start=1)}
        return {"ContentSid": id_, "ContentVariables": json.dumps(numbered)}


class TwilioVoice(_TwilioApi):
    """Rings and reads in Vietnamese, twice. Raises ValueError without `caller`."""

    def __init__(self, config: TwilioConfig, http: httpx.AsyncClient) -> None:
        if config.caller is None:
            raise ValueError("calls need the number that rings")
        super().__init__(config, http)
        self._caller = config.caller

    async def call(self, *, to: str, message: Message, reference: str) -> str:
        fields = {
            "To": to,
            "From": self._caller,
            "Twiml": twiml(template_of(message).voice_text(message)),
            "Timeout": str(_RINGING_SECONDS),
            "StatusCallback": self._callback(reference),
        }
        return await self._create("Calls", fields)


def twiml(text: str) -> str:
    """A reading of `text` in TwiML, twice."""
    say = f'<Say language="vi-VN">{escape(text)}</Say>'
    return f'<Response>{say}<Pause length="1"/>{say}</Response>'
