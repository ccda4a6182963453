"""What happened to accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from mate_core.shared.actor import Role
from mate_core.shared.events import TRANSIENT, Event
from mate_core.shared.ids import SessionId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRegistered(Event):
    """A new PENDING account; profile and wallet are made in the same transaction.

    `full_name` and `date_of_birth` travel to those steps only; the outbox stores neither.
    """

    user_id: UserId
    full_name: str | None = field(default=None, metadata=TRANSIENT)
    date_of_birth: date | None = field(default=None, metadata=TRANSIENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserActivated(Event):
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressVerified(Event):
    """An address of an active account was proven, in the place of another one or of none."""

    user_id: UserId
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorEnrolled(Event):
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorReset(Event):
    user_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """`left` is how many there are still."""

    user_id: UserId
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageQueued(Event):
    """An outgoing text waits in its row; the queue is told to send it."""

    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRevoked(Event):
    user_id: UserId
    session_id: SessionId
    reused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleProposed(Event):
    user_id: UserId
    role: Role
    proposed_by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Event):
    user_id: UserId
    role: Role
