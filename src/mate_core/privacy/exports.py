"""The right to a copy: a link to everything that we know of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class Export:
    """A link that works for a day; only the keyed hash of its token is kept."""

    id: UUID
    user_id: UserId
    token_hash: str
    requested_at: datetime
    expires_at: datetime
    requested_by: UserId | None = None
    """The member of staff who made it for the person."""

    def is_valid(self, *, at: datetime) -> bool:
        return at < self.expires_at
