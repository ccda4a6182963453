"""Whom somebody does not get to see, asked at nearly every look at a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.moderation.ports import ModerationUow
from mate_core.shared.caching import Cache, CachePolicy, blocks_of
from mate_core.shared.errors import NotFound
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class HiddenPeople:
    open_read: Callable[[], ModerationUow]
    cache: Cache
    policy: CachePolicy

    async def from_(self, viewer: UserId) -> frozenset[UserId]:
        """Everybody whom he blocks or who blocks him; a block holds from its commit on."""

        async def load() -> frozenset[UserId]:
            async with self.open_read() as uow:
                return await uow.blocks.hidden_from(viewer)

        return await self.cache.get(
            ("hidden", viewer), load, lasts=self.policy.blocks, tags=(blocks_of(viewer),)
        )

    async def require_visible(self, viewer: UserId, person: UserId) -> None:
        """Raises NotFound across a block, in either direction (RULES 15)."""
        if person in await self.from_(viewer):
            raise NotFound
