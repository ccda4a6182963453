"""SendGrid's side: takes mails, and reports on them to its event webhook."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mate_adapters.email.sendgrid.api import REFERENCE
from mate_adapters.email.sendgrid.receipts import SIGNATURE, TIMESTAMP
from mate_adapters.sandbox.carriers.model import (
    PAUSE,
    CarrierAccounts,
    CarrierTrouble,
    Reply,
    Taken,
    WireRequest,
)
from mate_adapters.sandbox.messages import SandboxMessage
from mate_core.messages.attempt import MessageVendor

_KEY: Final = ec.derive_private_key(
    int.from_bytes(hashlib.sha256(b"mate sandbox, known to everyone").digest()), ec.SECP256R1()
)
"""The same in every process, and good for nothing else."""
_ORDER: Final = ["text/plain", "text/html"]


def public_key() -> str:
    """What the vendor's console would show: base64 DER."""
    der = _KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return b64encode(der).decode()


def sign(timestamp: str, body: bytes) -> str:
    return b64encode(_KEY.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))).decode()


class SendgridWire:
    def __init__(self, accounts: CarrierAccounts) -> None:
        self._api_key = accounts.sendgrid_key
        self._events = accounts.sendgrid_events

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SENDGRID

    def read(self, request: WireRequest, *, at: datetime) -> Taken | Reply:
        if request.path != "/v3/mail/send":
            return _errors(404, "not found")
        if request.headers.get("authorization") != f"Bearer {self._api_key}":
            return self.refused(CarrierTrouble.UNAUTHORIZED)
        try:
            mail = json.loads(request.body)
            (person,) = mail["personalizations"]
            (to,) = person["to"]
            types = [part["type"] for part in mail["content"]]
            taken = Taken(
                "EMAIL",
                to["email"],
                mail["content"][0]["value"],
                subject=mail["subject"],
                callback=f"{self._events}#{person['custom_args'][REFERENCE]}",
            )
            sender = mail["from"]["email"]
        except (KeyError, TypeError, ValueError, IndexError):
            return _errors(400, "Bad Request")
        if types != _ORDER[: len(types)]:
            return _errors(400, "text/plain must come before text/html", "content")
        if "@" not in taken.to or "@" not in sender:
            return _errors(400, "Does not contain a valid address.", "from.email")
        return taken

    def accepted(self, taken: Taken, number: str) -> Reply:
        return Reply(202, headers={"X-Message-Id": number}, text="")

    def refused(self, trouble: CarrierTrouble) -> Reply:
        if trouble is CarrierTrouble.UNAUTHORIZED:
            return _errors(401, "The provided authorization grant is invalid")
        return _errors(400, "Does not contain a valid address.", "personalizations.0.to.0.email")

    def busy(self, *, at: datetime) -> Reply:
        reset = str(int((at + PAUSE).timestamp()))
        return replace(_errors(429, "too many requests"), headers={"X-RateLimit-Reset": reset})

    def receipt(
        self, message: SandboxMessage, events: Sequence[str], *, at: datetime
    ) -> Sequence[httpx.Request]:
        """One callback with all events, as the vendor batches them."""
        url, _, reference = message.callback.partition("#")
        if not url or not reference:
            return ()
        told = [
            self._event(message, event, reference, number) for number, event in _numbered(events)
        ]
        body, timestamp = json.dumps(told).encode(), str(int(at.timestamp()))
        headers = {
            "Content-Type": "application/json",
            TIMESTAMP: timestamp,
            SIGNATURE: sign(timestamp, body),
        }
        return [httpx.Request("POST", url, content=body, headers=headers)]

    def _event(
        self, message: SandboxMessage, event: str, reference: str, number: int
    ) -> Mapping[str, Any]:
        return {
            "email": message.recipient,
            "event": event,
            "sg_event_id": f"{message.id}-{number}",
            "sg_message_id": f"{message.reference}.recvd",
            REFERENCE: reference,
        } | ({"type": "bounce", "status": "5.1.1"} if event == "bounce" else {})


def _numbered(events: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(events, start=1))


def _errors(status: int, message: str, field: str | None = None) -> Reply:
    return Reply(status, {"errors": [{"message": message, "field": field, "help": None}]})
