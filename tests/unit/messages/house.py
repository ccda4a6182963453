"""A dispatcher with vendors of its own over the memory store."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from mate_adapters.memory.clock import VirtualClock
from mate_adapters.memory.crypto import FastKeyedHasher
from mate_adapters.memory.messages import RecordingEmail, RecordingSms, RecordingVoice
from mate_adapters.memory.random import SequentialIds
from mate_adapters.memory.store import MemoryStore
from mate_core.messages.attempt import MessageAttempt, MessageChannel, MessageVendor
from mate_core.messages.catalogue import CODE, KNOWN_ADDRESS
from mate_core.messages.dispatch_service import Dispatch, MessageDispatcher
from mate_core.messages.policies import HASH_PURPOSE, LadderPolicy
from mate_core.messages.ports import Carriers
from mate_core.messages.template import Message

PHONE = "+84912345678"
MAILBOX = "lan@example.vn"
A_CODE = CODE.message(code="123456", minutes="5")
A_NOTE = KNOWN_ADDRESS.message()


class House:
    """Two vendors of SMS, one of calls, one of mail."""

    def __init__(self, policy: LadderPolicy | None = None) -> None:
        self.clock = VirtualClock()
        self.ids = SequentialIds(self.clock)
        self.hasher = FastKeyedHasher()
        self.store = MemoryStore()
        self.first = RecordingSms(vendor=MessageVendor.TWILIO)
        self.second = RecordingSms(vendor=MessageVendor.STRINGEE)
        self.voice = RecordingVoice(vendor=MessageVendor.TWILIO)
        self.mail = RecordingEmail(vendor=MessageVendor.SENDGRID)
        self.carriers = Carriers(
            sms=(self.first, self.second), voice=(self.voice,), email=(self.mail,)
        )
        self.policy = policy or LadderPolicy()
        self.dispatcher = self.another_process()

    def another_process(self) -> MessageDispatcher:
        """The same rows, nothing remembered of vendors."""
        return MessageDispatcher(
            open_uow=self.store.open_uow,
            clock=self.clock,
            ids=self.ids,
            hasher=self.hasher,
            carriers=self.carriers,
            policy=self.policy,
        )

    def code(self) -> Dispatch:
        return self.dispatch(A_CODE)

    def note(self) -> Dispatch:
        return self.dispatch(A_NOTE)

    def dispatch(
        self, message: Message, channel: MessageChannel = MessageChannel.SMS, to: str = PHONE
    ) -> Dispatch:
        return Dispatch(self.ids.uuid(), channel, to, message)

    async def attempts(self, message_id: UUID) -> Sequence[MessageAttempt]:
        async with self.store.open_read() as uow:
            return await uow.message_attempts.of_message(message_id)

    async def history(self, message_id: UUID) -> list[str]:
        """`vendor:status` of each attempt, in order; calls with `call` in front."""
        return [
            f"{'call:' if each.channel is MessageChannel.VOICE else ''}{each.vendor}:{each.status}"
            for each in await self.attempts(message_id)
        ]

    def hash_of(self, address: str) -> str:
        return self.hasher.digest(HASH_PURPOSE, address)
