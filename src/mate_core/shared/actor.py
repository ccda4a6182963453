"""Who stands behind a command."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mate_core.shared.errors import AccountBanned, Forbidden
from mate_core.shared.ids import SessionId, UserId


class Role(StrEnum):
    USER = "USER"
    PARTNER = "PARTNER"
    SUPPORT = "SUPPORT"
    ADMIN = "ADMIN"


STAFF_ROLES = frozenset({Role.SUPPORT, Role.ADMIN})


class Capability(StrEnum):
    """What a member of staff may touch beyond the role (RULES 16)."""

    KYC = "kyc"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person with a verified session, or a named member of staff at the command line.

    `role` and `capabilities` come from storage at most one second ago, never from the token.
    """

    user_id: UserId
    role: Role = Role.USER
    capabilities: frozenset[Capability] = frozenset()
    session_id: SessionId | None = None
    is_banned: bool = False
    """Lets a person do only what is marked `also_when_banned` (RULES 17)."""

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF_ROLES

    def require_unbanned(self) -> None:
        """Raises AccountBanned."""
        if self.is_banned:
            raise AccountBanned

    def require_staff(self) -> None:
        """Raises Forbidden for everyone who is not staff."""
        if not self.is_staff:
            raise Forbidden

    def require(self, capability: Capability) -> None:
        """Staff with that capability, or an administrator; raises Forbidden for anyone else."""
        if self.role is Role.ADMIN or (self.is_staff and capability in self.capabilities):
            return
        raise Forbidden

    def require_role(self, *roles: Role) -> None:
        if self.role not in roles:
            raise Forbidden
