"""What became of messages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.shared.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAttemptFailed(Event):
    """A receipt says that it never arrived: who still has the message may try the next vendor."""

    message_id: UUID
