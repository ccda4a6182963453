"""SmsSender and VoiceCaller of Stringee.

Neither answer holds an id, and no receipts of SMS are documented: what the vendor took is all that
is ever known. A result other than 0 is final.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import httpx

from mate_adapters.sms.registered import REGISTERED, require_templates
from mate_adapters.sms.stringee.config import StringeeConfig
from mate_adapters.sms.stringee.token import rest_token
from mate_adapters.vendor_calls import object_of, post, refused
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import template_of
from mate_core.messages.errors import DeliveryUnavailable
from mate_core.messages.template import Message
from mate_core.shared.ports import Clock

AUTHENTICATION: Final = "X-STRINGEE-AUTH"
_READINGS: Final = 2


class _StringeeApi:
    def __init__(self, config: StringeeConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.STRINGEE

    async def _post(
        self, path: str, content: Mapping[str, object], reference: str
    ) -> dict[str, Any]:
        token = rest_token(
            self._config.key_sid,
            self._config.key_secret,
            at=self._clock.now(),
            nonce=f"-{reference}",
        )
        answer = await post(
            self._http,
            self.vendor.value,
            f"{self._config.api_url}{path}",
            content=json.dumps(content, ensure_ascii=False).encode(),
            headers={AUTHENTICATION: token, "Content-Type": "application/json"},
            patience=self._config.patience,
        )
        found = object_of(answer)
        if answer.status_code != httpx.codes.OK:
            code = str(found.get("r", answer.status_code))
            raise refused(self.vendor.value, answer.status_code, code)
        return found

    def _require_zero(self, result: object) -> None:
        """Raises DeliveryUnavailable when the result is not there, DeliveryRefused for others."""
        if not isinstance(result, int):
            raise DeliveryUnavailable("no result")
        if result != 0:
            raise refused(self.vendor.value, httpx.codes.OK, f"r={result}")


class StringeeSms(_StringeeApi):
    """Raises ValueError when a template of ours has no id in the configuration."""

    def __init__(self, config: StringeeConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        require_templates(config.templates)
        super().__init__(config, http, clock)

    async def send(self, *, to: str, message: Message, reference: str) -> None:
        text = {"from": self._config.brand, "to": _plain(to), "text": self._wording(message)}
        answer = await self._post("/v1/sms", {"sms": [text]}, reference)
        results = answer.get("result")
        if not isinstance(results, list) or not results:
            raise DeliveryUnavailable("no result")
        for result in results:
            self._require_zero(result.get("r") if isinstance(result, dict) else None)

    def _wording(self, message: Message) -> str | dict[str, object]:
        template = template_of(message)
        id_ = self._config.templates[template.id]
        if id_ == REGISTERED:
            return template.sms_text(message)
        return {"template": int(id_), "params": list(template.sms_values(message).values())}


class StringeeVoice(_StringeeApi):
    """Rings and reads. Raises ValueError without `caller`."""

    def __init__(self, config: StringeeConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        if config.caller is None:
            raise ValueError("calls need the number that rings")
        super().__init__(config, http, clock)
        self._caller = config.caller

    async def call(self, *, to: str, message: Message, reference: str) -> None:
        text = template_of(message).voice_text(message)
        content = {
            "from": _external(self._caller),
            "to": [_external(to)],
            "actions": [{"action": "talk", "text": text, "loop": _READINGS}],
        }
        self._require_zero((await self._post("/v1/call2/callout", content, reference)).get("r"))


def _plain(number: str) -> str:
    """With the country's code and without the plus."""
    return number.removeprefix("+")


def _external(number: str) -> dict[str, str]:
    return {"type": "external", "number": _plain(number), "alias": _plain(number)}
