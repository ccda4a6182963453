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
        """His own blocks, not who blocks him; his bans, not who of staff decided."""
        return [
            Collection("blocks", self._blocks(person)),
            Collection("bans", self._bans(person)),
        ]

    async def _blocks(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            made = await uow.blocks.made_by(person)
        for block in made:
            yield {
                "blocked": block.shown_name,
                "reason": block.reason,
                "created_at": block.created_at,
            }

    async def _bans(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        async with self.open_read() as uow:
            bans = await uow.bans.of(person)
        for ban in bans:
            yield {
                "reason": ban.reason,
                "created_at": ban.created_at,
                "expires_at": ban.terms.expires_at,
                "appeal": ban.appeal.text if ban.appeal else None,
                "answer": ban.appeal.answer if ban.appeal else None,
                "lifted_at": ban.lifted_at,
            }

    async def erase(self, uow: ModerationUow, person: UserId, *, at: datetime) -> None:
        """Nobody is left to be hidden, in either direction. Bans stay: they find who comes back."""
        await uow.blocks.forget(person)
