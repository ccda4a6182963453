"""One person does not want to meet another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mate_core.moderation.errors import BlockingSelf
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class Block:
    """`blocker_id` blocks `blocked_id`; it hides both from each other (RULES 15).

    `shown_name` is the name that the blocked person showed at that moment, None when the blocker
    could not see him any more. The list of one's blocks shows that one and no newer, so that it
    tells nothing of a person who is hidden.
    """

    blocker_id: UserId
    blocked_id: UserId
    created_at: datetime
    reason: str | None = None
    shown_name: str | None = None

    def __post_init__(self) -> None:
        if self.blocker_id == self.blocked_id:
            raise BlockingSelf
