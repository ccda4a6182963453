"""What every Profiles repository must do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mate_core.profiles.model import Gender
from mate_core.shared.errors import ConcurrencyConflict, NotFound
from tests.contract.makers import (
    BEN_THANH,
    DAY,
    NOBODY,
    NOW,
    SAIGON_WARD,
    a_user,
    new_profile,
    new_user,
)
from tests.contract.stores import Store, StoreContract, committed


class TestProfiles(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        user = new_user()
        profile = new_profile(
            user,
            display_name="An vui vẻ",
            avatar_url="https://cdn.test/a.webp",
            cover_photo_url="https://cdn.test/c.webp",
            bio="Thích đi dạo",
            gender=Gender.OTHER,
            height_cm=170,
            weight_kg=60,
            current_location=BEN_THANH,
            located_at=NOW,
            city="Hồ Chí Minh",
            district="Quận 1",
            address=SAIGON_WARD,
            languages=("vi", "en"),
            interests=("cà phê",),
            talents=("guitar", "hát"),
            updated_at=NOW + DAY,
        )
        await committed(
            store, lambda uow: uow.users.add(user), lambda uow: uow.profiles.add(profile)
        )

        async with store.open_read() as uow:
            assert await uow.profiles.get(user.id) == profile

    async def test_unknown_profile_is_not_found(self, store: Store) -> None:
        async with store.open_read() as uow:
            with pytest.raises(NotFound):
                await uow.profiles.get(NOBODY)

    async def test_many_are_read_at_once_without_those_that_are_not_there(
        self, store: Store
    ) -> None:
        users = [await a_user(store) for _ in range(3)]
        async with store.open_read() as uow:
            found = await uow.profiles.many({users[0].id, users[1].id, NOBODY})
            assert found == {user.id: await uow.profiles.get(user.id) for user in users[:2]}
            assert await uow.profiles.many(()) == {}

    async def test_saved_change_is_read_again_one_version_on(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_read() as uow:
            read = await uow.profiles.get(user.id)
        changed = replace(read, bio="mới", gender=Gender.FEMALE, languages=())
        await committed(store, lambda uow: uow.profiles.save(changed))

        async with store.open_read() as uow:
            assert await uow.profiles.get(user.id) == replace(changed, version=read.version + 1)

    async def test_stale_save_is_a_conflict_and_changes_nothing(self, store: Store) -> None:
        user = await a_user(store)
        async with store.open_read() as uow:
            read = await uow.profiles.get(user.id)
        await committed(store, lambda uow: uow.profiles.save(replace(read, bio="first")))
        with pytest.raises(ConcurrencyConflict):
            await committed(store, lambda uow: uow.profiles.save(replace(read, bio="second")))

        async with store.open_read() as uow:
            assert (await uow.profiles.get(user.id)).bio == "first"
