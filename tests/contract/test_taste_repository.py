"""What storage must tell of somebody's past."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from mate_core.bookings.model import Booking
from mate_core.bookings.transitions import BookingStatus
from mate_core.partners.model import ServiceType
from mate_core.search.suggestions.model import Taste
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import DAY, NOBODY, NOW, a_booking, a_user, new_terms
from tests.contract.review_makers import OF_USER, a_review, a_visible_review
from tests.contract.stores import Store, StoreContract


async def taste(store: Store, person: UserId, *, last: int = 50) -> Taste:
    async with store.open_read() as uow:
        return await uow.tastes.of(person, last=last)


async def paid(store: Store, user: UserId, *, rate: int = 199_999, **changes: Any) -> Booking:
    terms = replace(new_terms(), hourly_rate=Vnd(rate))
    usual: dict[str, Any] = {"status": BookingStatus.COMPLETED, "paid_at": NOW, "terms": terms}
    return await a_booking(store, user_id=user, **(usual | changes))


class TestTastes(StoreContract):
    async def test_who_did_nothing_yet_has_none(self, store: Store) -> None:
        assert await taste(store, NOBODY) == Taste()

    async def test_bookings_are_counted_by_service_with_their_rates(self, store: Store) -> None:
        user = (await a_user(store)).id
        for rate, service in ((100_000, "movie"), (300_000, "movie"), (200_000, "walking")):
            await paid(store, user, rate=rate, service_type=ServiceType(service))

        found = await taste(store, user)
        assert dict(found.services) == {ServiceType.MOVIE: 2, ServiceType.WALKING: 1}
        assert sorted(rate.amount for rate in found.rates) == [100_000, 200_000, 300_000]

    @pytest.mark.parametrize(
        "status", [BookingStatus.PENDING, BookingStatus.CONFIRMED, BookingStatus.DISPUTED]
    )
    async def test_only_what_takes_place_counts(self, store: Store, status: BookingStatus) -> None:
        user = (await a_user(store)).id
        paid_at = NOW if status is BookingStatus.DISPUTED else None
        await paid(store, user, status=status, paid_at=paid_at)
        assert await taste(store, user) == Taste()

    async def test_what_he_did_as_a_partner_is_no_taste_of_his(self, store: Store) -> None:
        booking = await paid(store, (await a_user(store)).id)
        assert await taste(store, booking.partner_id) == Taste()

    async def test_the_last_ones_count(self, store: Store) -> None:
        user = (await a_user(store)).id
        for days, rate in ((3, 100_000), (1, 300_000), (2, 200_000)):
            await paid(store, user, rate=rate, created_at=NOW - days * DAY)
        found = await taste(store, user, last=2)
        assert found.rates == (Vnd(300_000), Vnd(200_000))

    async def test_his_last_word_about_each_partner_counts(self, store: Store) -> None:
        user = (await a_user(store)).id
        first, other = await paid(store, user), await paid(store, user)
        again = await paid(store, user, partner_id=first.partner_id)
        await a_review(store, first, stars=5, created_at=NOW - DAY)
        await a_review(store, again, stars=2, created_at=NOW)
        await a_visible_review(store, other, stars=4)

        found = await taste(store, user)
        assert found.ratings == {first.partner_id: 2, other.partner_id: 4}

    async def test_what_partners_write_about_him_is_no_taste_of_his(self, store: Store) -> None:
        booking = await paid(store, (await a_user(store)).id)
        await a_review(store, booking, OF_USER)
        assert (await taste(store, booking.partner_id)).ratings == {}
        assert (await taste(store, booking.user_id)).ratings == {}
