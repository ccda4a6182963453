"""What moderation keeps of a person: for the copy he may ask for, and for the end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mate_core.moderation.ports import ModerationUow
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class ModerationData:
    open_read: Callable[[], ModerationUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        """His own blocks; who blocks him is theirs to know."""
        return [Collection("blocks", self._blocks(person))]

    async def _blocks(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            made = await uow.blocks.made_by(person)
        for block in made:
            yield {
                "blocked": block.shown_name,
                "reason": block.reason,
                "created_at": block.created_at,
            }

    async def erase(self, uow: ModerationUow, person: UserId, *, at: datetime) -> None:
        """Nobody is left to be hidden, in either direction."""
        await uow.blocks.forget(person)
