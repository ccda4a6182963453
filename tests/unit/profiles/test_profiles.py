"""What a person shows of himself, and to whom."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from mate_core.identity.model import UserStatus
from mate_core.privacy.consents import Language, Purpose
from mate_core.profiles.model import Gender, PublicProfile
from mate_core.profiles.service import ProfileChanges
from mate_core.shared.actor import Actor
from mate_core.shared.errors import InvalidInput, NotFound
from mate_core.shared.geo import Coordinates
from tests.unit.world import BEN_THANH, HOUR, World


class TestChange:
    async def test_what_is_not_named_stays(self, world: World, user: Actor) -> None:
        await world.app.profiles.change(user, ProfileChanges(bio="Xin chào", height_cm=170))
        await world.app.profiles.change(user, ProfileChanges(gender=Gender.OTHER))
        profile = (await world.app.profiles.me(user)).profile

        assert (profile.bio, profile.height_cm) == ("Xin chào", 170)
        assert (profile.gender, profile.full_name) == (Gender.OTHER, "Nguyễn Văn An")

    async def test_empty_text_and_empty_list_clear(self, world: World, user: Actor) -> None:
        await world.app.profiles.change(user, ProfileChanges(bio="x", languages=("vi",)))
        await world.app.profiles.change(user, ProfileChanges(bio=" ", languages=()))
        profile = (await world.app.profiles.me(user)).profile

        assert (profile.bio, profile.languages) == (None, ())

    async def test_tags_are_trimmed_and_kept_once(self, world: World, user: Actor) -> None:
        changes = ProfileChanges(interests=(" phim ", "phim", "", "trà"))
        me = await world.app.profiles.change(user, changes)

        assert me.profile.interests == ("phim", "trà")

    @pytest.mark.parametrize(
        ("field", "changes"),
        [
            ("fullName", {"full_name": " "}),
            ("fullName", {"full_name": "A"}),
            ("displayName", {"display_name": "x" * 101}),
            ("bio", {"bio": "x" * 1_001}),
            ("heightCm", {"height_cm": 99}),
            ("weightKg", {"weight_kg": 301}),
            ("languages", {"languages": tuple(str(n) for n in range(21))}),
            ("talents", {"talents": ("x" * 41,)}),
        ],
    )
    async def test_impossible_value_names_its_field(
        self, world: World, user: Actor, field: str, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            await world.app.profiles.change(user, ProfileChanges(**changes))
        assert refused.value.field == field


class TestPlace:
    async def test_codes_are_kept_and_the_city_is_the_name_of_the_province(
        self, world: World, user: Actor
    ) -> None:
        changes = ProfileChanges(province_code="79", commune_code="26743")
        profile = (await world.app.profiles.change(user, changes)).profile

        assert profile.address is not None
        assert profile.address.commune == world.app.address_book.commune("26743")
        assert (profile.city, profile.district) == ("Hồ Chí Minh", None)

    async def test_texts_of_before_are_resolved_or_kept_as_typed(
        self, world: World, user: Actor
    ) -> None:
        known = await world.app.profiles.change(
            user, ProfileChanges(city=" TP.HCM ", district="Quận 1")
        )
        unknown = await world.app.profiles.change(user, ProfileChanges(city="Paris"))

        assert known.profile.address is not None
        assert (known.profile.city, known.profile.district) == ("Hồ Chí Minh", "Quận 1")
        assert (unknown.profile.city, unknown.profile.address) == ("Paris", None)

    async def test_a_commune_elsewhere_changes_nothing(self, world: World, user: Actor) -> None:
        changes = ProfileChanges(bio="mới", province_code="01", commune_code="26743")
        with pytest.raises(InvalidInput) as refused:
            await world.app.profiles.change(user, changes)

        assert refused.value.field == "communeCode"
        assert (await world.app.profiles.me(user)).profile.bio is None

    async def test_others_read_the_province_and_not_the_commune(
        self, world: World, user: Actor
    ) -> None:
        await world.app.profiles.change(user, ProfileChanges(commune_code="26743"))
        shown = await world.app.profiles.public(user, user.user_id)

        assert shown.province == world.app.address_book.province("79")
        assert not {field.name for field in fields(PublicProfile)} & {"commune", "address"}


class TestPublicProfile:
    async def test_others_read_the_chosen_name_else_the_given_name(
        self, world: World, user: Actor
    ) -> None:
        before = await world.app.profiles.public(user, user.user_id)
        await world.app.profiles.change(user, ProfileChanges(display_name="An vui vẻ"))
        after = await world.app.profiles.public(user, user.user_id)

        assert (before.display_name, after.display_name) == ("An", "An vui vẻ")

    def test_a20_it_has_no_place_birth_date_weight_phone_or_email(self) -> None:
        private = {"date_of_birth", "weight_kg", "current_location", "phone", "email", "full_name"}

        assert not private & {field.name for field in fields(PublicProfile)}

    async def test_position_is_nobodys_business(self, world: World, user: Actor) -> None:
        await world.app.consents.grant(user, Purpose.LOCATION, version=1, language=Language.VI)
        await world.app.profiles.move(user, BEN_THANH)
        shown = await world.app.profiles.public(user, user.user_id)

        assert str(BEN_THANH.latitude) not in repr(shown)
        assert (await world.app.profiles.me(user)).profile.current_location == BEN_THANH

    @pytest.mark.parametrize(
        ("km", "hours", "believed"),
        [
            (0.9, 0, True),  # a phone that stands still is off by so much
            (30, 0, False),
            (150, 0.75, True),
            (1_140, 1, False),  # to Hanoi
            (1_140, 5.7, True),
        ],
    )
    async def test_q6_place_that_nobody_reaches_so_soon_is_left_out(
        self, world: World, user: Actor, km: float, hours: float, *, believed: bool
    ) -> None:
        await world.app.consents.grant(user, Purpose.LOCATION, version=1, language=Language.VI)
        await world.app.profiles.move(user, BEN_THANH)
        world.pass_time(hours * HOUR)
        there = Coordinates(BEN_THANH.latitude + km / 111.195, BEN_THANH.longitude)
        await world.app.profiles.move(user, there)  # answered alike

        profile = (await world.app.profiles.me(user)).profile
        assert profile.current_location == (there if believed else BEN_THANH)

    async def test_forgotten_place_binds_nobody(self, world: World, user: Actor) -> None:
        far = Coordinates(21.03, 105.85)
        await world.app.consents.grant(user, Purpose.LOCATION, version=1, language=Language.VI)
        await world.app.profiles.move(user, BEN_THANH)
        await world.app.consents.withdraw(user, Purpose.LOCATION)
        await world.app.consents.grant(user, Purpose.LOCATION, version=1, language=Language.VI)
        await world.app.profiles.move(user, far)
        assert (await world.app.profiles.me(user)).profile.current_location == far

    @pytest.mark.parametrize("status", sorted(set(UserStatus) - {UserStatus.ACTIVE}))
    async def test_account_that_is_not_active_has_no_public_profile(
        self, world: World, user: Actor, status: UserStatus
    ) -> None:
        async with world.store.open_uow() as uow:
            account = await uow.users.get_for_change(user.user_id)
            await uow.users.save(replace(account, status=status))
            await uow.commit()

        with pytest.raises(NotFound):
            await world.app.profiles.public(user, user.user_id)
