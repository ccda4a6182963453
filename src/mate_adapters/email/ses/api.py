"""EmailSender of Amazon SES v2: `POST /v2/email/outbound-emails`, 200 with a MessageId.

Throttling also comes as 400 or 403, so the type of an error is read before its status.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import httpx

from mate_adapters.email.composing import Sender, composed
from mate_adapters.email.ses.signature import AwsCredentials, Scope, signed_headers
from mate_adapters.vendor_calls import PATIENCE, object_of, post, refused
from mate_core.messages.attempt import MessageVendor
from mate_core.messages.errors import DeliveryNotTaken, DeliveryUnavailable, RefusalCause
from mate_core.messages.template import Message
from mate_core.shared.ports import Clock

SERVICE: Final = "ses"
PATH: Final = "/v2/email/outbound-emails"
TAG: Final = "message_id"
_JSON: Final = "application/json"
_LATER: Final = frozenset(
    {
        "TooManyRequestsException",
        "ThrottlingException",
        "Throttling",
        "SendingPausedException",
        "RequestTimeTooSkewed",
    }
)
_OUR_ACCOUNT: Final = frozenset(
    {
        "LimitExceededException",
        "AccountSuspendedException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
    }
)


@dataclass(frozen=True, slots=True)
class SesConfig:
    """`api_url` is https://email.{region}.amazonaws.com."""

    region: str
    credentials: AwsCredentials
    sender: Sender
    api_url: str
    configuration_set: str | None = None
    patience: timedelta = PATIENCE


class SesEmail:
    def __init__(self, config: SesConfig, http: httpx.AsyncClient, clock: Clock) -> None:
        self._config = config
        self._http = http
        self._clock = clock

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SES

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        body = json.dumps(self._mail(to, message, reference), ensure_ascii=False).encode()
        url = f"{self._config.api_url}{PATH}"
        headers = signed_headers(
            "POST",
            url,
            body,
            content_type=_JSON,
            credentials=self._config.credentials,
            scope=Scope(self._config.region, SERVICE),
            at=self._clock.now(),
        )
        answer = await post(
            self._http,
            self.vendor.value,
            url,
            content=body,
            headers=headers,
            patience=self._config.patience,
        )
        if answer.status_code != httpx.codes.OK:
            raise self._meaning(answer)
        message_id = object_of(answer).get("MessageId")
        if not isinstance(message_id, str) or not message_id:
            raise DeliveryUnavailable("no MessageId")
        return message_id

    def _meaning(self, answer: httpx.Response) -> Exception:
        kind = answer.headers.get("x-amzn-errortype", "").partition(":")[0]
        if kind in _LATER:
            return DeliveryNotTaken(kind)
        cause = RefusalCause.ACCOUNT if kind in _OUR_ACCOUNT else None
        code = kind or str(answer.status_code)
        return refused(self.vendor.value, answer.status_code, code, cause=cause)

    def _mail(self, to: str, message: Message, reference: str) -> dict[str, object]:
        content = composed(message)
        mail: dict[str, object] = {
            "FromEmailAddress": self._config.sender.encoded,
            "Destination": {"ToAddresses": [to]},
            "Content": {
                "Simple": {
                    "Subject": _utf8(content.subject),
                    "Body": {"Text": _utf8(content.text), "Html": _utf8(content.html)},
                }
            },
            "EmailTags": [{"Name": TAG, "Value": reference}],
        }
        if self._config.configuration_set is not None:
            mail["ConfigurationSetName"] = self._config.configuration_set
        return mail


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
