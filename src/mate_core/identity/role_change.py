"""A role is given or taken by two administrators (RULES 16).

The first one proposes, another one repeats the command. While there is one administrator alone,
he decides alone: somebody must be able to name the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from mate_core.shared.actor import STAFF_ROLES, Capability, Role
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class RoleProposal:
    """What one administrator wants for one person; a person has one at a time."""

    user_id: UserId
    role: Role
    capabilities: frozenset[Capability]
    reason: str
    proposed_by: UserId
    proposed_at: datetime
    lapses_at: datetime

    def is_for(self, role: Role, capabilities: frozenset[Capability], *, at: datetime) -> bool:
        """Whether it stands at `at`, and means the same."""
        return at < self.lapses_at and (self.role, self.capabilities) == (role, capabilities)


class RoleProposals(Protocol):
    async def get_for_change(self, user_id: UserId) -> RoleProposal | None: ...

    async def put(self, proposal: RoleProposal) -> None:
        """In the place of the one about that person, if any."""
        ...

    async def remove(self, user_id: UserId) -> None: ...

    async def purge(self, *, before: datetime) -> int:
        """Delete those that lapsed before that instant; answers how many."""
        ...


def needs_two(before: Role, after: Role) -> bool:
    """Whether the change gives or takes power; between users and partners it does not."""
    return before in STAFF_ROLES or after in STAFF_ROLES
