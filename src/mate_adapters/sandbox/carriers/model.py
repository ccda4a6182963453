"""What the sandbox's carriers have in common: accounts, requests, replies and misbehaviour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol

import httpx

from mate_adapters.email.ses.signature import AwsCredentials
from mate_adapters.message_settings_schema import (
    SANDBOX_SENDGRID_KEY,
    SANDBOX_SES_SECRET,
    SANDBOX_STRINGEE_SECRET,
    SANDBOX_TWILIO_TOKEN,
)
from mate_adapters.sandbox.messages import SandboxMessage
from mate_core.messages.attempt import MessageVendor


@dataclass(frozen=True, slots=True)
class CarrierAccounts:
    """What each vendor gave the customer; `sendgrid_events` is the URL of its event webhook."""

    twilio_sid: str = "ACmatesandbox"
    twilio_token: str = SANDBOX_TWILIO_TOKEN
    stringee_sid: str = "SKmatesandbox"
    stringee_secret: str = SANDBOX_STRINGEE_SECRET
    sendgrid_key: str = SANDBOX_SENDGRID_KEY
    sendgrid_events: str = ""
    ses_region: str = "ap-southeast-1"
    ses: AwsCredentials = field(
        default_factory=lambda: AwsCredentials("AKIDSANDBOX", SANDBOX_SES_SECRET)
    )


class CarrierTrouble(StrEnum):
    """What may happen to one call.

    ERROR is status 500 with nothing done, REPLY_LOST with everything done. TIMEOUT does it and
    keeps silent for longer than anybody waits, SLOW answers after a moment. BUSY is 429 with
    Retry-After; REFUSED is the number's or mailbox's fault, UNAUTHORIZED ours, OPTED_OUT the wish
    of its owner. NONSENSE does it and answers a page.
    """

    ERROR = "error"
    REPLY_LOST = "reply_lost"
    TIMEOUT = "timeout"
    SLOW = "slow"
    BUSY = "busy"
    REFUSED = "refused"
    UNAUTHORIZED = "unauthorized"
    OPTED_OUT = "opted_out"
    NONSENSE = "nonsense"


@dataclass(frozen=True, slots=True)
class WireRequest:
    """A request as it came; `path` is below the vendor's host, header names are lower."""

    url: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` None answers `content` as JSON; an empty text answers an empty body."""

    status: int
    content: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that the vendor would send; `callback` is where it reports, and as what."""

    channel: str
    to: str
    text: str
    subject: str = ""
    callback: str = ""


PAUSE: Final = timedelta(seconds=30)
"""What a busy carrier asks for."""


def busy(content: Mapping[str, object]) -> Reply:
    """Status 429 with the header that most vendors use."""
    return Reply(429, content, headers={"Retry-After": str(int(PAUSE.total_seconds()))})


class CarrierWire(Protocol):
    """One vendor's protocol."""

    @property
    def vendor(self) -> MessageVendor: ...

    def read(self, request: WireRequest, *, at: datetime) -> Taken | Reply:
        """What the request asks for, or the vendor's refusal of it."""
        ...

    def accepted(self, taken: Taken, number: str) -> Reply:
        """`number` is the vendor's id of the message."""
        ...

    def refused(self, trouble: CarrierTrouble) -> Reply:
        """The vendor's words for REFUSED, UNAUTHORIZED and OPTED_OUT."""
        ...

    def busy(self, *, at: datetime) -> Reply:
        """Status 429, and in the vendor's way when to come again."""
        ...

    def receipt(
        self, message: SandboxMessage, events: Sequence[str], *, at: datetime
    ) -> Sequence[httpx.Request]:
        """Signed callbacks that report those events in that order; none where nobody asked."""
        ...
