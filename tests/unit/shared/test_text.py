"""Texts about people: one spelling, nothing hidden, lengths as people count them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.shared.errors import InvalidInput
from mate_core.shared.text import folded, length_of, require_length, tidy, tidy_lines

ANY = st.text(st.characters(codec=None), max_size=60)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Nguyễn   Văn\t An ", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Nguyễn"), "Nguyễn"),
        ("An\u200b\u200e\u202e\ufeff", "An"),
        ("An\x00\x07\x1b[31m", "An[31m"),
        ("A\u00a0n\u3000B", "A n B"),
        ("dòng\nmột", "dòng một"),
        ("z" + "\u0301" * 50, "ź" + "\u0301" * 3),
        ("\u3164\u2800", ""),
        ("👩\u200d🚀 bay", "👩\u200d🚀 bay"),
        ("ẩn\u200d danh\u200d", "ẩn danh"),
    ],
)
def test_one_line_is_tidied(written: str, kept: str) -> None:
    assert tidy(written) == kept


def test_lines_stay_lines_and_empty_ones_do_not_pile_up() -> None:
    assert tidy_lines("  một \r\n\n\n\n hai\u2028ba  ") == "một\n\nhai\nba"


@given(ANY)
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    for tidied in (tidy, tidy_lines):
        once = tidied(text)
        assert tidied(once) == once


@given(ANY)
def test_what_is_left_can_be_stored_and_hides_nothing(text: str) -> None:
    for sign in tidy(text).replace("\u200d", ""):
        assert unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Nguyễn", 6),
        (unicodedata.normalize("NFD", "Nguyễn"), 6),
        ("👩\u200d🚀", 1),
        ("👍🏽", 1),
    ],
)
def test_length_is_what_a_person_counts(text: str, length: int) -> None:
    assert length_of(text) == length


def test_length_is_bounded_in_code_points_too() -> None:
    require_length("bio", "ab", 1, 2)
    for text in ("", "abc", "a" + "\u0301" * 100):
        with pytest.raises(InvalidInput):
            require_length("bio", text, 1, 2)


def test_folded_texts_compare_without_accents_case_and_signs() -> None:
    assert folded("Đỗ Quỳnh-Chi 88") == "doquynhchi88"
