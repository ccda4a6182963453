"""What screening keeps of a person: the texts that waited for staff."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mate_core.moderation.screening.ports import ScreeningUow
from mate_core.privacy.ports import Collection
from mate_core.shared.ids import UserId


@dataclass(frozen=True, slots=True)
class ScreeningData:
    open_read: Callable[[], ScreeningUow]

    def collect(self, person: UserId) -> Sequence[Collection]:
        return [Collection("listing-reviews", self._cases(person))]

    async def _cases(self, person: UserId) -> AsyncIterator[Mapping[str, Any]]:
        """Without the names and notes of staff, who are somebody else."""
        async with self.open_read() as uow:
            cases = await uow.listing_cases.of_partner(person)
        for case in cases:
            yield {
                "openedAt": case.opened_at,
                "state": case.state,
                "cause": case.cause,
                "texts": dict(case.texts),
                "found": [each.excerpt for each in case.findings],
                "closedAt": case.closed_at,
                "category": case.decision.category if case.decision else None,
            }

    async def erase(self, uow: ScreeningUow, person: UserId, *, at: datetime) -> None:
        """What was rejected stays evidence; an open case has nothing to be decided any more."""
        for case in await uow.listing_cases.of_partner(person):
            await uow.listing_cases.save(case.for_nobody(at=at))
