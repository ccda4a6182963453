"""What every PartnerDirectory must do (RULES 15, 25; FEATURES 20 to 27)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from mate_core.moderation.blocks import Block
from mate_core.partners.calendar import Reservation, ReservationRole, SlotKind
from mate_core.partners.model import ServiceType
from mate_core.profiles.model import Gender
from mate_core.search.criteria import FreeAt, Sort
from mate_core.search.model import PageWish, PartnerCard, Place
from mate_core.search.ports import TOTAL_COUNTED
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd
from tests.contract.makers import (
    HOUR,
    NOW,
    SAIGON_WARD,
    a_booking,
    a_user,
    hours_from_now,
    new_partner,
    new_profile,
    new_slot,
    new_user,
)
from tests.contract.search_makers import ORIGIN, a_listed, found, north_km, search, stored
from tests.contract.stores import Store, StoreContract, committed

FREE_AT_TEN = FreeAt(NOW + 10 * HOUR, half_hours=6)


class TestNearby(StoreContract):
    async def test_q1_search_in_an_empty_town_is_an_empty_page(self, store: Store) -> None:
        page = await search(store)

        assert (list(page.items), page.total, page.total_is_more) == ([], 0, False)
        assert page.next is None

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
            await stored(uow, user, profile, partner)
            await uow.partners.count_booking(user.id, booked=5, completed=4)
            await uow.commit()

        assert list((await search(store)).items) == [
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

    async def test_nearest_cell_comes_first(self, store: Store) -> None:
        far = await a_listed(store, base_area=north_km(8))
        near = await a_listed(store, base_area=north_km(1))
        middle = await a_listed(store, base_area=north_km(-4))

        assert await found(store) == [near.id, middle.id, far.id]

    async def test_in_one_cell_the_better_rank_comes_first_and_then_the_id(
        self, store: Store
    ) -> None:
        plain = [await a_listed(store) for _ in range(2)]
        good = await a_listed(store, total_reviews=10, rating_sum=50)

        assert await found(store) == [good.id, *sorted(each.id for each in plain)]

    async def test_partner_beyond_the_radius_is_not_found(self, store: Store) -> None:
        inside = await a_listed(store, base_area=north_km(9))
        await a_listed(store, base_area=north_km(11))

        assert await found(store) == [inside.id]

    async def test_wide_search_reaches_where_a_near_one_does_not(self, store: Store) -> None:
        near, far = await a_listed(store), await a_listed(store, base_area=north_km(90))

        assert await found(store, radius_km=50) == [near.id]
        assert await found(store, radius_km=100) == [near.id, far.id]

    async def test_rule_25_distance_is_a_band(self, store: Store) -> None:
        for km in (0, 1, 3, 6):
            await a_listed(store, base_area=north_km(km))

        assert [card.distance_km for card in (await search(store)).items] == [2, 2, 5, 10]

    async def test_q4_partner_at_the_very_origin_is_found(self, store: Store) -> None:
        partner = await a_listed(store, base_area=ORIGIN)

        assert await found(store) == [partner.id]

    async def test_q12_viewer_does_not_find_himself(self, store: Store) -> None:
        viewer, other = await a_listed(store), await a_listed(store)

        assert await found(store, viewer.id) == [other.id]

    @pytest.mark.parametrize("viewer_blocks", [True, False], ids=["viewer blocks", "is blocked"])
    @pytest.mark.parametrize("sort", Sort)
    async def test_rule_15_blocked_pairs_never_meet(
        self, store: Store, viewer_blocks: bool, sort: Sort
    ) -> None:
        viewer, blocked, other = await a_user(store), await a_listed(store), await a_listed(store)
        pair = (viewer.id, blocked.id) if viewer_blocks else (blocked.id, viewer.id)
        block = Block(*pair, created_at=NOW)
        await committed(store, lambda uow: uow.blocks.add(block))

        page = await search(store, viewer.id, sort=sort)
        assert [card.partner_id for card in page.items] == [other.id]
        assert page.total == 1
        assert await found(store, viewer.id, text="an", sort=sort) == [other.id]

    async def test_q13_a_block_between_others_hides_nobody(self, store: Store) -> None:
        viewer, stranger, partner = await a_user(store), await a_user(store), await a_listed(store)
        block = Block(stranger.id, partner.id, created_at=NOW)
        await committed(store, lambda uow: uow.blocks.add(block))

        assert await found(store, viewer.id) == [partner.id]


class TestFilters(StoreContract):
    @pytest.mark.parametrize(
        ("wish", "fits", "fails"),
        [
            ({"min_rate": Vnd(200_000)}, {"hourly_rate": Vnd(200_000)}, {}),
            ({"max_rate": Vnd(199_999)}, {}, {"hourly_rate": Vnd(200_000)}),
            (
                {"service_types": frozenset({ServiceType.PARTY, ServiceType.MOVIE})},
                {},
                {"service_types": frozenset({ServiceType.COFFEE})},
            ),
            (
                {"min_rating": Fraction(466, 100)},
                {"total_reviews": 3, "rating_sum": 14},
                {"total_reviews": 20, "rating_sum": 93},
            ),
            ({"min_rating": Fraction(1)}, {"total_reviews": 1, "rating_sum": 1}, {}),
            ({"gender": Gender.FEMALE}, {"gender": Gender.FEMALE}, {"gender": Gender.OTHER}),
            ({"gender": Gender.FEMALE}, {"gender": Gender.FEMALE}, {}),
            (
                {"languages": frozenset({"EN", "ko"})},
                {"languages": ("vi", "en")},
                {"languages": ("vi",)},
            ),
            (
                {"interests": frozenset({"am nhac"})},
                {"interests": ("Âm Nhạc",)},
                {"interests": ("Âm", "nhạc")},
            ),
            (
                {"city": "tp hcm"},
                {"city": "Hồ Chí Minh", "address": SAIGON_WARD},
                {"city": "Hà Nội"},
            ),
            ({"city": "Xứ sở"}, {"city": "xu so"}, {"city": "Xứ"}),
        ],
        ids=lambda each: "-".join(each) if isinstance(each, dict) else "",
    )
    async def test_filter_keeps_who_fits(
        self, store: Store, wish: dict[str, Any], fits: dict[str, Any], fails: dict[str, Any]
    ) -> None:
        kept = await a_listed(store, **fits)
        await a_listed(store, **fails)

        for sort in Sort:
            assert await found(store, **wish, sort=sort) == [kept.id]

    async def test_filters_all_count(self, store: Store) -> None:
        await a_listed(store, gender=Gender.MALE, languages=("vi",))
        both = await a_listed(store, gender=Gender.MALE, languages=("en",))
        await a_listed(store, gender=Gender.FEMALE, languages=("en",))

        wishes: dict[str, Any] = {"gender": Gender.MALE, "languages": frozenset({"en"})}
        assert await found(store, **wishes) == [both.id]


class TestTexts(StoreContract):
    @pytest.mark.parametrize("text", ["nguyen", "nguyễn", "NGUYEN", "Nguye\u0302\u0303n", "ngu"])
    async def test_q10_accents_case_and_composition_do_not_matter(
        self, store: Store, text: str
    ) -> None:
        wanted = await a_listed(store, display_name="Nguyễn An")
        await a_listed(store, display_name="Trần Bình")

        assert await found(store, text=text) == [wanted.id]

    @pytest.mark.parametrize("text", ["dang", "Đặng", "đặng", "dặng"])
    async def test_d_with_a_stroke_is_a_d(self, store: Store, text: str) -> None:
        wanted = await a_listed(store, display_name="Đặng")

        assert await found(store, text=text) == [wanted.id]

    @pytest.mark.parametrize("text", ["nguyne", "nguyeen", "nuyen"])
    async def test_word_that_nobody_has_is_read_as_one_that_looks_like_it(
        self, store: Store, text: str
    ) -> None:
        wanted = await a_listed(store, display_name="Nguyễn")
        await a_listed(store, display_name="Bình")

        assert await found(store, text=text) == [wanted.id]

    async def test_word_that_somebody_has_is_not_reinterpreted(self, store: Store) -> None:
        await a_listed(store, display_name="Phương")
        wanted = await a_listed(store, display_name="Phượng Nga")

        assert await found(store, text="nga") == [wanted.id]
        assert len(await found(store, text="phuong")) == 2

    async def test_every_word_must_fit_and_only_the_last_may_be_begun(self, store: Store) -> None:
        wanted = await a_listed(store, display_name="Lan Hương")
        await a_listed(store, display_name="Lan Anh")

        assert await found(store, text="lan hu") == [wanted.id]
        assert await found(store, text="la huong") == []

    async def test_texts_interests_and_place_are_searched_too(self, store: Store) -> None:
        wanted = await a_listed(
            store, bio="Thích leo núi", interests=("Nhiếp ảnh",), city="Đà Lạt cũ"
        )

        for text in ("leo nui", "nhiep", "da lat"):
            assert await found(store, text=text) == [wanted.id]

    async def test_values_are_not_words(self, store: Store) -> None:
        await a_listed(store, languages=("vietnamese",))

        for text in ("lang", "likes", "vietnamese"):
            assert await found(store, text=text) == []

    async def test_signs_of_a_query_language_mean_nothing(self, store: Store) -> None:
        wanted = await a_listed(store, display_name="An")

        assert await found(store, text="an' | ! & (:*\\") == [wanted.id]

    async def test_relevance_puts_the_whole_name_first_and_then_names(self, store: Store) -> None:
        elsewhere = await a_listed(
            store, display_name="Bình", bio="bạn của Linh", total_reviews=50, rating_sum=250
        )
        in_name = await a_listed(store, display_name="Linh Chi", total_reviews=50, rating_sum=250)
        whole = await a_listed(store, display_name="Linh", total_reviews=50, rating_sum=100)

        ranked = await found(store, text="linh", sort=Sort.RELEVANCE)
        assert ranked == [whole.id, in_name.id, elsewhere.id]


class TestOrders(StoreContract):
    async def test_few_reviews_count_for_little(self, store: Store) -> None:
        perfect_once = await a_listed(store, total_reviews=1, rating_sum=5)
        good_often = await a_listed(store, total_reviews=100, rating_sum=480)
        bad = await a_listed(store, total_reviews=5, rating_sum=5)
        new = await a_listed(store)

        ranked = [good_often.id, perfect_once.id, new.id, bad.id]
        assert await found(store, sort=Sort.RATING) == ranked
        assert await found(store, sort=Sort.RELEVANCE) == ranked

    async def test_cheapest_comes_first_and_then_the_better_rank(self, store: Store) -> None:
        dear = await a_listed(store, hourly_rate=Vnd(300_000))
        cheap = await a_listed(store, hourly_rate=Vnd(100_000))
        cheap_and_good = await a_listed(
            store, hourly_rate=Vnd(100_000), total_reviews=9, rating_sum=45, base_area=north_km(6)
        )

        assert await found(store, sort=Sort.PRICE) == [cheap_and_good.id, cheap.id, dear.id]


class TestFreeTime(StoreContract):
    @pytest.mark.parametrize(
        ("slots", "free"),
        [
            ([(9, 14, SlotKind.AVAILABLE)], True),
            ([(10, 13, SlotKind.AVAILABLE)], True),
            ([(10, 12, SlotKind.AVAILABLE), (12, 13, SlotKind.AVAILABLE)], True),
            ([], False),
            ([(10, 12.5, SlotKind.AVAILABLE)], False),
            ([(10, 12, SlotKind.AVAILABLE), (12.5, 14, SlotKind.AVAILABLE)], False),
            ([(9, 14, SlotKind.AVAILABLE), (11, 11.5, SlotKind.BLOCKED)], False),
            ([(9, 14, SlotKind.AVAILABLE), (13, 14, SlotKind.BLOCKED)], True),
        ],
        ids=["around", "exactly", "touching", "none", "short", "a gap", "a block", "block after"],
    )
    async def test_published_time_holds_the_whole_meeting(
        self, store: Store, slots: list[tuple[float, float, SlotKind]], free: bool
    ) -> None:
        partner = await a_listed(store)
        made = [new_slot(partner, hours_from_now(start, end), kind) for start, end, kind in slots]
        await committed(store, lambda uow: uow.slots.add(*made))

        for sort in Sort:
            assert bool(await found(store, free_at=FREE_AT_TEN, sort=sort)) is free

    @pytest.mark.parametrize(
        ("taken", "free"),
        [((13.5, 15), True), ((13, 14), False), ((8, 10), True), ((12, 12.5), False)],
        ids=["behind the way home", "on the way home", "right before", "in the middle"],
    )
    @pytest.mark.parametrize("role", ReservationRole)
    async def test_feature_23_reservations_in_either_role_and_the_way_home_count(
        self, store: Store, taken: tuple[float, float], free: bool, role: ReservationRole
    ) -> None:
        partner = await a_listed(store, travel_buffer=timedelta(minutes=30))
        slot = new_slot(partner, hours_from_now(0, 20))
        booking = await a_booking(store)
        reservation = Reservation(partner.id, hours_from_now(*taken), booking.id, role)
        await committed(
            store,
            lambda uow: uow.slots.add(slot),
            lambda uow: uow.reservations.add(reservation),
        )

        assert bool(await found(store, free_at=FREE_AT_TEN)) is free

    @pytest.mark.parametrize(
        ("asked", "minimum", "needed"), [(1, 6, 6), (8, 6, 8), (1, 10, 10)], ids=str
    )
    async def test_the_billed_time_has_to_be_free(
        self, store: Store, asked: int, minimum: int, needed: int
    ) -> None:
        fits = await a_listed(store, minimum_half_hours=minimum)
        short = await a_listed(store, minimum_half_hours=minimum)
        windows = [
            new_slot(fits, hours_from_now(10, 10 + needed / 2)),
            new_slot(short, hours_from_now(10, 9.5 + needed / 2)),
        ]
        await committed(store, lambda uow: uow.slots.add(*windows))

        wish = FreeAt(FREE_AT_TEN.start, asked)
        assert await found(store, free_at=wish, text="an") == [fits.id]


class TestPages(StoreContract):
    async def everybody(self, store: Store) -> list[UserId]:
        partners = []
        for number in range(13):
            changes: dict[str, Any] = {
                "base_area": north_km(number % 4),
                "hourly_rate": Vnd(100_000 + number % 3),
                "total_reviews": number % 2,
                "rating_sum": 5 * (number % 2),
                "display_name": ("Linh", "Linh Chi", "Bình")[number % 3],
                "bio": "linh",
            }
            partners.append(await a_listed(store, **changes))
        return [partner.id for partner in partners]

    @pytest.mark.parametrize("sort", Sort)
    @pytest.mark.parametrize("text", [None, "linh"], ids=["no text", "text"])
    async def test_numbered_pages_and_cursors_hold_everybody_once(
        self, store: Store, sort: Sort, text: str | None
    ) -> None:
        everybody = await self.everybody(store)
        whole = await search(store, page=PageWish(50), sort=sort, text=text)
        in_order = [card.partner_id for card in whole.items]
        numbered: list[UserId] = []
        behind: list[UserId] = []
        after: Place | None = None
        for number in range(1, 6):
            page = await search(store, page=PageWish(3, number=number), sort=sort, text=text)
            numbered.extend(card.partner_id for card in page.items)
            wish = PageWish(3, after=after)
            follower = page if number == 1 else await search(store, page=wish, sort=sort, text=text)
            behind.extend(card.partner_id for card in follower.items)
            after = follower.next
            assert (after is None) is (number == 5)
            assert (page.total, follower.total) == (13, 13)

        assert sorted(in_order) == sorted(everybody)
        assert whole.next is None
        assert numbered == behind == in_order

    @pytest.mark.parametrize("sort", Sort)
    async def test_cursor_stands_although_its_partner_has_gone(
        self, store: Store, sort: Sort
    ) -> None:
        await self.everybody(store)
        whole = [card.partner_id for card in (await search(store, sort=sort)).items]
        first = await search(store, page=PageWish(5), sort=sort)
        await committed(store, lambda uow: uow.search_entries.remove(whole[4]))

        rest = await search(store, page=PageWish(20, after=first.next), sort=sort)
        assert [card.partner_id for card in rest.items] == whole[5:]

    @pytest.mark.parametrize("there", [TOTAL_COUNTED, TOTAL_COUNTED + 1])
    async def test_total_is_exact_up_to_200(self, store: Store, there: int) -> None:
        async with store.open_uow() as uow:
            for number in range(there):
                user = new_user()
                partner = new_partner(user, base_area=north_km(number % 20))
                await stored(uow, user, new_profile(user), partner)
            await uow.commit()

        for sort in Sort:
            page = await search(store, page=PageWish(1), radius_km=30, sort=sort)
            assert page.total == TOTAL_COUNTED
            assert page.total_is_more is (there > TOTAL_COUNTED)

    async def test_page_beyond_the_end_is_empty(self, store: Store) -> None:
        await a_listed(store)

        page = await search(store, page=PageWish(20, number=2))
        assert (list(page.items), page.total, page.next) == ([], 1, None)


class TestTidying(StoreContract):
    async def test_tidying_changes_nothing(self, store: Store) -> None:
        partner = await a_listed(store)
        await store.directory.tidy()

        assert await found(store) == [partner.id]
