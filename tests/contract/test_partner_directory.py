"""What every PartnerDirectory must do (RULES 25)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from mate_core.identity.model import UserStatus
from mate_core.partners.model import ServiceType
from mate_core.search.model import PartnerCard, SearchPage
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import (
    BEN_THANH,
    NOBODY,
    NOW,
    a_partner,
    new_partner,
    new_profile,
    new_user,
)
from tests.contract.stores import Store, StoreContract, committed

ORIGIN = BEN_THANH


def north_km(km: float) -> Coordinates:
    return Coordinates(ORIGIN.latitude + km / 111.195, ORIGIN.longitude)


async def search(
    store: Store, viewer: UserId = NOBODY, *, radius_km: int = 10, page: int = 1, limit: int = 20
) -> SearchPage:
    return await store.directory.nearby(viewer, ORIGIN, radius_km=radius_km, page=page, limit=limit)


async def found(store: Store, viewer: UserId = NOBODY) -> list[UserId]:
    return [card.partner_id for card in (await search(store, viewer)).items]


class TestPartnerDirectory(StoreContract):
    async def test_q1_search_in_an_empty_town_is_an_empty_page(self, store: Store) -> None:
        page = await search(store)

        assert (list(page.items), page.total, page.total_is_more) == ([], 0, False)

    async def test_card_shows_the_offer_and_the_public_name(self, store: Store) -> None:
        user = new_user()
        profile = new_profile(user, display_name="An vui vẻ", avatar_url="https://cdn.test/a.webp")
        partner = new_partner(
            user,
            bio="Hướng dẫn viên",
            city="Hồ Chí Minh",
            total_reviews=3,
            rating_sum=14,
            base_area=north_km(3),
        )
        async with store.open_uow() as uow:
            await uow.users.add(user)
            await uow.profiles.add(profile)
            await uow.partners.add(partner)
            await uow.partners.count_booking(user.id, booked=5, completed=4)
            await uow.commit()

        page = await search(store)
        assert list(page.items) == [
            PartnerCard(
                partner_id=user.id,
                display_name="An vui vẻ",
                avatar_url="https://cdn.test/a.webp",
                bio="Hướng dẫn viên",
                city="Hồ Chí Minh",
                hourly_rate=Vnd(199_999),
                average_rating=Fraction(14, 3),
                total_reviews=3,
                completed_bookings=4,
                is_verified=True,
                service_types=frozenset({ServiceType.WALKING, ServiceType.MOVIE}),
                distance_km=5,
            )
        ]

    async def test_partner_without_a_chosen_name_shows_the_given_name(self, store: Store) -> None:
        await a_partner(store)

        (card,) = (await search(store)).items
        assert card.display_name == "An"
        assert card.average_rating == 0

    async def test_nearest_comes_first(self, store: Store) -> None:
        far = await a_partner(store, base_area=north_km(8))
        near = await a_partner(store, base_area=north_km(1))
        middle = await a_partner(store, base_area=north_km(-4))

        assert await found(store) == [near.id, middle.id, far.id]

    async def test_ties_are_ordered_by_id(self, store: Store) -> None:
        partners = [await a_partner(store) for _ in range(4)]

        assert await found(store) == sorted(partner.id for partner in partners)

    async def test_partner_beyond_the_radius_is_not_found(self, store: Store) -> None:
        inside = await a_partner(store, base_area=north_km(9.9))
        await a_partner(store, base_area=north_km(10.1))

        assert await found(store) == [inside.id]

    async def test_rule_25_distance_is_a_band(self, store: Store) -> None:
        for km in (0, 1.9, 2.1, 5.1):
            await a_partner(store, base_area=north_km(km))

        assert [card.distance_km for card in (await search(store)).items] == [2, 2, 5, 10]

    async def test_q4_partner_at_the_very_origin_is_found(self, store: Store) -> None:
        partner = await a_partner(store, base_area=ORIGIN)

        assert await found(store) == [partner.id]

    @pytest.mark.parametrize(
        "hidden",
        [{"verified_at": None}, {"is_available": False}, {"base_area": None}],
        ids=["unverified", "unavailable", "without a base area"],
    )
    async def test_partner_who_cannot_be_booked_is_not_found(
        self, store: Store, hidden: dict[str, Any]
    ) -> None:
        await a_partner(store, **hidden)

        assert await found(store) == []

    @pytest.mark.parametrize("status", sorted(set(UserStatus) - {UserStatus.ACTIVE}))
    async def test_partner_without_an_active_account_is_not_found(
        self, store: Store, status: UserStatus
    ) -> None:
        await a_partner(store, status=status)

        assert await found(store) == []

    async def test_q12_viewer_does_not_find_himself(self, store: Store) -> None:
        viewer, other = await a_partner(store), await a_partner(store)

        assert await found(store, viewer.id) == [other.id]

    async def test_partner_found_yesterday_is_gone_once_switched_off(self, store: Store) -> None:
        partner = await a_partner(store)
        off = replace(partner, is_available=False, updated_at=NOW)
        await committed(store, lambda uow: uow.partners.save(off))

        assert await found(store) == []

    async def test_pages_hold_everybody_once(self, store: Store) -> None:
        partners = [await a_partner(store, base_area=north_km(n)) for n in range(5)]
        pages = [await search(store, page=number, limit=2) for number in (1, 2, 3, 4)]

        assert [[card.partner_id for card in page.items] for page in pages] == [
            [partners[0].id, partners[1].id],
            [partners[2].id, partners[3].id],
            [partners[4].id],
            [],
        ]
        assert {page.total for page in pages[:3]} == {5}

    @pytest.mark.parametrize(
        ("there", "total", "more"),
        [(TOTAL_COUNTED, TOTAL_COUNTED, False), (TOTAL_COUNTED + 1, TOTAL_COUNTED, True)],
    )
    async def test_total_is_exact_up_to_200(
        self, store: Store, there: int, total: int, more: bool
    ) -> None:
        async with store.open_uow() as uow:
            for _ in range(there):
                user = new_user()
                await uow.users.add(user)
                await uow.profiles.add(new_profile(user))
                await uow.partners.add(new_partner(user))
            await uow.commit()

        page = await search(store, limit=1)
        assert (page.total, page.total_is_more) == (total, more)
