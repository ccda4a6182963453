"""The event webhook of SendGrid: signed by ECDSA (P-256, SHA-256) over timestamp and raw body."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as BadBase64
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from mate_adapters.email.sendgrid.api import REFERENCE
from mate_core.messages.attempt import AttemptStatus, SuppressionCause
from mate_core.messages.errors import ReceiptForged, ReceiptUnreadable
from mate_core.messages.ports import CallbackRequest, Receipt

SIGNATURE: Final = "x-twilio-email-event-webhook-signature"
TIMESTAMP: Final = "x-twilio-email-event-webhook-timestamp"
OLDEST: Final = timedelta(minutes=5)

_STATUSES: Final[Mapping[str, AttemptStatus]] = MappingProxyType(
    {
        "processed": AttemptStatus.SENT,
        "deferred": AttemptStatus.SENT,
        "delivered": AttemptStatus.DELIVERED,
        "bounce": AttemptStatus.FAILED,
        "dropped": AttemptStatus.FAILED,
    }
)
_SUPPRESSED: Final[Mapping[str, SuppressionCause]] = MappingProxyType(
    {
        "bounce": SuppressionCause.BOUNCED,
        "dropped": SuppressionCause.DROPPED,
        "spamreport": SuppressionCause.COMPLAINED,
    }
)
_BLOCKED: Final = "blocked"
"""The type of a bounce that the receiving server means for now only."""


class SendgridReceipts:
    """ReceiptReader. `public_key` is base64 DER, as the vendor's console shows it.

    Raises ValueError for a key that is none on P-256.
    """

    def __init__(self, public_key: str) -> None:
        try:
            key = load_der_public_key(b64decode(public_key, validate=True))
        except (BadBase64, ValueError) as wrong:
            raise ValueError("the webhook's key must be base64 of a public key") from wrong
        if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(
            key.curve, ec.SECP256R1
        ):
            raise ValueError("the webhook's key must be on the curve P-256")
        self._key = key

    def read(self, request: CallbackRequest, *, at: datetime) -> Sequence[Receipt]:
        self._require_signed(request, at=at)
        try:
            events = json.loads(request.body)
        except ValueError as wrong:
            raise ReceiptUnreadable from wrong
        if not isinstance(events, list):
            raise ReceiptUnreadable
        receipts = [_receipt_of(event) for event in events if isinstance(event, dict)]
        return [receipt for receipt in receipts if receipt is not None]

    def _require_signed(self, request: CallbackRequest, *, at: datetime) -> None:
        timestamp = request.headers.get(TIMESTAMP, "")
        try:
            shown = b64decode(request.headers.get(SIGNATURE, ""), validate=True)
            self._key.verify(shown, timestamp.encode() + request.body, ec.ECDSA(hashes.SHA256()))
            signed_at = datetime.fromtimestamp(int(timestamp), UTC)
        except (BadBase64, InvalidSignature, ValueError, OverflowError, OSError) as wrong:
            raise ReceiptForged from wrong
        if abs(at - signed_at) > OLDEST:
            raise ReceiptForged


def _receipt_of(event: Mapping[str, Any]) -> Receipt | None:
    """None for events about nobody we know, and for those that change nothing."""
    kind = str(event.get("event"))
    try:
        attempt_id = UUID(str(event.get(REFERENCE)))
    except ValueError:
        return None
    status, suppress = _STATUSES.get(kind), _SUPPRESSED.get(kind)
    if kind == "bounce" and event.get("type") == _BLOCKED:
        suppress = None
    if status is None and suppress is None:
        return None
    code = event.get("status") if kind == "bounce" else None
    return Receipt(attempt_id, status, error=str(code) if code else None, suppress=suppress)
