"""What every SearchEntries repository must do."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.search.entry import SearchEntry, entry_of
from mate_core.search.terms import Term
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import SAIGON_WARD, a_user, new_partner, new_profile, new_user
from tests.contract.search_makers import a_listed, stored
from tests.contract.stores import Store, StoreContract, committed


async def entry_in(store: Store, partner_id: UserId) -> SearchEntry:
    async with store.open_read() as uow:
        (entry,) = await uow.search_entries.of(partner_id)
    return entry


async def counted(store: Store, *words: str) -> list[int]:
    known = await store.directory.known([Term(word) for word in words])
    return [each.partners for each in known]


class TestSearchEntries(StoreContract):
    async def test_every_field_survives(self, store: Store) -> None:
        user = new_user()
        profile = new_profile(
            user,
            display_name="Đặng Thùy  Dương",
            avatar_url="https://cdn.test/a.webp",
            gender=Gender.FEMALE,
            languages=("vi", "en"),
            interests=("Âm nhạc", "cà phê ☕"),
        )
        partner = new_partner(
            user,
            bio="Hướng dẫn viên 'vui' \\ vẻ",
            address=SAIGON_WARD,
            city="Hồ Chí Minh",
            hourly_rate=Vnd(5_000_000),
            minimum_half_hours=8,
            travel_buffer=timedelta(minutes=45),
            service_types=frozenset(ServiceType),
            total_reviews=3,
            rating_sum=14,
        )
        made = entry_of(partner, profile, user)
        assert made is not None
        await committed(store, lambda uow: stored(uow, user, profile, partner))

        assert await entry_in(store, user.id) == made
        assert (made.province_code, made.rating_hundredths) == ("79", 466)

    async def test_entry_without_anything_optional_survives(self, store: Store) -> None:
        partner = await a_listed(store)

        entry = await entry_in(store, partner.id)
        assert (entry.bio, entry.gender, entry.languages, entry.city) == (None, None, (), None)

    async def test_putting_again_takes_the_place(self, store: Store) -> None:
        partner = await a_listed(store, display_name="Lan Anh")
        other = replace(await entry_in(store, partner.id), display_name="Lan Hương")
        await committed(store, lambda uow: uow.search_entries.put(other))

        assert await entry_in(store, partner.id) == other
        assert await counted(store, "lan", "anh", "huong") == [1, 0, 1]

    async def test_removed_entry_is_gone_with_its_words(self, store: Store) -> None:
        gone, stays = await a_listed(store, display_name="Bảo"), await a_listed(store)
        await committed(store, lambda uow: uow.search_entries.remove(gone.id, stays.id))
        await committed(store, lambda uow: uow.search_entries.remove(gone.id))

        async with store.open_read() as uow:
            assert list(await uow.search_entries.of(gone.id, stays.id)) == []
            assert await uow.search_entries.miscounted_terms() == 0
        assert await counted(store, "bao", "an") == [0, 0]

    async def test_nobody_at_once_is_no_trouble(self, store: Store) -> None:
        async with store.open_uow() as uow:
            await uow.search_entries.put()
            await uow.search_entries.remove()
            assert list(await uow.search_entries.of()) == []
            assert list(await uow.search_entries.stale()) == []
            await uow.commit()

    async def test_abandoned_entry_leaves_nothing(self, store: Store) -> None:
        partner = await a_listed(store)
        entry = await entry_in(store, partner.id)
        async with store.open_uow() as uow:
            await uow.search_entries.put(replace(entry, display_name="Mai"))

        assert await entry_in(store, partner.id) == entry
        assert await counted(store, "mai") == [0]

    async def test_stale_is_what_differs_or_is_missing(self, store: Store) -> None:
        same, other, missing = [await a_listed(store) for _ in range(3)]
        entries = [await entry_in(store, each.id) for each in (same, other, missing)]
        await committed(store, lambda uow: uow.search_entries.remove(missing.id))
        told = [entries[0], replace(entries[1], bio="Khác"), entries[2]]

        async with store.open_read() as uow:
            assert set(await uow.search_entries.stale(*told)) == {other.id, missing.id}

    async def test_sources_come_in_batches_by_id(self, store: Store) -> None:
        partners = sorted([await a_listed(store) for _ in range(5)], key=lambda each: each.id)
        async with store.open_uow() as uow:
            first = await uow.search_entries.sources_for_change(None, 3)
            rest = await uow.search_entries.sources(first[-1].partner.id, 3)
            end = await uow.search_entries.sources(rest[-1].partner.id, 3)

        assert [source.partner for source in (*first, *rest)] == partners
        assert [len(batch) for batch in (first, rest, end)] == [3, 2, 0]
        assert {source.profile.user_id for source in first} == {s.user.id for s in first}

    async def test_sources_are_partners_only(self, store: Store) -> None:
        await a_user(store)

        async with store.open_read() as uow:
            assert list(await uow.search_entries.sources(None, 10)) == []

    async def test_recounting_changes_nothing_that_is_right(self, store: Store) -> None:
        await a_listed(store, display_name="Lan", bio="Thích cà phê", languages=("vi",))
        before = await counted(store, "lan", "thich", "/lang/vi", "khac")
        await committed(store, lambda uow: uow.search_entries.recount_terms())

        assert await counted(store, "lan", "thich", "/lang/vi", "khac") == before == [1, 1, 1, 0]
