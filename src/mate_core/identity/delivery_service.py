"""Hands the messages that identity has queued to those who know vendors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from mate_core.identity.model import OutgoingMessage
from mate_core.identity.ports import IdentityUow
from mate_core.messages.attempt import MessageChannel
from mate_core.messages.dispatch_service import Dispatch, MessageDispatcher
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class MessageDelivery:
    """The task that sends outgoing messages; called by the queue, at least once each."""

    open_uow: Callable[[], IdentityUow]
    open_read: Callable[[], IdentityUow]
    clock: Clock
    dispatcher: MessageDispatcher

    async def deliver(self, message_id: UUID) -> None:
        """Send it if it still makes sense, then forget it.

        A message that no vendor will take is forgotten too: the person asks for another code, or
        another channel. Raises DeliveryUnavailable: the row stays, run the task again.
        """
        async with self.open_read() as uow:
            message = await uow.outgoing.get(message_id)
        if message is None:
            return
        if self.clock.now() < message.expires_at:
            await self.dispatcher.deliver(_dispatch_of(message))
        async with self.open_uow() as uow:
            await uow.outgoing.remove(message.id)
            await uow.commit()


def _dispatch_of(message: OutgoingMessage) -> Dispatch:
    return Dispatch(
        id=message.id,
        channel=MessageChannel(message.channel.value),
        address=message.address,
        message=message.text,
    )
