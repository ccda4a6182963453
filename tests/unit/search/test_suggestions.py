"""Whom somebody is shown, and why: the scoring alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.partners.model import ServiceType
from mate_core.search.entry import SearchEntry
from mate_core.search.suggestions.capitals import CAPITALS, LARGEST
from mate_core.search.suggestions.model import (
    Reason,
    ReasonCode,
    Seeker,
    Suggestion,
    Taste,
    suggest,
)
from mate_core.search.suggestions.policies import SuggestionPolicy
from mate_core.shared.geo import Coordinates
from mate_core.shared.ids import UserId
from mate_core.shared.money import Vnd

POLICY = SuggestionPolicy()
BEN_THANH = Coordinates(10.7721, 106.6983).snapped()
MINH, LAN, HOA = (UserId(UUID(int=number)) for number in (1, 2, 3))
MOVIE, WALKING, COFFEE = ServiceType.MOVIE, ServiceType.WALKING, ServiceType.COFFEE


def an_entry(partner_id: UserId = LAN, **changes: Any) -> SearchEntry:
    """A partner whom nothing speaks for yet: far away, with a few middling reviews."""
    entry = SearchEntry(
        partner_id=partner_id,
        display_name="Lan",
        avatar_url=None,
        bio=None,
        city=None,
        province_code=None,
        base_area=Coordinates(21.03, 105.85).snapped(),
        hourly_rate=Vnd(200_000),
        minimum_half_hours=6,
        travel_buffer=timedelta(minutes=30),
        service_types=frozenset({WALKING}),
        gender=None,
        languages=(),
        interests=(),
        total_reviews=3,
        rating_sum=12,
    )
    return replace(entry, **changes)


def a_seeker(**changes: Any) -> Seeker:
    return replace(Seeker(MINH), **changes)


def reasons(seeker: Seeker, entry: SearchEntry) -> dict[ReasonCode, Reason]:
    found = suggest(seeker, [entry], POLICY)
    return {reason.code: reason for each in found for reason in each.reasons}


def points(seeker: Seeker, entry: SearchEntry, code: ReasonCode) -> int:
    found = reasons(seeker, entry).get(code)
    return found.points if found else 0


def test_nobody_is_suggested_without_a_reason() -> None:
    assert suggest(a_seeker(), [an_entry()], POLICY) == []


def test_interests_in_common_are_told_as_the_seeker_wrote_them() -> None:
    seeker = a_seeker(interests=("Âm nhạc", "Phim", "Trà", "Đi bộ", "Sách"))
    entry = an_entry(interests=("am nhac", "PHIM", "trà", "đi bộ"))
    found = reasons(seeker, entry)[ReasonCode.SHARED_INTERESTS]
    assert found == Reason(ReasonCode.SHARED_INTERESTS, 240, ("Âm nhạc", "Phim", "Trà"))


def test_languages_in_common_count_less_than_interests() -> None:
    seeker = a_seeker(languages=("vi", "en"))
    assert points(seeker, an_entry(languages=("en",)), ReasonCode.SHARED_LANGUAGES) == 40


@pytest.mark.parametrize(
    ("offers", "expected", "words"),
    [
        ({MOVIE}, 150, ("movie",)),
        ({WALKING}, 50, ("walking",)),
        ({WALKING, MOVIE, COFFEE}, 200, ("movie", "walking")),
        ({COFFEE}, 0, ()),
    ],
)
def test_usual_services_count_by_their_share(
    offers: set[ServiceType], expected: int, words: tuple[str, ...]
) -> None:
    seeker = a_seeker(taste=Taste(services={MOVIE: 3, WALKING: 1}))
    found = reasons(seeker, an_entry(service_types=frozenset(offers)))
    reason = found.get(ReasonCode.USUAL_SERVICE, Reason(ReasonCode.USUAL_SERVICE, 0))
    assert (reason.points, reason.words) == (expected, words)


@pytest.mark.parametrize(
    ("paid", "band"),
    [
        ((200_000,), (160_000, 240_000)),
        ((100_000, 200_000, 300_000, 400_000, 2_000_000), (160_000, 480_000)),
    ],
)
def test_usual_price_is_the_middle_half_and_a_margin(
    paid: tuple[int, ...], band: tuple[int, int]
) -> None:
    taste = Taste(rates=tuple(map(Vnd, paid)))
    assert taste.price_band(POLICY) == tuple(map(Vnd, band))
    for rate, expected in ((band[0], 150), (band[1], 150), (band[0] - 1, 0), (band[1] + 1, 0)):
        entry = an_entry(hourly_rate=Vnd(rate))
        assert points(a_seeker(taste=taste), entry, ReasonCode.USUAL_PRICE) == expected


def test_who_was_liked_comes_again_and_who_was_not_never() -> None:
    seeker = a_seeker(taste=Taste(ratings={LAN: 5, HOA: 2}), cell=BEN_THANH)
    near = [an_entry(who, base_area=BEN_THANH) for who in (LAN, HOA)]
    assert [each.entry.partner_id for each in suggest(seeker, near, POLICY)] == [LAN]
    assert points(seeker, near[0], ReasonCode.LIKED) == 300


def test_nobody_is_suggested_to_himself() -> None:
    assert suggest(a_seeker(cell=BEN_THANH), [an_entry(MINH, base_area=BEN_THANH)], POLICY) == []


@pytest.mark.parametrize(("km", "expected"), [(0, 200), (3, 150), (8, 100), (15, 50), (25, 0)])
def test_nearness_counts_by_band(km: float, expected: int) -> None:
    there = Coordinates(BEN_THANH.latitude + km / 111.195, BEN_THANH.longitude)
    entry = an_entry(base_area=there)
    assert points(a_seeker(cell=BEN_THANH), entry, ReasonCode.NEAR) == expected


def test_province_counts_where_nothing_finer_is_known() -> None:
    entry = an_entry(province_code="79", base_area=BEN_THANH)
    there = a_seeker(province_code="79")
    assert points(there, entry, ReasonCode.SAME_PROVINCE) == 40
    assert points(replace(there, cell=BEN_THANH), entry, ReasonCode.SAME_PROVINCE) == 0


def test_one_perfect_review_counts_less_than_many() -> None:
    one = an_entry(total_reviews=1, rating_sum=5)
    many = an_entry(total_reviews=90, rating_sum=450)
    assert points(a_seeker(), one, ReasonCode.WELL_RATED) == 0
    assert points(a_seeker(), many, ReasonCode.WELL_RATED) == 150


def test_newcomer_is_told_as_such() -> None:
    assert points(a_seeker(), an_entry(total_reviews=0, rating_sum=0), ReasonCode.NEW) == 30


def test_every_province_has_a_place_in_viet_nam() -> None:
    assert len(CAPITALS) == 34
    assert all(8 < place.latitude < 24 for place in CAPITALS.values())
    assert all(102 < place.longitude < 110 for place in CAPITALS.values())
    assert set(LARGEST) <= CAPITALS.keys()


# Whatever the world looks like

WORDS = st.lists(st.sampled_from(["phim", "Phim", "trà", "sách", "bơi"]), max_size=4, unique=True)
PLACES = st.builds(
    Coordinates,
    st.floats(min_value=10.5, max_value=11.0),
    st.floats(min_value=106.5, max_value=107.0),
).map(Coordinates.snapped)
IDS = st.integers(min_value=1, max_value=12).map(lambda number: UserId(UUID(int=number)))
SERVICES = st.frozensets(st.sampled_from(list(ServiceType)), min_size=1, max_size=3)
RATES = st.integers(min_value=10_000, max_value=5_000_000).map(Vnd)
ENTRIES = st.lists(
    st.builds(
        an_entry,
        IDS,
        base_area=PLACES,
        hourly_rate=RATES,
        service_types=SERVICES,
        languages=WORDS.map(tuple),
        interests=WORDS.map(tuple),
        province_code=st.sampled_from(["79", None]),
        total_reviews=st.integers(min_value=0, max_value=50),
    ).map(lambda entry: replace(entry, rating_sum=4 * entry.total_reviews)),
    max_size=10,
    unique_by=lambda entry: entry.partner_id,
)
SEEKERS = st.builds(
    Seeker,
    st.just(MINH),
    st.none() | PLACES,
    st.sampled_from(["79", None]),
    WORDS.map(tuple),
    WORDS.map(tuple),
    st.builds(
        Taste,
        st.dictionaries(
            st.sampled_from(list(ServiceType)), st.integers(min_value=1, max_value=9), max_size=3
        ),
        st.lists(RATES, max_size=4).map(tuple),
        st.dictionaries(IDS, st.integers(min_value=1, max_value=5), max_size=5),
    ),
)


@given(SEEKERS, ENTRIES)
def test_score_is_the_sum_of_its_reasons_and_each_weighs_something(
    seeker: Seeker, entries: list[SearchEntry]
) -> None:
    for suggestion in suggest(seeker, entries, POLICY):
        weights = [reason.points for reason in suggestion.reasons]
        assert suggestion.score == sum(weights) > 0
        assert weights == sorted(weights, reverse=True)
        assert min(weights) > 0
        codes = [reason.code for reason in suggestion.reasons]
        assert len(codes) == len(set(codes))


@given(SEEKERS, ENTRIES, st.randoms(use_true_random=False))
def test_order_depends_on_nobody_but_the_people(
    seeker: Seeker, entries: list[SearchEntry], shuffling: Any
) -> None:
    shown = suggest(seeker, entries, POLICY)
    shuffling.shuffle(entries)
    assert suggest(seeker, entries, POLICY) == shown
    assert shown == sorted(shown, key=_place)


@given(SEEKERS, ENTRIES)
def test_other_points_change_no_more_than_their_own_reason(
    seeker: Seeker, entries: list[SearchEntry]
) -> None:
    """A policy without one kind of points is the same sum without that kind."""
    without = suggest(seeker, entries, replace(POLICY, interest=0))
    kept = {each.entry.partner_id: each.score for each in without}
    for suggestion in suggest(seeker, entries, POLICY):
        mine = sum(
            reason.points
            for reason in suggestion.reasons
            if reason.code is not ReasonCode.SHARED_INTERESTS
        )
        assert kept.get(suggestion.entry.partner_id, 0) == mine


def _place(suggestion: Suggestion) -> tuple[int, UserId]:
    return -suggestion.score, suggestion.entry.partner_id
