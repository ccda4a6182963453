"""EmailSender of SendGrid v3: `POST /v3/mail/send`, 202 with the id in a header."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from mate_adapters.email.composing import Sender, composed
from mate_adapters.vendor_calls import PATIENCE, object_of, post, refused
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.template import Message
from mate_core.shared.ports import Clock

REFERENCE: Final = "message_id"
"""The custom argument in which events bring our reference back."""
_RESET: Final = "x-ratelimit-reset"


@dataclass(frozen=True, slots=True)
class SendgridConfig:
    """`api_url` is https://api.sendgrid.com, or https://api.eu.sendgrid.com for EU accounts."""

    api_key: str = field(repr=False)
    sender: Sender
    api_url: str
    patience: timedelta = PATIENCE

    def __post_init__(self) -> None:
        if not self.api_key:
            raise ValueError("api_key must be given")


class SendgridEmail:
    def __init__(self, config: SendgridConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SENDGRID

    async def send(self, *, to: str, message: Message, reference: str) -> str | None:
        answer = await self._post(self._mail(to, message, reference))
        if answer.status_code != httpx.codes.ACCEPTED:
            errors = object_of(answer).get("errors")
            first = errors[0] if isinstance(errors, list) and errors else {}
            wrong = first.get("field") if isinstance(first, dict) else None
            code = f"{answer.status_code} {wrong}" if wrong else str(answer.status_code)
            raise refused(self.vendor.value, answer.status_code, code)
        message_id: str | None = answer.headers.get("x-message-id")
        return message_id

    async def _post(self, content: dict[str, object]) -> httpx.Response:
        """SendGrid says in a header of its own until when it wants to be left alone."""
        return await post(
            self._http,
            self.vendor.value,
            f"{self._config.api_url}/v3/mail/send",
            content=json.dumps(content, ensure_ascii=False).encode(),
            headers={
                "Authorization": f"Bearer {self._config.api_key}",
                "Content-Type": "application/json",
            },
            patience=self._config.patience,
            wait_of=self._until_reset,
        )

    def _until_reset(self, headers: httpx.Headers) -> timedelta | None:
        epoch = headers.get(_RESET, "")
        if not (epoch.isascii() and epoch.isdigit()):
            return None
        wait = datetime.fromtimestamp(int(epoch), UTC) - self._clock.now()
        return max(wait, timedelta())

    def _mail(self, to: str, message: Message, reference: str) -> dict[str, object]:
        content = composed(message)
        sender = self._config.sender
        return {
            "personalizations": [{"to": [{"email": to}], "custom_args": {REFERENCE: reference}}],
            "from": {"email": sender.address, "name": sender.name},
            "subject": content.subject,
            "content": [
                {"type": "text/plain", "value": content.text},
                {"type": "text/html", "value": content.html},
            ],
            "tracking_settings": {
                "click_tracking": {"enable": False},
                "open_tracking": {"enable": False},
            },
        }
