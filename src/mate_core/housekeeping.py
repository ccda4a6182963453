"""What is thrown away when its time is over: the jobs behind `privacy/retention.py`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final, Protocol

from mate_core.payments.closing import ClosingMoney
from mate_core.privacy.closing_service import ClosingService
from mate_core.privacy.retention import Kept, kept
from mate_core.reviews.ports import ReviewsUow
from mate_core.search.suggestions.ports import SuggestionsUow
from mate_core.shared.ports import Clock


class HousekeepingUow(ReviewsUow, SuggestionsUow, Protocol):
    """Every repository there is."""


Job = Callable[[HousekeepingUow, datetime], Awaitable[int]]
"""Deletes or empties what is older than that instant; answers how many rows."""


async def _forget_payers(uow: HousekeepingUow, before: datetime) -> int:
    of_attempts = await uow.intents.forget_addresses(before=before)
    return of_attempts + await uow.extensions.forget_addresses(before=before)


async def _forget_proposals(uow: HousekeepingUow, before: datetime) -> int:
    of_roles = await uow.role_proposals.purge(before=before)
    return of_roles + await uow.ban_proposals.purge(before=before)


JOBS: Final[Mapping[Kept, Job]] = MappingProxyType(
    {
        Kept.IDEMPOTENCY_KEY: lambda uow, before: uow.idempotency.purge(before=before),
        Kept.UNVERIFIED_CALLBACK: lambda uow, before: uow.callbacks.purge_unverified(before=before),
        Kept.MESSAGE: lambda uow, before: uow.outgoing.purge(before=before),
        Kept.CODE: lambda uow, before: uow.challenges.purge(before=before),
        Kept.PROPOSAL: _forget_proposals,
        Kept.TRY: lambda uow, before: uow.tries.purge(before=before),
        Kept.SESSION: lambda uow, before: uow.sessions.purge(before=before),
        Kept.EXPORT_LINK: lambda uow, before: uow.exports.purge(before=before),
        Kept.PAYER_ADDRESS: _forget_payers,
        Kept.MESSAGE_ATTEMPT: lambda uow, before: uow.message_attempts.purge(before=before),
        Kept.SUPPRESSION: lambda uow, before: uow.suppressions.purge(before=before),
        Kept.GONE_MEDIA: lambda uow, before: uow.media.forget(before=before),
        Kept.PROFILE_VIEW: lambda uow, before: uow.partner_views.purge(before=before),
        Kept.MEETING_PLACE: lambda uow, before: uow.bookings.forget_places(before=before),
    }
)


@dataclass(frozen=True, slots=True)
class Housekeeping:
    open_uow: Callable[[], HousekeepingUow]
    clock: Clock
    closing: ClosingService
    money: ClosingMoney

    async def purge(self) -> Mapping[str, int]:
        """Each job in a transaction of its own; answers how many rows (or people) of each kind."""
        now = self.clock.now()
        purged = {}
        for what, job in JOBS.items():
            async with self.open_uow() as uow:
                purged[what.value] = await job(uow, now - kept(what))
                await uow.commit()
        before = now - kept(Kept.UNVERIFIED_ACCOUNT)
        purged[Kept.UNVERIFIED_ACCOUNT.value] = await self.closing.forget_unverified(before=before)
        purged["late_money"] = await self.money.sweep()
        return purged
