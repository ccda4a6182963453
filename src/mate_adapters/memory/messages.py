"""Carriers that deliver into a list."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from mate_core.shared.ports import DeliveryRefused, DeliveryUnavailable


class DeliveryTrouble(StrEnum):
    """What may happen to one call."""

    REFUSED = "refused"
    REQUEST_LOST = "request_lost"
    REPLY_LOST = "reply_lost"


@dataclass(frozen=True, slots=True)
class RecordedMessage:
    """One message that went out; `subject` is empty for an SMS."""

    to: str
    text: str
    reference: str
    vendor_id: str
    subject: str = ""


class _Recorder:
    """Keeps one message per reference; `troubles` are met in order, one a call."""

    def __init__(self, prefix: str, troubles: tuple[DeliveryTrouble | None, ...]) -> None:
        self._prefix = prefix
        self._troubles = deque(troubles)
        self._by_reference: dict[str, RecordedMessage] = {}

    @property
    def sent(self) -> list[RecordedMessage]:
        """Every message that went out, oldest first."""
        return list(self._by_reference.values())

    def to(self, address: str) -> list[RecordedMessage]:
        """The messages to one address, oldest first."""
        return [message for message in self.sent if message.to == address]

    def record(self, *, to: str, subject: str, text: str, reference: str) -> str:
        trouble = self._troubles.popleft() if self._troubles else None
        if trouble is DeliveryTrouble.REFUSED:
            raise DeliveryRefused(reference)
        if trouble is DeliveryTrouble.REQUEST_LOST:
            raise DeliveryUnavailable(reference)
        vendor_id = f"{self._prefix}-{len(self._by_reference) + 1}"
        message = RecordedMessage(to, text, reference, vendor_id, subject)
        # The first attempt that arrived is the one that counts: the reference makes it one message.
        message = self._by_reference.setdefault(reference, message)
        if trouble is DeliveryTrouble.REPLY_LOST:
            raise DeliveryUnavailable(reference)
        return message.vendor_id


class RecordingSms(_Recorder):
    """SmsSender that keeps what was sent in `sent`."""

    def __init__(self, *troubles: DeliveryTrouble | None) -> None:
        super().__init__("sms", troubles)

    async def send(self, *, to: str, text: str, reference: str) -> str:
        return self.record(to=to, subject="", text=text, reference=reference)


class RecordingEmail(_Recorder):
    """EmailSender that keeps what was sent in `sent`."""

    def __init__(self, *troubles: DeliveryTrouble | None) -> None:
        super().__init__("email", troubles)

    async def send(self, *, to: str, subject: str, text: str, reference: str) -> str:
        return self.record(to=to, subject=subject, text=text, reference=reference)
