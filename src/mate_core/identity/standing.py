"""Where a person stands with us, and how he is told; steps inside somebody else's transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from mate_core.identity.events import MessageQueued
from mate_core.identity.model import Channel, KycStatus, OutgoingMessage, User
from mate_core.identity.ports import IdentityUow
from mate_core.messages.template import Message
from mate_core.shared.ids import IdGenerator, UserId


async def set_kyc_status(
    uow: IdentityUow, user_id: UserId, status: KycStatus, *, at: datetime
) -> User:
    """Where the person's identity stands; the next access token tells it."""
    user = await uow.users.get_for_change(user_id)
    changed = replace(user, kyc_status=status, updated_at=at)
    await uow.users.save(changed)
    return changed


async def tell(
    uow: IdentityUow,
    user: User,
    text: Message,
    *,
    ids: IdGenerator,
    lifetime: timedelta,
    at: datetime,
) -> None:
    """Send `text` to the verified phone, else to the verified e-mail; without either, nobody."""
    if user.phone is not None and user.phone_verified_at is not None:
        channel, address = Channel.SMS, str(user.phone)
    elif user.email is not None and user.email_verified_at is not None:
        channel, address = Channel.EMAIL, str(user.email)
    else:
        return
    message = OutgoingMessage(ids.uuid(), channel, address, text, at, at + lifetime)
    await uow.outgoing.add(message)
    await uow.publish(MessageQueued(message_id=message.id, at=at))
