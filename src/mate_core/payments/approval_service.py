"""What waits for a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mate_core.payments.deed import DeedRecord
from mate_core.payments.ports import PaymentsUow
from mate_core.shared.actor import Actor, Capability
from mate_core.shared.pages import Cursor, Page
from mate_core.shared.ports import Clock


@dataclass(frozen=True, slots=True)
class ApprovalService:
    """Agreeing to a proposal is done by repeating the command itself."""

    open_read: Callable[[], PaymentsUow]
    clock: Clock

    async def waiting(self, actor: Actor, *, after: Cursor | None, limit: int) -> Page[DeedRecord]:
        """Proposals that have not lapsed, newest first."""
        actor.require(Capability.FINANCE)
        async with self.open_read() as uow:
            return await uow.deeds.waiting(at=self.clock.now(), after=after, limit=limit)
