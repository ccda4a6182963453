"""What reports do in the rooms below, inside the transaction of the verdict."""

from __future__ import annotations

from mate_core.media import steps as media
from mate_core.media.ports import MediaUow
from mate_core.moderation.reports.events import ReportDecided
from mate_core.moderation.reports.model import Outcome, ReportedKind
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import MediaId


async def remove_reported_media(uow: MediaUow, event: ReportDecided) -> None:
    """Nobody sees a picture any more that staff removed; its objects go after the commit."""
    if event.kind is not ReportedKind.MEDIA or event.outcome is not Outcome.REMOVED:
        return
    try:
        await media.discard(uow, MediaId(event.object_id), at=event.at)
    except NotFound:
        return  # its owner was faster
