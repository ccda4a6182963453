"""What sending messages needs of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from mate_core.messages.attempt import (
    AttemptStatus,
    MessageAttempt,
    MessageChannel,
    MessageVendor,
    Suppression,
    SuppressionCause,
)
from mate_core.messages.template import Message
from mate_core.shared.ports import UnitOfWork


class SmsSender(Protocol):
    """One vendor's SMS; knows no other and never repeats by itself."""

    @property
    def vendor(self) -> MessageVendor: ...

    async def send(self, *, to: str, message: Message, reference: str) -> str | None:
        """Hands one SMS to the vendor; answers the vendor's id, None where it gives none.

        `to` is E.164; `reference` names this one attempt, and receipts come back with it.

        Raises:
            DeliveryRefused: final, and certainly not sent.
            DeliveryNotTaken: certainly not sent; may be tried again.
            DeliveryUnavailable: the outcome is unknown.
        """
        ...


class VoiceCaller(Protocol):
    """One vendor's calls."""

    @property
    def vendor(self) -> MessageVendor: ...

    async def call(self, *, to: str, message: Message, reference: str) -> str | None:
        """Rings and reads the message out in Vietnamese; answers and errors as SmsSender's."""
        ...


class EmailSender(Protocol):
    """One vendor's e-mail."""

    @property
    def vendor(self) -> MessageVendor: ...

    async def send(self, *, to: str, message: Message, reference: str) -> str | None:
        """Hands one e-mail over; answers and errors as SmsSender's."""
        ...


@dataclass(frozen=True, slots=True)
class CallbackRequest:
    """A vendor's request to us as it came; `target` is path and query, header names are lower."""

    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """One piece of news about one attempt; `status` None changes only what we may send."""

    attempt_id: UUID
    status: AttemptStatus | None
    vendor_id: str | None = None
    error: str | None = None
    suppress: SuppressionCause | None = None


class ReceiptReader(Protocol):
    """One vendor's callbacks."""

    def read(self, request: CallbackRequest, *, at: datetime) -> Sequence[Receipt]:
        """News about attempts of ours; what is about others, or is no news, is left out.

        Raises ReceiptForged (not signed by the vendor, or too old), ReceiptUnreadable.
        """
        ...


@dataclass(frozen=True, slots=True)
class Carriers:
    """The vendors in the order in which they are asked, and those that send receipts."""

    sms: Sequence[SmsSender] = ()
    voice: Sequence[VoiceCaller] = ()
    email: Sequence[EmailSender] = ()
    receipts: Mapping[MessageVendor, ReceiptReader] = field(default_factory=dict)


class MessageAttempts(Protocol):
    async def add(self, attempt: MessageAttempt) -> None:
        """Raises ConcurrencyConflict (perhaps at the commit) when that number is taken."""
        ...

    async def of_message(self, message_id: UUID) -> Sequence[MessageAttempt]:
        """In the order in which they were made."""
        ...

    async def to_address(self, address_hash: str, *, limit: int) -> Sequence[MessageAttempt]:
        """The last ones, newest first."""
        ...

    async def get_for_change(self, attempt_id: UUID) -> MessageAttempt | None:
        """Its row locked until the end of the transaction."""
        ...

    async def save(self, attempt: MessageAttempt) -> None: ...

    async def purge(self, *, before: datetime) -> int:
        """Delete attempts started before that instant; answers how many."""
        ...


class Suppressions(Protocol):
    async def add(self, suppression: Suppression) -> None:
        """The first cause stands; repeats change nothing."""
        ...

    async def find(self, channel: MessageChannel, address_hash: str) -> Suppression | None: ...

    async def remove(self, channel: MessageChannel, address_hash: str) -> None: ...

    async def purge(self, *, before: datetime) -> int:
        """Delete what was entered before that instant; answers how many."""
        ...


class MessagesUow(UnitOfWork, Protocol):
    @property
    def message_attempts(self) -> MessageAttempts: ...
    @property
    def suppressions(self) -> Suppressions: ...


class AddressHasher(Protocol):
    def digest(self, purpose: str, value: str) -> str:
        """A keyed hash (hex) by which an address is found again, never read back."""
        ...
