"""Steps that rooms above take inside their own transactions."""

from __future__ import annotations

from datetime import datetime

from mate_core.identity.steps import end_sessions
from mate_core.moderation.bans import Ban
from mate_core.moderation.events import UserUnbanned
from mate_core.moderation.ports import ModerationUow
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


async def require_unblocked(uow: ModerationUow, one: UserId, other: UserId) -> None:
    """Across a block, in either direction, there is nobody (RULES 15). Raises NotFound."""
    if await uow.blocks.between(one, other):
        raise NotFound


async def lift_ban(
    uow: ModerationUow, ban: Ban, by: UserId | None, reason: str, *, at: datetime
) -> Ban:
    """The person is what he was before, and is known again by nothing; he logs in anew.

    What was ended stays ended. The caller holds the person. Raises BanOver.
    """
    user = await uow.users.get_for_change(ban.user_id)
    is_closing = await uow.closures.open_of(ban.user_id) is not None
    lifted = ban.lifted(by, reason, at=at)
    await uow.users.save(user.unbanned(is_closing=is_closing, at=at))
    await end_sessions(uow, ban.user_id, at=at)
    await uow.banned_marks.remove(ban.id)
    await uow.bans.save(lifted)
    await uow.publish(UserUnbanned(user_id=ban.user_id, ban_id=ban.id, at=at))
    return lifted


async def under_review(uow: ModerationUow, person: UserId, *, at: datetime) -> bool:
    """Whether staff still have their time to look at that person's open business."""
    ban = await uow.bans.in_force(person)
    return ban is not None and at < ban.review_until
