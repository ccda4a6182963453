"""What every Partners repository must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from mate_core.partners.errors import AlreadyPartner
from mate_core.partners.model import ServiceType
from mate_core.partners.reliability import Reliability
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from mate_core.shared.money import Vnd
from tests.contract.makers import DAY, NOBODY, NOW, SAIGON_WARD, a_partner, a_user, new_partner
from tests.contract.stores import Store, StoreContract, assert_locks, committed


class TestPartners(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        partner = await a_partner(
            store,
            hourly_rate=Vnd(5_000_000),
            minimum_half_hours=9,
            service_types=frozenset(ServiceType),
            bio="Hướng dẫn viên",
            city="Hồ Chí Minh",
            address=SAIGON_WARD,
            travel_buffer=timedelta(minutes=45),
            is_available=False,
            total_reviews=3,
            rating_sum=14,
            reliability=Reliability(accepted=5, declined=3, lapsed=2, cancelled=1),
            updated_at=NOW + DAY,
        )

        async with store.open_read() as uow:
            assert await uow.partners.get(partner.id) == partner

    async def test_unverified_partner_without_a_base_area_survives(self, store: Store) -> None:
        partner = await a_partner(store, verified_at=None, base_area=None)

        async with store.open_read() as uow:
            assert await uow.partners.get(partner.id) == partner

    async def test_person_who_is_a_partner_cannot_become_one_again(self, store: Store) -> None:
        partner = await a_partner(store)

        with pytest.raises(AlreadyPartner):
            await committed(store, lambda uow: uow.partners.add(partner))

    async def test_person_who_is_no_partner_is_not_found(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_uow() as uow:
            with pytest.raises(NotFound):
                await uow.partners.get(user.id)
            with pytest.raises(NotFound):
                await uow.partners.get_for_change(NOBODY)

    async def test_row_for_change_stays_locked(self, store: Store) -> None:
        partner = await a_partner(store)
        await assert_locks(store, lambda uow: uow.partners.get_for_change(partner.id))

    async def test_saved_change_is_read_again_one_version_on(self, store: Store) -> None:
        partner = await a_partner(store)
        changed = replace(
            partner,
            hourly_rate=Vnd(250_000),
            service_types=frozenset({ServiceType.COFFEE}),
            is_available=False,
        )
        await committed(store, lambda uow: uow.partners.save(changed))

        async with store.open_read() as uow:
            read = await uow.partners.get(partner.id)
        assert read == replace(changed, version=partner.version + 1)

    async def test_stale_save_is_a_conflict_and_changes_nothing(self, store: Store) -> None:
        partner = await a_partner(store)
        await committed(store, lambda uow: uow.partners.save(replace(partner, bio="first")))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.partners.save(replace(partner, bio="second")))

        async with store.open_read() as uow:
            assert (await uow.partners.get(partner.id)).bio == "first"

    async def test_bookings_are_counted_up(self, store: Store) -> None:
        user = await a_user(store)
        partner = new_partner(user)
        await committed(
            store,
            lambda uow: uow.partners.add(partner),
            lambda uow: uow.partners.count_booking(user.id, booked=1, completed=0),
            lambda uow: uow.partners.count_booking(user.id, booked=2, completed=1),
        )

        async with store.open_read() as uow:
            read = await uow.partners.get(user.id)
        assert (read.total_bookings, read.completed_bookings) == (3, 1)

    async def test_counting_and_a_change_of_the_offer_do_not_lose_each_other(
        self, store: Store
    ) -> None:
        partner = await a_partner(store)
        await committed(
            store, lambda uow: uow.partners.count_booking(partner.id, booked=1, completed=1)
        )
        async with store.open_uow() as uow:
            read = await uow.partners.get_for_change(partner.id)
            await uow.partners.save(replace(read, bio="new"))
            await uow.commit()

        async with store.open_read() as uow:
            after = await uow.partners.get(partner.id)
        assert (after.bio, after.total_bookings, after.completed_bookings) == ("new", 1, 1)

    async def test_answers_are_counted_up_beside_a_change_of_the_offer(self, store: Store) -> None:
        partner = await a_partner(store)
        more = Reliability(accepted=3, declined=2, lapsed=1, cancelled=1)
        await committed(
            store,
            lambda uow: uow.partners.count_reliability(partner.id, more),
            lambda uow: uow.partners.save(replace(partner, bio="new")),
            lambda uow: uow.partners.count_reliability(partner.id, Reliability(lapsed=1)),
        )
        async with store.open_read() as uow:
            after = await uow.partners.get(partner.id)
        assert (after.bio, after.reliability) == ("new", Reliability(3, 2, 2, 1))
