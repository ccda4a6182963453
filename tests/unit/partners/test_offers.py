"""Becoming a partner and changing one's offer (RULES 22, 25)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from mate_core.identity.errors import PhoneUnverified, UnderAge
from mate_core.partners.errors import AlreadyPartner
from mate_core.partners.events import PartnerVerified
from mate_core.partners.model import Partner, ServiceType
from mate_core.partners.service import Offer
from mate_core.shared.actor import Actor, Capability, Role
from mate_core.shared.errors import Forbidden, InvalidInput, NotFound
from mate_core.shared.money import Vnd
from tests.unit.world import BEN_THANH, RATE, World

OFFER = Offer(RATE, service_types=frozenset({ServiceType.WALKING}))


class TestRegister:
    async def test_partner_starts_unverified_and_cannot_be_seen(
        self, world: World, user: Actor
    ) -> None:
        view = await world.app.partners.register(user, OFFER)

        assert not view.partner.is_bookable
        assert view.partner.minimum_half_hours == 6
        with pytest.raises(NotFound):
            await world.app.partners.public(user, user.user_id)

    async def test_role_follows(self, world: World, user: Actor) -> None:
        await world.app.partners.register(user, OFFER)

        assert (await world.app.profiles.me(user)).user.role is Role.PARTNER

    async def test_staff_keep_their_role(self, world: World) -> None:
        support = await world.support()
        await world.app.partners.register(support, OFFER)

        assert (await world.app.profiles.me(support)).user.role is Role.SUPPORT

    async def test_one_becomes_a_partner_once(self, world: World, user: Actor) -> None:
        await world.app.partners.register(user, OFFER)

        with pytest.raises(AlreadyPartner):
            await world.app.partners.register(user, OFFER)

    async def test_phone_must_be_verified(self, world: World, user: Actor) -> None:
        async with world.store.open_uow() as uow:
            account = await uow.users.get_for_change(user.user_id)
            await uow.users.save(replace(account, phone_verified_at=None))
            await uow.commit()

        with pytest.raises(PhoneUnverified):
            await world.app.partners.register(user, OFFER)

    async def test_partner_must_be_of_age(self, world: World, user: Actor) -> None:
        async with world.store.open_uow() as uow:
            profile = await uow.profiles.get(user.user_id)
            await uow.profiles.save(replace(profile, date_of_birth=date(2010, 1, 1)))
            await uow.commit()

        with pytest.raises(UnderAge):
            await world.app.partners.register(user, OFFER)

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("hourlyRate", {"hourly_rate": None}),
            ("hourlyRate", {"hourly_rate": Vnd(9_999)}),
            ("hourlyRate", {"hourly_rate": Vnd(5_000_001)}),
            ("serviceTypes", {"service_types": None}),
            ("serviceTypes", {"service_types": frozenset()}),
            ("minimumHours", {"minimum_half_hours": 5}),
            ("minimumHours", {"minimum_half_hours": 49}),
            ("bio", {"bio": "x" * 1_001}),
            ("travelBufferMinutes", {"travel_buffer": timedelta(minutes=241)}),
            ("travelBufferMinutes", {"travel_buffer": timedelta(minutes=-1)}),
        ],
    )
    async def test_rule_22_impossible_offer_names_its_field(
        self, world: World, user: Actor, field: str, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await world.app.partners.register(user, replace(OFFER, **changes))
        assert refused.value.field == field

    @pytest.mark.parametrize("rate", [10_000, 5_000_000])
    async def test_rule_22_rates_at_the_limits_are_taken(
        self, world: World, user: Actor, rate: int
    ) -> None:
        view = await world.app.partners.register(user, replace(OFFER, hourly_rate=Vnd(rate)))

        assert view.partner.hourly_rate == Vnd(rate)


class TestChange:
    async def test_what_is_not_named_stays(self, world: World, partner: Actor) -> None:
        before = (await world.app.partners.mine(partner)).partner
        view = await world.app.partners.change(partner, Offer(bio=" Xin chào "))

        assert view.partner.bio == "Xin chào"
        assert view.partner.hourly_rate == before.hourly_rate
        assert view.partner.base_area == before.base_area

    async def test_place_is_a_province_and_a_commune_or_what_was_typed(
        self, world: World, partner: Actor
    ) -> None:
        coded = await world.app.partners.change(partner, Offer(commune_code="26743"))
        typed = await world.app.partners.change(partner, Offer(city=" Atlantis "))

        assert coded.partner.address is not None
        assert coded.partner.address.commune == world.app.address_book.commune("26743")
        assert coded.partner.city == "Hồ Chí Minh"
        assert (typed.partner.city, typed.partner.address) == ("Atlantis", None)

    async def test_commune_of_another_province_is_refused(
        self, world: World, partner: Actor
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await world.app.partners.change(
                partner, Offer(bio="mới", province_code="01", commune_code="26743")
            )
        assert refused.value.field == "communeCode"
        assert (await world.app.partners.mine(partner)).partner.bio is None

    async def test_empty_text_clears_and_zero_buffer_is_a_buffer(
        self, world: World, partner: Actor
    ) -> None:
        await world.app.partners.change(partner, Offer(bio="Xin chào"))
        changes = Offer(bio="", travel_buffer=timedelta(0), is_available=False)
        await world.app.partners.change(partner, changes)
        after = (await world.app.partners.mine(partner)).partner

        assert (after.bio, after.travel_buffer, after.is_available) == (None, timedelta(0), False)

    async def test_rule_25_only_the_cell_of_the_base_area_is_kept(
        self, world: World, partner: Actor
    ) -> None:
        kept = (await world.app.partners.mine(partner)).partner.base_area

        assert kept == BEN_THANH.snapped() != BEN_THANH

    async def test_person_who_is_no_partner_has_nothing_to_change(
        self, world: World, user: Actor
    ) -> None:
        with pytest.raises(NotFound):
            await world.app.partners.change(user, Offer(bio="x"))

    async def test_change_does_not_lose_counters(
        self, world: World, user: Actor, partner: Actor
    ) -> None:
        await world.paid(user, partner)
        await world.app.partners.change(partner, Offer(bio="x"))

        assert (await world.app.partners.mine(partner)).partner.total_bookings == 1


class TestVerify:
    async def test_kyc_staff_make_a_partner_public(self, world: World, user: Actor) -> None:
        await world.app.partners.register(user, OFFER)
        kyc = await world.support(Capability.KYC)
        await world.app.partners.verify(kyc, user.user_id, reason="card seen")
        view = await world.app.partners.public(user, user.user_id)

        assert view.partner.is_bookable
        record = (await world.app.staff_accounts.audit_of(kyc, user.user_id))[-1]
        assert record.reason == "card seen"

    async def test_second_verification_changes_nothing(self, world: World, partner: Actor) -> None:
        admin = await world.admin()
        await world.app.partners.verify(admin, partner.user_id, reason="again")

        assert len(world.events(PartnerVerified)) == 1

    async def test_other_staff_and_partners_cannot(self, world: World, partner: Actor) -> None:
        for actor in (partner, await world.support(Capability.FINANCE)):
            with pytest.raises(Forbidden):
                await world.app.partners.verify(actor, partner.user_id, reason="r")

    async def test_reason_is_needed(self, world: World, partner: Actor) -> None:
        admin = await world.admin()

        with pytest.raises(InvalidInput):
            await world.app.partners.verify(admin, partner.user_id, reason=" ")


class TestRating:
    async def test_mean_is_exact_and_zero_without_reviews(
        self, world: World, partner: Actor
    ) -> None:
        offer: Partner = (await world.app.partners.mine(partner)).partner

        assert offer.average_rating == 0
        assert replace(offer, total_reviews=3, rating_sum=14).average_rating == Fraction(14, 3)
