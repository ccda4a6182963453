"""What a person does about others whom he does not want to meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.moderation.blocks import Block
from mate_core.moderation.errors import BlockingSelf, TooManyBlocks
from mate_core.moderation.events import UserBlocked, UserUnblocked
from mate_core.moderation.policies import ModerationPolicy
from mate_core.moderation.ports import ModerationUow, ShownName
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.ids import UserId, sorted_ids
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock
from mate_core.shared.text import require_length, tidy


@dataclass(frozen=True, slots=True)
class BlockService:
    """Lock order: both persons → what a step of a higher floor does between them."""

    open_uow: Callable[[], ModerationUow]
    open_read: Callable[[], ModerationUow]
    clock: Clock
    shown_name: ShownName
    policy: ModerationPolicy

    @command
    async def block(self, actor: Actor, person: UserId, reason: str | None = None) -> Block:
        """Hide the two from each other; a second time changes nothing and answers the first one.

        Unpaid requests between them close in the same transaction, quietly; what is paid goes on
        (RULES 15). Nobody is told. Whoever blocks the actor already can be blocked too. Raises
        BlockingSelf, NotFound, TooManyBlocks, InvalidInput.
        """
        if person == actor.user_id:
            raise BlockingSelf
        said = tidy(reason or "")
        require_length("reason", said, 0, self.policy.reason_length)
        now, limit = self.clock.now(), self.policy.blocks_per_person
        async with self.open_uow() as uow:
            await uow.users.lock_persons(sorted_ids(actor.user_id, person))
            known = await uow.blocks.get(actor.user_id, person)
            if known is not None:
                return known
            name = await self.shown_name(uow, person)
            if await uow.blocks.between(person, actor.user_id):
                name = None  # he is hidden from the actor already
            if await uow.blocks.count(actor.user_id) >= limit:
                raise TooManyBlocks(limit=limit)
            block = Block(actor.user_id, person, now, said or None, name)
            await uow.blocks.add(block)
            await uow.publish(UserBlocked(blocker_id=actor.user_id, blocked_id=person, at=now))
            await uow.commit()
        return block

    @command
    async def unblock(self, actor: Actor, person: UserId) -> None:
        """Take one's own block away; nothing that it closed comes back. Repeating is no error."""
        async with self.open_uow() as uow:
            await uow.users.lock_persons(sorted_ids(actor.user_id, person))
            if await uow.blocks.get(actor.user_id, person) is None:
                return
            await uow.blocks.remove(actor.user_id, person)
            await uow.publish(
                UserUnblocked(blocker_id=actor.user_id, blocked_id=person, at=self.clock.now())
            )
            await uow.commit()

    async def mine(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[Block]:
        """Whom the actor blocks, newest first; never who blocks him."""
        async with self.open_read() as uow:
            return await uow.blocks.of(actor.user_id, after=after, limit=limit)
