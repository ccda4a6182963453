"""What the clock does with bans: draw the consequences, end the review, end the ban."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from mate_core.moderation.bans import Ban
from mate_core.moderation.events import BanCarriedOut
from mate_core.moderation.ports import BannedBusiness, ModerationUow
from mate_core.moderation.steps import lift_ban
from mate_core.shared.commands import command
from mate_core.shared.ports import Clock

OVER: Final = "the time is over"


@dataclass(frozen=True, slots=True)
class BanTimerService:
    """Each turn does one thing and schedules the next; a turn that was cut short is repeated."""

    open_uow: Callable[[], ModerationUow]
    open_read: Callable[[], ModerationUow]
    clock: Clock
    businesses: Sequence[BannedBusiness]

    async def act(self, ban_id: UUID) -> None:
        """The pump's. A ban that was lifted before its consequences were drawn draws none."""
        now = self.clock.now()
        async with self.open_read() as uow:
            ban = await uow.bans.get(ban_id)
        if ban.due_at is None or ban.due_at > now:
            return
        if not ban.in_force:
            await self._let_go(ban, at=now)
        elif ban.carried_out_at is None:
            await self._carry_out(ban, at=now)
        elif ban.has_expired(at=now):
            await self._expire(ban, at=now)
        else:
            await self._let_go(ban, at=now)

    async def _carry_out(self, ban: Ban, *, at: datetime) -> None:
        watched = [
            booking for business in self.businesses for booking in await business.carry_out(ban)
        ]
        await self._save_carried_out(ban.id, watched, at=at)

    @command
    async def _save_carried_out(
        self, ban_id: UUID, watched: Sequence[UUID], *, at: datetime
    ) -> None:
        async with self.open_uow() as uow:
            ban = await self._locked(uow, ban_id)
            if not ban.in_force:
                return  # lifted meanwhile: the next turn lets go
            done = ban.carried_out(watched, at=at)
            await uow.bans.save(done)
            await uow.publish(
                BanCarriedOut(user_id=ban.user_id, ban_id=ban.id, watched=done.watched, at=at)
            )
            await uow.commit()

    async def _let_go(self, ban: Ban, *, at: datetime) -> None:
        for business in self.businesses:
            await business.let_go(ban)
        await self._save_reviewed(ban.id, at=at)

    @command
    async def _save_reviewed(self, ban_id: UUID, *, at: datetime) -> None:
        async with self.open_uow() as uow:
            ban = await self._locked(uow, ban_id)
            await uow.bans.save(ban.reviewed(at=at))
            await uow.commit()

    @command
    async def _expire(self, ban: Ban, *, at: datetime) -> None:
        async with self.open_uow() as uow:
            fresh = await self._locked(uow, ban.id)
            if fresh.in_force:
                await lift_ban(uow, fresh, None, OVER, at=at)
                await uow.commit()

    async def _locked(self, uow: ModerationUow, ban_id: UUID) -> Ban:
        """The ban under the lock of its person, who is all that anybody changes it under."""
        person = (await uow.bans.get(ban_id)).user_id
        await uow.users.get_for_change(person)
        return await uow.bans.get(ban_id)
