"""Who may still report whom across a block."""

from __future__ import annotations

from mate_core.moderation.ports import ModerationUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


async def require_sight(uow: ModerationUow, viewer: UserId, owner: UserId) -> None:
    """One sees nobody who has blocked one; but whom one has blocked oneself one may report.

    The list of one's own blocks names those, whatever they did. Raises NotFound.
    """
    if await uow.blocks.get(owner, viewer) is None:
        return
    if await uow.blocks.get(viewer, owner) is None:
        raise NotFound
