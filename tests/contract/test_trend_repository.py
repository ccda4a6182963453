"""What storage of looks and trends must do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mate_core.bookings.transitions import BookingStatus
from mate_core.housekeeping import HousekeepingUow
from mate_core.search.trends.model import Activity, ProfileView, Trend
from mate_core.shared.ids import UserId
from mate_core.shared.time import local_day
from tests.contract.makers import (
    DAY,
    HOUR,
    NOBODY,
    NOW,
    a_booking,
    a_partner,
    a_user,
)
from tests.contract.stores import Store, StoreContract, committed

TODAY = local_day(NOW)
YESTERDAY = TODAY - timedelta(days=1)


def a_look(partner_id: UserId, viewer: str = "ab12", *, days_ago: int = 0) -> ProfileView:
    return ProfileView(partner_id, TODAY - timedelta(days=days_ago), viewer)


async def activities(
    store: Store, *, days: int = 10, after: UserId | None = None, limit: int = 100
) -> list[Activity]:
    since = NOW - days * DAY
    async with store.open_read() as uow:
        found = await uow.activities.since(
            paid=since, viewed=local_day(since), after=after, limit=limit
        )
    return list(found)


class TestLooks(StoreContract):
    async def test_same_person_counts_once_a_day(self, store: Store) -> None:
        partner = await a_partner(store)
        looks = [a_look(partner.id), a_look(partner.id, "cd34"), a_look(partner.id, days_ago=1)]
        await committed(store, lambda uow: uow.partner_views.add(*looks))
        await committed(store, lambda uow: uow.partner_views.add(looks[0], looks[0]))

        assert await activities(store) == [Activity(partner.id, (), ((YESTERDAY, 1), (TODAY, 2)))]

    async def test_look_at_nobody_is_left_out(self, store: Store) -> None:
        partner = await a_partner(store)
        await committed(
            store, lambda uow: uow.partner_views.add(a_look(NOBODY), a_look(partner.id))
        )
        assert [each.partner_id for each in await activities(store)] == [partner.id]

    async def test_old_looks_are_forgotten(self, store: Store) -> None:
        partner = await a_partner(store)
        looks = [a_look(partner.id, days_ago=days) for days in range(5)]
        purged: list[int] = []

        async def purge(uow: HousekeepingUow) -> None:
            purged.append(await uow.partner_views.purge(before=NOW - 2 * DAY))

        await committed(store, lambda uow: uow.partner_views.add(*looks), purge)
        assert purged == [2]
        (left,) = await activities(store)
        assert [day for day, _ in left.views] == [
            TODAY - timedelta(days=days) for days in (2, 1, 0)
        ]


class TestActivities(StoreContract):
    async def test_last_payment_of_each_person_counts(self, store: Store) -> None:
        partner, user, other = await a_partner(store), await a_user(store), await a_user(store)
        for person, hours in ((user, 50), (user, 2), (other, 30)):
            await a_booking(
                store,
                user_id=person.id,
                partner_id=partner.id,
                status=BookingStatus.COMPLETED,
                paid_at=NOW - hours * HOUR,
            )
        assert await activities(store) == [
            Activity(partner.id, (NOW - 30 * HOUR, NOW - 2 * HOUR), ())
        ]

    @pytest.mark.parametrize(
        ("status", "counts"),
        [
            (BookingStatus.PAID, True),
            (BookingStatus.IN_PROGRESS, True),
            (BookingStatus.COMPLETED, True),
            (BookingStatus.DISPUTED, False),
        ],
    )
    async def test_only_what_takes_place_counts(
        self, store: Store, status: BookingStatus, *, counts: bool
    ) -> None:
        await a_booking(store, status=status, paid_at=NOW - HOUR)
        assert len(await activities(store)) == counts

    async def test_what_is_too_old_does_not_count(self, store: Store) -> None:
        partner = await a_partner(store)
        await a_booking(store, status=BookingStatus.PAID, paid_at=NOW - 11 * DAY)
        await committed(store, lambda uow: uow.partner_views.add(a_look(partner.id, days_ago=11)))
        assert await activities(store) == []

    async def test_partners_come_by_id_in_parts(self, store: Store) -> None:
        partners = [await a_partner(store) for _ in range(5)]
        looks = [a_look(partner.id) for partner in partners[:3]]
        await committed(store, lambda uow: uow.partner_views.add(*looks))
        for partner in partners[2:]:
            await a_booking(
                store, partner_id=partner.id, status=BookingStatus.PAID, paid_at=NOW - HOUR
            )
        ids = sorted(partner.id for partner in partners)
        first = await activities(store, limit=2)
        rest = await activities(store, after=first[-1].partner_id)
        assert [each.partner_id for each in first + rest] == ids


class TestTrends(StoreContract):
    async def trends(self, store: Store, *scores: tuple[str, int]) -> list[Trend]:
        """In the order of their ids."""
        made = [Trend((await a_partner(store)).id, place, score) for place, score in scores]
        await committed(store, lambda uow: uow.trends.put(*made, at=NOW))
        return made

    async def test_highest_comes_first_and_ties_by_id(self, store: Store) -> None:
        low, high, tie = await self.trends(store, ("/in/79", 5), ("/in/01", 9), ("/in/79", 5))
        async with store.open_read() as uow:
            assert await uow.trends.highest(None, after=None, limit=9) == [high, low, tie]
            assert await uow.trends.highest(None, after=None, limit=1) == [high]
            assert await uow.trends.highest(None, after=high, limit=9) == [low, tie]
            assert await uow.trends.highest(None, after=low, limit=9) == [tie]

    async def test_places_that_are_meant_alone(self, store: Store) -> None:
        saigon, hanoi, hue = await self.trends(
            store, ("/in/79", 5), ("/in/01", 9), ("/city/hue", 1)
        )
        async with store.open_read() as uow:
            places = {"/in/79", "/city/hue"}
            assert await uow.trends.highest(places, after=None, limit=9) == [saigon, hue]
            assert await uow.trends.highest(places, after=saigon, limit=9) == [hue]
            assert await uow.trends.highest(["/in/01"], after=None, limit=9) == [hanoi]
            assert await uow.trends.highest([], after=None, limit=9) == []

    async def test_computed_anew_it_stands_in_the_place_of_the_old_one(self, store: Store) -> None:
        rising, gone = await self.trends(store, ("/in/79", 5), ("/in/79", 6))
        risen = Trend(rising.partner_id, "/in/01", 70)
        forgotten: list[int] = []

        async def forget(uow: HousekeepingUow) -> None:
            forgotten.append(await uow.trends.forget(computed_before=NOW + HOUR))

        await committed(store, lambda uow: uow.trends.put(risen, at=NOW + HOUR), forget)
        assert forgotten == [1]
        assert gone.score == 6
        async with store.open_read() as uow:
            assert await uow.trends.highest(None, after=None, limit=9) == [risen]

    async def test_nothing_to_put_is_no_trouble(self, store: Store) -> None:
        await committed(
            store,
            lambda uow: uow.trends.put(at=NOW),
            lambda uow: uow.partner_views.add(),
        )
        assert await activities(store) == []
