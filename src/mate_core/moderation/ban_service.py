"""What a banned person reads of his ban, and says against it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.moderation.bans import Ban
from mate_core.moderation.errors import BanOver
from mate_core.moderation.events import BanAppealed
from mate_core.moderation.policies import ModerationPolicy
from mate_core.moderation.ports import ModerationUow
from mate_core.shared.actor import Actor
from mate_core.shared.commands import also_when_banned, command
from mate_core.shared.errors import NotFound
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy_lines


@dataclass(frozen=True, slots=True)
class BanService:
    open_uow: Callable[[], ModerationUow]
    open_read: Callable[[], ModerationUow]
    clock: Clock
    policy: ModerationPolicy

    async def mine(self, actor: Actor) -> Ban:
        """The ban that is in force, else the last one; raises NotFound for who never had one."""
        async with self.open_read() as uow:
            bans = await uow.bans.of(actor.user_id)
        if not bans:
            raise NotFound
        return next((ban for ban in bans if ban.in_force), bans[-1])

    @command
    @also_when_banned
    async def appeal(self, actor: Actor, text: str) -> Ban:
        """Once for each ban; somebody who did not ban him answers. The same text again is no error.

        Raises BanOver, AppealedAlready, InvalidInput.
        """
        said = tidy_lines(text)
        require_length("text", said, 1, self.policy.appeal_length)
        now = self.clock.now()
        async with self.open_uow() as uow:
            await uow.users.get_for_change(actor.user_id)
            ban = await uow.bans.in_force(actor.user_id)
            if ban is None:
                raise BanOver
            if ban.appeal is not None and ban.appeal.text == said:
                return ban
            appealed = ban.appealed(said, at=now)
            await uow.bans.save(appealed)
            await uow.publish(BanAppealed(user_id=actor.user_id, ban_id=ban.id, at=now))
            await uow.commit()
        return appealed
