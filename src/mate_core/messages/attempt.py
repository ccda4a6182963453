"""One try at handing one message to one vendor, and what is known of it since.

Neither text nor address is kept: the address only as a keyed hash, by which a later bounce finds
its way to the list of addresses that we leave alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from uuid import UUID


class MessageChannel(StrEnum):
    SMS = "SMS"
    VOICE = "VOICE"
    EMAIL = "EMAIL"


class MessageVendor(StrEnum):
    SANDBOX = "sandbox"
    TWILIO = "twilio"
    STRINGEE = "stringee"
    SMTP = "smtp"
    SENDGRID = "sendgrid"
    SES = "ses"


class AttemptStatus(StrEnum):
    """STARTED until the vendor answers. NOT_TAKEN: certainly not sent. UNKNOWN: perhaps sent.

    FAILED and DELIVERED come by receipt only; REFUSED is the vendor's answer to the call itself.
    """

    STARTED = "STARTED"
    NOT_TAKEN = "NOT_TAKEN"
    UNKNOWN = "UNKNOWN"
    REFUSED = "REFUSED"
    ACCEPTED = "ACCEPTED"
    SENT = "SENT"
    FAILED = "FAILED"
    DELIVERED = "DELIVERED"


RANK: Final[Mapping[AttemptStatus, int]] = MappingProxyType(
    {
        AttemptStatus.STARTED: 0,
        AttemptStatus.NOT_TAKEN: 1,
        AttemptStatus.UNKNOWN: 1,
        AttemptStatus.REFUSED: 2,
        AttemptStatus.ACCEPTED: 3,
        AttemptStatus.SENT: 4,
        AttemptStatus.FAILED: 5,
        AttemptStatus.DELIVERED: 5,
    }
)
"""News of a rank that is not higher than what is known changes nothing: receipts come late, twice
and out of order. Whichever end was told first stands."""

TAKEN: Final = frozenset({AttemptStatus.ACCEPTED, AttemptStatus.SENT, AttemptStatus.DELIVERED})
PERHAPS_OUT: Final = frozenset({AttemptStatus.STARTED, AttemptStatus.UNKNOWN})
LONGEST_ERROR: Final = 60


@dataclass(frozen=True, slots=True)
class MessageAttempt:
    """`message_id` is the sender's own; `number` counts its attempts from 1.

    `error` is the vendor's code, never its sentence: sentences repeat addresses.
    """

    id: UUID
    message_id: UUID
    number: int
    channel: MessageChannel
    vendor: MessageVendor
    template: str
    address_hash: str
    started_at: datetime
    updated_at: datetime
    status: AttemptStatus = AttemptStatus.STARTED
    vendor_id: str | None = None
    error: str | None = None

    def told(
        self,
        status: AttemptStatus,
        *,
        at: datetime,
        vendor_id: str | None = None,
        error: str | None = None,
    ) -> MessageAttempt:
        """What is known after this news; the vendor's id is learnt once, from whoever brings it."""
        known = self.vendor_id or vendor_id
        if RANK[status] <= RANK[self.status]:
            return self if known == self.vendor_id else replace(self, vendor_id=known)
        return replace(
            self,
            status=status,
            vendor_id=known,
            error=error[:LONGEST_ERROR] if error else None,
            updated_at=at,
        )


class SuppressionCause(StrEnum):
    BOUNCED = "BOUNCED"
    DROPPED = "DROPPED"
    COMPLAINED = "COMPLAINED"
    OPTED_OUT = "OPTED_OUT"


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address that we leave alone on one channel."""

    channel: MessageChannel
    address_hash: str
    cause: SuppressionCause
    at: datetime
