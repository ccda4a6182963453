"""Carriers that deliver into a list."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from mate_core.messages.attempt import MessageVendor
from mate_core.messages.catalogue import template_of
from mate_core.messages.errors import (
    DeliveryNotTaken,
    DeliveryRefused,
    DeliveryUnavailable,
    RefusalCause,
)
from mate_core.messages.template import Message


class DeliveryTrouble(StrEnum):
    """What may happen to one call."""

    REFUSED = "refused"
    ACCOUNT = "account"
    OPTED_OUT = "opted_out"
    NOT_TAKEN = "not_taken"
    REQUEST_LOST = "request_lost"
    REPLY_LOST = "reply_lost"


RETRY_AFTER = timedelta(seconds=30)
"""What a carrier asks for that does not take a message now."""


@dataclass(frozen=True, slots=True)
class RecordedMessage:
    """One message that went out; `subject` is empty for anything but an e-mail."""

    to: str
    text: str
    reference: str
    vendor_id: str
    subject: str = ""


class _Recorder:
    """Keeps what goes out, whatever its reference, as real vendors do.

    `troubles` are met in order, one a call; those added with `meets` after them.
    """

    def __init__(
        self, prefix: str, vendor: MessageVendor, troubles: tuple[DeliveryTrouble | None, ...]
    ) -> None:
        self._prefix = prefix
        self._vendor = vendor
        self._troubles = deque(troubles)
        self.sent: list[RecordedMessage] = []
        self.calls = 0

    @property
    def vendor(self) -> MessageVendor:
        return self._vendor

    def meets(self, *troubles: DeliveryTrouble | None) -> None:
        """The next calls go wrong in those ways."""
        self._troubles.extend(troubles)

    def to(self, address: str) -> list[RecordedMessage]:
        """The messages to one address, oldest first."""
        return [message for message in self.sent if message.to == address]

    def record(self, *, to: str, subject: str, text: str, reference: str) -> str:
        self.calls += 1
        trouble = self._troubles.popleft() if self._troubles else None
        _raise_before(trouble)
        vendor_id = f"{self._prefix}-{len(self.sent) + 1}"
        self.sent.append(RecordedMessage(to, text, reference, vendor_id, subject))
        if trouble is DeliveryTrouble.REPLY_LOST:
            raise DeliveryUnavailable("reply_lost")
        return vendor_id


def _raise_before(trouble: DeliveryTrouble | None) -> None:
    """The troubles with which nothing goes out."""
    if trouble is DeliveryTrouble.REFUSED:
        raise DeliveryRefused("21211")
    if trouble is DeliveryTrouble.ACCOUNT:
        raise DeliveryRefused("20003", cause=RefusalCause.ACCOUNT)
    if trouble is DeliveryTrouble.OPTED_OUT:
        raise DeliveryRefused("21610", cause=RefusalCause.OPTED_OUT)
    if trouble is DeliveryTrouble.NOT_TAKEN:
        raise DeliveryNotTaken("429", retry_after=RETRY_AFTER)
    if trouble is DeliveryTrouble.REQUEST_LOST:
        raise DeliveryUnavailable("request_lost")


class RecordingSms(_Recorder):
    """SmsSender that keeps what was sent in `sent`."""

    def __init__(
        self,
        *troubles: DeliveryTrouble | None,
        vendor: MessageVendor = MessageVendor.SANDBOX,
    ) -> None:
        super().__init__("sms", vendor, troubles)

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        text = template_of(message).sms_text(message)
        return self.record(to=to, subject="", text=text, reference=reference)


class RecordingVoice(_Recorder):
    """VoiceCaller that keeps what was read out in `sent`."""

    def __init__(
        self,
        *troubles: DeliveryTrouble | None,
        vendor: MessageVendor = MessageVendor.SANDBOX,
    ) -> None:
        super().__init__("call", vendor, troubles)

    async def call(self, *, to: str, message: Message, reference: str) -> str:
        text = template_of(message).voice_text(message)
        return self.record(to=to, subject="", text=text, reference=reference)


class RecordingEmail(_Recorder):
    """EmailSender that keeps what was sent in `sent`."""

    def __init__(
        self,
        *troubles: DeliveryTrouble | None,
        vendor: MessageVendor = MessageVendor.SANDBOX,
    ) -> None:
        super().__init__("email", vendor, troubles)

    async def send(self, *, to: str, message: Message, reference: str) -> str:
        content = template_of(message).email_content(message)
        return self.record(to=to, subject=content.subject, text=content.body, reference=reference)
