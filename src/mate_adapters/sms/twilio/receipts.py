"""Status callbacks of Twilio: whose they are, and what they say.

The signature covers the URL as the vendor called it and every parameter. Scheme and host come from
our configuration, never from headers that anybody can write; the vendor is not of one mind about
the default port, so the URL fits with and without it. Callbacks carry neither time nor nonce: a
repeat is harmless, because it changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qs, parse_qsl, urlsplit, urlunsplit
from uuid import UUID

from mate_core.messages.attempt import AttemptStatus
from mate_core.messages.errors import ReceiptForged, ReceiptUnreadable
from mate_core.messages.ports import CallbackRequest, Receipt

SIGNATURE: Final = "x-twilio-signature"
_PORTS: Final = {"https": 443, "http": 80}

_STATUSES: Final[Mapping[str, AttemptStatus]] = MappingProxyType(
    {
        "accepted": AttemptStatus.ACCEPTED,
        "scheduled": AttemptStatus.ACCEPTED,
        "queued": AttemptStatus.ACCEPTED,
        "sending": AttemptStatus.ACCEPTED,
        "sent": AttemptStatus.SENT,
        "delivered": AttemptStatus.DELIVERED,
        "read": AttemptStatus.DELIVERED,
        "undelivered": AttemptStatus.FAILED,
        "failed": AttemptStatus.FAILED,
        "canceled": AttemptStatus.FAILED,
        "initiated": AttemptStatus.ACCEPTED,
        "ringing": AttemptStatus.SENT,
        "in-progress": AttemptStatus.SENT,
        "completed": AttemptStatus.DELIVERED,
        "busy": AttemptStatus.FAILED,
        "no-answer": AttemptStatus.FAILED,
    }
)
"""Of messages and of calls; an answered call counts as delivered."""


class TwilioReceipts:
    """ReceiptReader. `public_url` is scheme and host under which the vendor reaches us."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        self._auth_token = auth_token
        self._public_url = public_url.rstrip("/")

    def read(self, request: CallbackRequest, *, at: datetime) -> Sequence[Receipt]:
        try:
            parameters = parse_qsl(
                request.body.decode(), keep_blank_values=True, strict_parsing=bool(request.body)
            )
        except ValueError as wrong:
            raise ReceiptForged from wrong
        self._require_signed(request, parameters)
        fields = dict(parameters)
        attempt_id = _attempt_of(request.target)
        told = fields.get("MessageStatus") or fields.get("CallStatus") or ""
        status = _STATUSES.get(told)
        if attempt_id is None or status is None:
            return ()
        vendor_id = fields.get("MessageSid") or fields.get("CallSid")
        return (
            Receipt(attempt_id, status, vendor_id=vendor_id, error=fields.get("ErrorCode") or None),
        )

    def _require_signed(
        self, request: CallbackRequest, parameters: Sequence[tuple[str, str]]
    ) -> None:
        shown = request.headers.get(SIGNATURE, "").encode()
        fits = [
            hmac.compare_digest(signature(self._auth_token, url, parameters).encode(), shown)
            for url in spellings(self._public_url + request.target)
        ]
        if not any(fits):
            raise ReceiptForged


def signature(auth_token: str, url: str, parameters: Sequence[tuple[str, str]]) -> str:
    """X-Twilio-Signature of a form POST: HMAC-SHA1 over the URL and the sorted parameters.

    Repeated names count once for each distinct value, in order.
    """
    text = url + "".join(name + value for name, value in sorted(set(parameters)))
    digest = hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()
    return b64encode(digest).decode()


def spellings(url: str) -> tuple[str, ...]:
    """The URL without and with its default port; one with another port only as it is."""
    parts = urlsplit(url)
    default = _PORTS.get(parts.scheme)
    if parts.port not in (None, default) or parts.hostname is None or default is None:
        return (url,)
    bare = parts.netloc.removesuffix(f":{default}")
    return tuple(
        urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))
        for host in (bare, f"{bare}:{default}")
    )


def _attempt_of(target: str) -> UUID | None:
    """The attempt that we wrote into the URL ourselves; raises ReceiptUnreadable."""
    values = parse_qs(urlsplit(target).query).get("attempt")
    if not values:
        return None
    try:
        return UUID(values[0])
    except ValueError as wrong:
        raise ReceiptUnreadable from wrong
