"""Steps that rooms above take inside their own transactions."""

from __future__ import annotations

from mate_core.moderation.ports import ModerationUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


async def require_unblocked(uow: ModerationUow, one: UserId, other: UserId) -> None:
    """Across a block, in either direction, there is nobody (RULES 15). Raises NotFound."""
    if await uow.blocks.between(one, other):
        raise NotFound
