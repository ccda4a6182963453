"""What trends need of the world."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol

from mate_core.search.ports import SearchUow
from mate_core.search.trends.model import Activity, ProfileView, Trend
from mate_core.shared.ids import UserId


class PartnerViews(Protocol):
    async def add(self, *views: ProfileView) -> None:
        """Those that are there already stay as they are; views of nobody's profile are left out."""
        ...

    async def purge(self, *, before: datetime) -> int:
        """Forget looks of days that ended before that instant; answers how many."""
        ...


class Activities(Protocol):
    """What bookings and looks say, in the words of search."""

    async def since(
        self, *, paid: datetime, viewed: date, after: UserId | None, limit: int
    ) -> Sequence[Activity]:
        """Partners with anything since then, by id, those behind `after`; `limit` at most.

        Bookings count that are paid and not cancelled or in dispute.
        """
        ...


class Trends(Protocol):
    async def put(self, *trends: Trend, at: datetime) -> None:
        """Each in place of what stood there for the partner, as computed at `at`."""
        ...

    async def forget(self, *, computed_before: datetime) -> int:
        """Drop what was computed earlier; answers how many."""
        ...

    async def highest(
        self, places: Collection[str] | None, *, after: Trend | None, limit: int
    ) -> Sequence[Trend]:
        """Highest score first, ties by id, from behind `after` on; None means every place."""
        ...


class TrendsUow(SearchUow, Protocol):
    @property
    def partner_views(self) -> PartnerViews: ...
    @property
    def activities(self) -> Activities: ...
    @property
    def trends(self) -> Trends: ...
