"""Looks at partners, gathered in the process and written down together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mate_core.identity.ports import KeyedHasher
from mate_core.search.trends.model import ProfileView
from mate_core.search.trends.policies import TrendPolicy
from mate_core.search.trends.ports import TrendsUow
from mate_core.shared.actor import Actor
from mate_core.shared.commands import command
from mate_core.shared.ids import UserId
from mate_core.shared.ports import Clock
from mate_core.shared.time import local_day

_PURPOSE: Final = "profile-view"


class ViewCounter:
    """Notes looks without waiting for storage; what a process loses when it dies is a statistic.

    Only digests wait here: who looked is forgotten at once.
    """

    __slots__ = ("_clock", "_hasher", "_open_uow", "_policy", "_waiting")

    def __init__(
        self,
        open_uow: Callable[[], TrendsUow],
        clock: Clock,
        hasher: KeyedHasher,
        policy: TrendPolicy,
    ) -> None:
        self._open_uow = open_uow
        self._clock = clock
        self._hasher = hasher
        self._policy = policy
        self._waiting: dict[ProfileView, None] = {}

    def note(self, viewer: Actor, partner_id: UserId) -> None:
        """Somebody looks at a partner; his own looks and those of staff do not count."""
        if viewer.user_id == partner_id or viewer.is_staff:
            return
        if len(self._waiting) >= self._policy.waiting_views:
            return
        day = local_day(self._clock.now())
        digest = self._hasher.digest(_PURPOSE, f"{day}/{partner_id}/{viewer.user_id}")
        self._waiting[ProfileView(partner_id, day, digest)] = None

    async def write_down(self) -> int:
        """Everything noted so far, in one transaction; answers how much.

        After a failure it waits for the next time. Raises StorageUnavailable.
        """
        views = list(self._waiting)
        if views:
            await self._store(views)
        for view in views:
            self._waiting.pop(view, None)
        return len(views)

    @command
    async def _store(self, views: list[ProfileView]) -> None:
        async with self._open_uow() as uow:
            await uow.partner_views.add(*views)
            await uow.commit()
