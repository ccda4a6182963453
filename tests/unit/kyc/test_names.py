"""One person in many spellings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.kyc.names import plain_name, same_name

WORDS = ("Nguyễn", "Đặng", "Thị", "Ánh", "Đào", "Phượng", "Văn", "Ước", "Lê", "Quỳnh")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@given(names, st.randoms(use_true_random=False), st.sampled_from(("NFC", "NFD")))
def test_accents_case_order_and_unicode_form_do_not_matter(name, random, form) -> None:  # type: ignore[no-untyped-def]  # Hypothesis gives its own Random
    words = name.split()
    random.shuffle(words)
    other = unicodedata.normalize(form, " ".join(words))
    assert same_name(name, other)
    assert same_name(name, other.upper())
    assert same_name(name, plain_name(other).lower())


@given(names, st.sampled_from(WORDS))
def test_one_more_word_is_another_person(name: str, word: str) -> None:
    assert not same_name(name, f"{name} {word}")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Đặng Thị Đào", "DANG THI DAO"), ("  Lê  Văn-An ", "le van an"), ("đỗ", "ĐO")],
)
def test_the_letter_dd_is_a_d(one: str, other: str) -> None:
    assert same_name(one, other)


def test_nothing_is_nobody() -> None:
    assert not same_name("…", "!")
