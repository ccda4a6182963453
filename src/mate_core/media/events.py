"""What happened to media."""

from __future__ import annotations

from dataclasses import dataclass

from mate_core.media.model import MediaKind
from mate_core.shared.events import Event
from mate_core.shared.ids import MediaId, UserId


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaReady(Event):
    """Stored and checked; smaller copies follow."""

    media_id: MediaId
    owner_id: UserId
    kind: MediaKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDeleted(Event):
    """Nobody sees it any more; its objects are still to be removed."""

    media_id: MediaId
    owner_id: UserId
    kind: MediaKind
