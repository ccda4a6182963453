"""Amazon SES's side: checks Signature V4 by making it once more, and takes mails."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx

from mate_adapters.email.ses.api import PATH, SERVICE
from mate_adapters.email.ses.signature import Scope, signed_headers
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

_SKEW: Final = timedelta(minutes=5)


class SesWire:
    def __init__(self, accounts: CarrierAccounts) -> None:
        self._credentials = accounts.ses
        self._scope = Scope(accounts.ses_region, SERVICE)

    @property
    def vendor(self) -> MessageVendor:
        return MessageVendor.SES

    def read(self, request: WireRequest, *, at: datetime) -> Taken | Reply:
        if request.path != PATH:
            return _error(404, "NotFoundException")
        if not self._is_signed(request, at=at):
            return self.refused(CarrierTrouble.UNAUTHORIZED)
        try:
            mail = json.loads(request.body)
            (to,) = mail["Destination"]["ToAddresses"]
            simple = mail["Content"]["Simple"]
            taken = Taken(
                "EMAIL",
                to,
                simple["Body"]["Text"]["Data"],
                subject=simple["Subject"]["Data"],
            )
            is_plain = mail["FromEmailAddress"].isascii()
        except (KeyError, TypeError, ValueError, AttributeError):
            return _error(400, "BadRequestException")
        return taken if is_plain else _error(400, "BadRequestException")

    def accepted(self, taken: Taken, number: str) -> Reply:
        return Reply(200, {"MessageId": number})

    def refused(self, trouble: CarrierTrouble) -> Reply:
        if trouble is CarrierTrouble.UNAUTHORIZED:
            return _error(403, "SignatureDoesNotMatch")
        return _error(400, "MessageRejected")

    def busy(self, *, at: datetime) -> Reply:
        return busy({"message": "TooManyRequestsException"})

    def receipt(
        self, message: SandboxMessage, events: Sequence[str], *, at: datetime
    ) -> Sequence[httpx.Request]:
        return ()

    def _is_signed(self, request: WireRequest, *, at: datetime) -> bool:
        try:
            signed_at = datetime.strptime(request.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(
                tzinfo=UTC
            )
            shown = request.headers["authorization"].encode()
            content_type = request.headers["content-type"]
        except (KeyError, ValueError):
            return False
        made = signed_headers(
            "POST",
            request.url,
            request.body,
            content_type=content_type,
            credentials=self._credentials,
            scope=self._scope,
            at=signed_at,
        )["authorization"].encode()
        return hmac.compare_digest(made, shown) and abs(at - signed_at) <= _SKEW


def _error(status: int, kind: str) -> Reply:
    return Reply(status, {"message": kind}, headers={"x-amzn-ErrorType": f"{kind}:"})
