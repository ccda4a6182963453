"""What happened between people, and to persons."""

from __future__ import annotations

from dataclasses import dataclass

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
