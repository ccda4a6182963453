"""What happened to profiles."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.shared.events import Event
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    user_id: UserId
