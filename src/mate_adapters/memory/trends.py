"""Looks at partners, what happened around them, and who is on the rise, in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from mate_adapters.memory.bookings import BookingTables
from mate_adapters.memory.partners import PartnerTables
from mate_adapters.memory.tables import Table
from mate_adapters.memory.transaction import Transaction
from mate_core.bookings.transitions import BookingStatus
from mate_core.search.trends.model import Activity, ProfileView, Trend
from mate_core.shared.ids import UserId
from mate_core.shared.time import local_day

TAKES_PLACE: Final = frozenset(
    {BookingStatus.PAID, BookingStatus.IN_PROGRESS, BookingStatus.COMPLETED}
)


class TrendTables:
    def __init__(self) -> None:
        self.views = Table[ProfileView, ProfileView]()
        self.views_by_partner = self.views.index(lambda view: (view.partner_id,))
        self.trends = Table[UserId, tuple[Trend, datetime]]()


class MemoryPartnerViews:
    def __init__(
        self, tables: TrendTables, partners: PartnerTables, transaction: Transaction
    ) -> None:
        self._transaction = transaction
        self._views = transaction.view(tables.views)
        self._partners = transaction.view(partners.partners)

    async def add(self, *views: ProfileView) -> None:
        await self._transaction.lock()
        for view in views:
            if self._partners.get(view.partner_id) is not None:
                self._views.put(view, view)

    async def purge(self, *, before: datetime) -> int:
        await self._transaction.lock()
        old = [view for view in self._views.all() if view.day < local_day(before)]
        for view in old:
            self._views.remove(view)
        return len(old)


class MemoryActivities:
    def __init__(
        self, tables: TrendTables, bookings: BookingTables, transaction: Transaction
    ) -> None:
        self._views = transaction.view(tables.views)
        self._bookings = transaction.view(bookings.bookings)

    async def since(
        self, *, paid: datetime, viewed: date, after: UserId | None, limit: int
    ) -> Sequence[Activity]:
        booked = self._booked(paid)
        looked = self._looked(viewed)
        active = sorted(
            who for who in booked.keys() | looked.keys() if after is None or who > after
        )
        return [
            Activity(
                who,
                tuple(sorted(booked.get(who, {}).values())),
                tuple(sorted(looked.get(who, Counter()).items())),
            )
            for who in active[:limit]
        ]

    def _booked(self, since: datetime) -> dict[UserId, dict[UserId, datetime]]:
        """When each person last paid, by partner."""
        found: dict[UserId, dict[UserId, datetime]] = {}
        for row in self._bookings.all():
            booking = row.booking
            if booking.paid_at is None or booking.paid_at < since:
                continue
            if booking.status in TAKES_PLACE:
                last = found.setdefault(booking.partner_id, {})
                last[booking.user_id] = max(
                    booking.paid_at, last.get(booking.user_id, booking.paid_at)
                )
        return found

    def _looked(self, since: date) -> dict[UserId, Counter[date]]:
        found: dict[UserId, Counter[date]] = {}
        for view in self._views.all():
            if view.day >= since:
                found.setdefault(view.partner_id, Counter())[view.day] += 1
        return found


class MemoryTrends:
    def __init__(self, tables: TrendTables, transaction: Transaction) -> None:
        self._transaction = transaction
        self._trends = transaction.view(tables.trends)

    async def put(self, *trends: Trend, at: datetime) -> None:
        await self._transaction.lock()
        for trend in trends:
            self._trends.put(trend.partner_id, (trend, at))

    async def forget(self, *, computed_before: datetime) -> int:
        await self._transaction.lock()
        old = [trend for trend, at in self._trends.all() if at < computed_before]
        for trend in old:
            self._trends.remove(trend.partner_id)
        return len(old)

    async def highest(
        self, places: Collection[str] | None, *, after: Trend | None, limit: int
    ) -> Sequence[Trend]:
        wanted = sorted(
            (trend for trend, _ in self._trends.all() if places is None or trend.place in places),
            key=_order,
        )
        if after is not None:
            wanted = [trend for trend in wanted if _order(trend) > _order(after)]
        return wanted[:limit]


def _order(trend: Trend) -> tuple[int, UserId]:
    return -trend.score, trend.partner_id
