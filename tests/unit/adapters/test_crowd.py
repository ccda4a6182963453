"""Invented people: the same for the same seed, within every limit of the core, and believable."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Final

import pytest

from mate_adapters.addresses.official import OfficialAddressBook
from mate_adapters.crowd.meetings import Past
from mate_adapters.crowd.numbers import SEEDS, CodeBook, PhoneBook, Thing, id_of
from mate_adapters.crowd.people import Crowd, InventedPartner, Person
from mate_adapters.crowd.towns import Country
from mate_core.bookings.transitions import BookingStatus
from mate_core.identity.model import KycStatus
from mate_core.kyc.states import KycState
from mate_core.partners.activity_table import ACTIVITIES
from mate_core.partners.listing_steps import Wording
from mate_core.partners.model import ListingStatus
from mate_core.partners.policies import PartnerPolicy
from mate_core.partners.weekly_hours import DAY_MINUTES
from mate_core.profiles.model import Gender
from mate_core.profiles.policies import ProfilePolicy
from mate_core.search.entry import entry_of
from mate_core.shared.text import length_of, tidy
from mate_core.shared.time import local_day, to_local

NOW: Final = datetime(2026, 11, 28, 3, tzinfo=UTC)
BOOK: Final = OfficialAddressBook()
COUNTRY: Final = Country(BOOK)
MANY: Final = 3_000
USERS: Final = 500
HANOI, SAIGON = "01", "79"


def crowd_of(seed: int, *, taken: frozenset[str] = frozenset()) -> Crowd:
    past = Past(seed, USERS, CodeBook(seed), NOW)
    return Crowd(seed, NOW, "hash", COUNTRY, PhoneBook(seed, taken), past)


@cache
def many() -> list[InventedPartner]:
    crowd = crowd_of(7)
    return [crowd.partner(number) for number in range(MANY)]


def test_a_seed_gives_the_same_people_again() -> None:
    assert crowd_of(3).partner(11) == crowd_of(3).partner(11)
    assert crowd_of(3).user(11) == crowd_of(3).user(11)


def test_another_seed_gives_other_people() -> None:
    one, other = crowd_of(3).partner(11), crowd_of(4).partner(11)
    assert one.user.id != other.user.id
    assert one.user.phone != other.user.phone
    assert one.partner.bio != other.partner.bio


def test_partners_and_users_of_one_number_are_two_people() -> None:
    crowd = crowd_of(3)
    assert crowd.partner(5).user.id != crowd.user(5).user.id
    assert crowd.partner(5).user.phone != crowd.user(5).user.phone


def test_ids_are_uuids_of_version_7_that_sort_by_number() -> None:
    ids = [id_of(SEEDS - 1, Thing.PARTNER, number) for number in range(100)]
    assert all(id_.version == 7 for id_ in ids)
    assert all(one < other for one, other in pairwise(ids))
    assert len({id_of(seed, thing, 1) for seed in (0, 1, SEEDS - 1) for thing in Thing}) == 3 * len(
        Thing
    )


def test_phone_numbers_are_never_given_twice() -> None:
    crowd = crowd_of(7)
    users = [crowd.user(number).user.phone for number in range(MANY)]
    assert len({each.user.phone for each in many()} | set(users)) == 2 * MANY


def test_numbers_that_people_have_already_are_left_to_them() -> None:
    phone = crowd_of(7).partner(0).user.phone
    assert phone is not None
    assert crowd_of(7, taken=frozenset({phone.e164})).partner(0).user.phone != phone


def test_everybody_is_an_adult_with_a_proven_phone_number() -> None:
    crowd = crowd_of(7)
    people: list[InventedPartner | Person] = [*many()]
    people += [crowd.user(number) for number in range(300)]
    assert all(person.profile.is_adult(at=NOW) for person in people)
    assert all(person.user.phone_verified_at is not None for person in people)
    assert all(person.user.created_at < NOW for person in people)


def test_profiles_keep_within_what_the_service_takes() -> None:
    policy = ProfilePolicy()
    for person in many():
        profile = person.profile
        assert policy.name_length[0] <= length_of(profile.full_name) <= policy.name_length[1]
        assert 1 <= length_of(profile.shown_name) <= policy.name_length[1]
        for tags in (profile.languages, profile.interests, profile.talents):
            assert len(tags) <= policy.tags
            assert len(set(tags)) == len(tags)
            assert all(length_of(tag) <= policy.tag_length for tag in tags)
        assert profile.height_cm is not None
        assert policy.height_cm[0] <= profile.height_cm <= policy.height_cm[1]


def test_offers_keep_within_what_the_service_takes() -> None:
    policy = PartnerPolicy()
    for each in many():
        partner = each.partner
        assert policy.lowest_rate <= partner.hourly_rate <= policy.highest_rate
        assert partner.hourly_rate.amount % 10_000 == 0
        assert (
            policy.minimum_half_hours
            <= partner.minimum_half_hours
            <= policy.highest_minimum_half_hours
        )
        assert partner.service_types
        assert timedelta(0) <= partner.travel_buffer <= policy.longest_buffer
        assert partner.bio is not None
        assert length_of(partner.bio) <= policy.bio_length


def test_texts_are_composed_and_have_no_gaps() -> None:
    for each in many():
        bio = each.partner.bio or ""
        for text in (bio, each.profile.full_name, each.profile.shown_name):
            assert unicodedata.is_normalized("NFC", text)
            assert tidy(text) == text
        assert not set("{}") & set(bio)
        assert ".." not in bio


def test_names_have_three_words_and_fit_the_gender() -> None:
    for each in many():
        _, middle, _ = each.profile.full_name.split()
        if middle == "Thị":
            assert each.profile.gender is not Gender.MALE
        if middle == "Văn":
            assert each.profile.gender is not Gender.FEMALE


def test_nguyen_is_the_most_frequent_family_name() -> None:
    families = Counter(each.profile.full_name.split()[0] for each in many())
    (name, count), *_ = families.most_common(1)
    assert name == "Nguyễn"
    assert 0.30 < count / MANY < 0.45


def test_most_live_in_the_two_big_cities_and_some_everywhere() -> None:
    provinces = Counter(
        each.partner.address.province.code for each in many() if each.partner.address
    )
    assert (provinces[HANOI] + provinces[SAIGON]) / MANY > 0.5
    assert {town.province.code for town in COUNTRY.towns} == {
        province.code for province in BOOK.provinces()
    }


def test_addresses_are_of_today_and_name_the_city() -> None:
    for each in many():
        address = each.partner.address
        assert address is not None
        assert address.commune is not None
        assert BOOK.commune(address.commune.code) == address.commune
        assert each.partner.city == address.province.name
        assert each.profile.address == address


def test_base_areas_are_cells_around_the_towns() -> None:
    for each in many():
        area = each.partner.base_area
        assert area is not None
        assert area == area.snapped()
        assert min(area.distance_km(town.middle) for town in COUNTRY.towns) < 12


def test_people_crowd_in_few_cells() -> None:
    cells = {each.partner.base_area for each in many()}
    assert len(cells) < MANY / 2


def test_saigon_is_dearer_than_small_towns() -> None:
    def rates(*codes: str) -> float:
        return median(
            each.partner.hourly_rate.amount
            for each in many()
            if each.partner.address and each.partner.address.province.code in codes
        )

    assert rates(SAIGON) > rates("40", "38", "52", "66", "96", "86", "82")


def stars_of(each: InventedPartner) -> list[int]:
    return [meeting.review.ratings.overall for meeting in each.meetings]


def test_ratings_are_those_of_the_reviews() -> None:
    for each in many():
        assert each.partner.total_reviews == len(each.meetings)
        assert each.partner.rating_sum == sum(stars_of(each))
        assert each.partner.completed_bookings == len(each.meetings)
    assert 0.5 < sum(len(each.meetings) for each in many()) / MANY < 2


def test_most_reviews_are_content() -> None:
    stars = Counter(star for each in many() for star in stars_of(each))
    assert stars[5] > stars[4] > stars[3] > stars[1]


def test_reviews_are_of_meetings_with_users_and_can_be_read() -> None:
    users = {id_of(7, Thing.USER, number) for number in range(USERS)}
    meetings = [meeting for each in many() for meeting in each.meetings]
    for booking, review in ((each.booking, each.review) for each in meetings):
        assert review.is_visible
        assert (review.booking_id, review.reviewee_id) == (booking.id, booking.partner_id)
        assert review.reviewer_id == booking.user_id
        assert booking.user_id in users
        assert booking.status is BookingStatus.COMPLETED
        assert booking.period.end < review.created_at < review.closes_at <= NOW
        assert review.published_at == review.closes_at
    assert len({each.booking.code for each in meetings}) == len(meetings)
    assert len({each.booking.id for each in meetings}) == len(meetings)


def test_meetings_were_after_the_partner_came_and_where_the_activity_allows() -> None:
    for each in many():
        for meeting in each.meetings:
            booking = meeting.booking
            assert booking.created_at > each.partner.created_at
            assert booking.service_type in each.partner.service_types
            edition = ACTIVITIES.at(booking.created_at)
            place = booking.place.venue_class
            assert place in edition.activities[booking.service_type].venue_classes
            assert edition.is_open(booking.service_type, place, booking.period)


def test_codes_that_bookings_have_already_are_left_to_them() -> None:
    code = CodeBook(7).code(3)
    assert CodeBook(7, frozenset({code})).code(3) != code


def test_where_nobody_books_nobody_writes() -> None:
    crowd = crowd_of(7)
    alone = replace(crowd, past=replace(crowd.past, users=0))
    assert all(not alone.partner(number).partner.total_reviews for number in range(200))


def test_who_is_verified_has_a_case_that_says_so() -> None:
    for each in many():
        if not each.partner.is_verified:
            assert each.user.kyc_status is KycStatus.NONE
            assert each.case is None
            continue
        assert each.user.kyc_status is KycStatus.VERIFIED
        assert each.case is not None
        assert each.case.state is KycState.VERIFIED
        assert each.case.verified_name == each.profile.full_name
        assert each.case.due_at is None


def test_most_can_be_found_and_some_cannot() -> None:
    found = [entry_of(each.partner, each.profile, each.user) for each in many()]
    assert 0.8 < sum(entry is not None for entry in found) / MANY < 0.99


def test_slots_lie_ahead_one_a_day_at_most() -> None:
    assert any(each.slots for each in many())
    for each in many():
        days = [to_local(slot.period.start).date() for slot in each.slots]
        assert len(set(days)) == len(days)
        assert all(slot.period.start > NOW for slot in each.slots)
        assert len({slot.id for slot in each.slots}) == len(each.slots)


def test_most_have_hours_every_week_some_past_midnight() -> None:
    rules = [rule for each in many() for rule in each.hours]
    assert sum(bool(each.hours) for each in many()) / MANY > 0.9
    assert any(rule.plan.start_minute + rule.plan.minutes > DAY_MINUTES for rule in rules)
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.plan.since == local_day(NOW) for rule in rules)


def test_nobody_can_log_in_as_the_inspector() -> None:
    inspector = crowd_of(7).inspector()
    assert inspector.user.phone is None
    assert inspector.user.email is None
    assert inspector.user.password_hash != "hash"


@pytest.mark.parametrize(
    "day", [datetime(2026, 3, 1, tzinfo=UTC), datetime(2027, 7, 9, tzinfo=UTC)]
)
def test_on_another_day_only_dates_differ(day: datetime) -> None:
    now = crowd_of(7).partner(4)
    later = replace(crowd_of(7), at=day).partner(4)
    assert later.user.id == now.user.id
    assert later.profile.full_name == now.profile.full_name
    assert later.partner.bio == now.partner.bio
    assert later.partner.hourly_rate == now.partner.hourly_rate


def test_nothing_that_they_say_of_themselves_would_wait_for_staff() -> None:
    for invented in many()[:200]:
        wording = Wording.of(invented.profile, invented.partner)
        assert wording.findings == ()
    assert {invented.partner.listing for invented in many()} == {ListingStatus.APPROVED}
