"""What happened between people, and to persons."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from mate_core.shared.events import Event
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserBlocked(Event):
    """The two are hidden from each other; nobody tells the one who is blocked."""

    blocker_id: UserId
    blocked_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserUnblocked(Event):
    """One side's block is gone; the other side may still have one."""

    blocker_id: UserId
    blocked_id: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class BanProposed(Event):
    user_id: UserId
    proposed_by: UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class UserBanned(Event):
    """Hidden, logged out, and only a little left to him; the rest follows after the commit."""

    user_id: UserId
    ban_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BanCarriedOut(Event):
    """His future meetings are ended; `watched` ran on, and support looks at them."""

    user_id: UserId
    ban_id: UUID
    watched: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserUnbanned(Event):
    """By staff, by an appeal, or because the time was over."""

    user_id: UserId
    ban_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BanAppealed(Event):
    user_id: UserId
    ban_id: UUID
