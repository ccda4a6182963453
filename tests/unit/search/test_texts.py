"""Words as search compares them, cells by number, and the order in words."""

from __future__ import annotations

import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.search.cells import LAST_CELL, TILE_CELLS, cell_of, centre_of, tile_of
from mate_core.search.ranking import RankingPolicy
from mate_core.search.text import LONGEST_WORD, as_one, fold, has_alikes, similarity, words
from mate_core.shared.geo import Coordinates

VIETNAM = st.builds(Coordinates, st.floats(8, 24), st.floats(102, 110))


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Nguyễn Phượng", "nguyen phuong"),
        ("ĐẶNG Đình Đạt", "dang dinh dat"),
        ("Cà phê, sữa-đá!", "ca phe sua da"),
        ("q.1 / Bến_Thành", "q 1 ben thanh"),
        ("  ", ""),
        ("Straße", "strasse"),
        ("Привет 你好", "привет 你好"),
        ("ﬁlm ½", "film 1 2"),
    ],
)
def test_q10_texts_are_compared_by_folded_words(text: str, folded: str) -> None:
    assert as_one(text) == folded


@given(st.text(max_size=60))
def test_folding_knows_no_composition_and_is_done_after_once(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert as_one(as_one(text)) == as_one(text)


@given(st.text(max_size=200))
def test_words_hold_letters_and_digits_only(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= LONGEST_WORD
        assert word.isalnum() or unicodedata.category(word[0]).startswith(("L", "N"))
        assert not set("/'\\: &|!*") & set(word)


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("word", "word", Fraction(1)),
        ("nguyne", "nguyen", Fraction(4, 10)),
        ("lihn", "linh", Fraction(2, 8)),
        ("abc", "xyz", Fraction(0)),
    ],
)
def test_similarity_is_the_share_of_trigrams(one: str, other: str, share: Fraction) -> None:
    assert similarity(one, other) == similarity(other, one) == share


@pytest.mark.parametrize(("word", "has"), [("an", False), ("anh", True), ("an2", False)])
def test_short_words_and_numbers_have_no_alikes(word: str, has: bool) -> None:
    assert has_alikes(word) is has


@given(VIETNAM)
def test_rule_25_a_cell_by_number_is_the_cell_that_is_snapped_to(place: Coordinates) -> None:
    cell = cell_of(place)

    assert centre_of(cell) == place.snapped()
    assert cell_of(centre_of(cell)) == cell
    assert 0 <= cell <= LAST_CELL


@given(st.builds(Coordinates, st.floats(-80, 80), st.floats(-179, 179)))
def test_cells_have_numbers_everywhere(place: Coordinates) -> None:
    assert centre_of(cell_of(place)) == place.snapped()


@given(VIETNAM)
def test_tile_holds_its_cells_and_no_more(place: Coordinates) -> None:
    cell = cell_of(place)
    row, column = cell >> 16, cell & 0xFFFF
    mates = {
        tile_of((row // TILE_CELLS * TILE_CELLS + up) << 16 | column // TILE_CELLS * TILE_CELLS)
        for up in range(TILE_CELLS)
    }
    beyond = (row // TILE_CELLS + 1) * TILE_CELLS

    assert mates == {tile_of(cell)}
    assert tile_of(beyond << 16 | column) != tile_of(cell)


class TestRank:
    policy = RankingPolicy()

    def test_who_is_new_stands_in_the_middle(self) -> None:
        assert self.policy.rank(0, 0) == 4_200

    @given(st.lists(st.integers(1, 5), max_size=200))
    def test_rank_is_in_thousandths_of_a_star(self, stars: list[int]) -> None:
        assert 0 <= self.policy.rank(sum(stars), len(stars)) <= 5_000

    @given(st.lists(st.integers(1, 4), min_size=1, max_size=50))
    def test_a_better_review_never_makes_it_worse(self, stars: list[int]) -> None:
        total, number = sum(stars), len(stars)
        assert self.policy.rank(total + 1, number) >= self.policy.rank(total, number)

    def test_many_good_reviews_outweigh_one_perfect(self) -> None:
        assert self.policy.rank(480, 100) > self.policy.rank(5, 1)
