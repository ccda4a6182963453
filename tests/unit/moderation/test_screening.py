"""Screening finds what is hidden, and leaves honest people alone (VIETNAM V15, FEATURES 124)."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_cli.seed import people
from mate_core.moderation.screening.errors import TextRefused, require_allowed
from mate_core.moderation.screening.folding import folded
from mate_core.moderation.screening.matching import matcher_of
from mate_core.moderation.screening.model import Accents, Category, Finding, Severity
from mate_core.moderation.screening.screen import screen
from mate_core.moderation.screening.terms import terms, terms_of
from tests.unit.moderation.evasive_texts import FOUND, REFUSED
from tests.unit.moderation.innocent_texts import HELD, INNOCENT

RECALL = 0.95


def is_refused(text: str) -> bool:
    return any(each.severity is Severity.BLOCK for each in screen({"bio": text}))


class TestPrecision:
    @pytest.mark.parametrize("text", INNOCENT)
    def test_honest_text_has_no_finding(self, text: str) -> None:
        assert screen({"bio": text}) == ()

    @pytest.mark.parametrize("text", INNOCENT)
    def test_honest_text_without_marks_or_in_capitals_is_not_refused(self, text: str) -> None:
        plain = "".join(
            sign
            for sign in unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
            if not unicodedata.combining(sign)
        )
        assert not is_refused(plain)
        assert not is_refused(text.upper())

    @pytest.mark.parametrize("text", HELD)
    def test_doubtful_text_waits_for_staff_and_is_not_refused(self, text: str) -> None:
        assert {each.severity for each in screen({"bio": text})} == {Severity.HOLD}

    def test_demo_people_pass(self) -> None:
        texts = [each for each in vars(people).values() if isinstance(each, str)]
        assert texts
        assert not any(is_refused(text) for text in texts if not text.startswith(("0", "+")))


class TestRecall:
    def test_nearly_everything_that_is_hidden_is_found(self) -> None:
        refused = [text for text in REFUSED if is_refused(text)]
        found = [text for text in FOUND if screen({"bio": text})]
        missed = {*REFUSED, *FOUND} - {*refused, *found}
        assert len(missed) <= (1 - RECALL) * (len(REFUSED) + len(FOUND)), missed

    @pytest.mark.parametrize(
        "disguise", ["plain", "capitals", "points", "blanks", "digits", "long"]
    )
    def test_each_term_is_found_in_each_disguise(self, disguise: str) -> None:
        hide = DISGUISES[disguise]
        listed = [
            term
            for term in terms()
            if term.severity is Severity.BLOCK and term.accents is not Accents.AS_WRITTEN
        ]
        missed = [term.text for term in listed if not is_refused(hide(term.text))]
        assert len(missed) <= (1 - RECALL) * len(listed), missed


def _plain(text: str) -> str:
    return folded(text).plain


def _digits(text: str) -> str:
    return _plain(text).translate(str.maketrans("aeiost", "431057"))


DISGUISES: Mapping[str, Callable[[str], str]] = {
    "plain": _plain,
    "capitals": str.upper,
    "points": lambda text: " ".join(".".join(word) for word in text.split()),
    "blanks": " ".join,
    "digits": _digits,
    "long": lambda text: "".join(sign * 2 if sign.isalpha() else sign for sign in text),
}


class TestMarks:
    """What only its marks tell apart from an innocent word."""

    @pytest.mark.parametrize(
        "text", ["lon bia", "lớn lên", "cắc cớ", "nứt nẻ", "đủ thứ", "buổi tối"]
    )
    def test_other_marks_are_another_word(self, text: str) -> None:
        assert screen({"bio": text}) == ()

    def test_term_with_its_marks_or_with_none(self) -> None:
        (term,) = terms_of("đi khách", Category.SEXUAL_SERVICE, Severity.BLOCK)
        matcher = matcher_of(term)
        hits = {text: bool(list(matcher.spans(folded(text)))) for text in DI_KHACH}
        assert hits == DI_KHACH

    def test_exception_saves_only_what_lies_inside_it(self) -> None:
        assert screen({"bio": "làm tình nguyện"}) == ()
        assert is_refused("làm tình nguyện, làm tình")

    def test_exception_of_no_term_is_a_mistake_of_the_list(self) -> None:
        with pytest.raises(ValueError, match="of no term"):
            terms_of("unless anything", Category.DRUGS, Severity.HOLD)
        with pytest.raises(ValueError, match="without letters"):
            matcher_of(terms_of("!!", Category.DRUGS, Severity.HOLD)[0])

    def test_no_term_is_listed_twice(self) -> None:
        listed = [(term.text, term.severity) for term in terms()]
        assert len(listed) == len(set(listed))


DI_KHACH = {
    "đi khách": True,
    "di khach": True,
    "ĐI KHACH": True,
    "dì khạch": False,
    "đi khách!": True,
}


class TestFindings:
    def test_say_where_and_what(self) -> None:
        text = "Chào bạn, g.á.i g-ọ-i đây"
        (found,) = screen({"displayName": "Linh", "bio": text})
        assert found == Finding(
            "bio", Category.SEXUAL_SERVICE, Severity.BLOCK, "gái gọi", 10, 21, "g.á.i g-ọ-i"
        )
        assert text[found.start : found.end] == found.excerpt

    def test_gravest_come_first_and_parts_of_a_larger_one_are_left_out(self) -> None:
        findings = screen({"bio": "qua đêm", "interests": "zalo: linh_95"})
        assert [(each.field, each.rule) for each in findings] == [
            ("interests", "handle"),
            ("bio", "qua đêm"),
        ]

    def test_rule_28_money_and_rating_in_one_text_are_held(self) -> None:
        found = screen({"comment": "Trả thêm tiền, không thì tôi đánh giá 1 sao."})
        assert [each.category for each in found] == [Category.MONEY_THREAT]
        assert screen({"comment": "Đúng giờ, vui vẻ, đánh giá 5 sao."}) == ()

    def test_refusal_names_field_words_and_why(self) -> None:
        with pytest.raises(TextRefused) as refused:
            require_allowed(screen({"interests": "phim, ketamine"}))
        assert refused.value.field == "interests"
        assert refused.value.detail == "Take out “ketamine”: drugs have no place here."
        require_allowed(screen({"bio": "qua đêm"}))

    @given(st.dictionaries(st.sampled_from(["bio", "interests"]), st.text(max_size=200)))
    def test_any_text_can_be_screened_and_findings_lie_inside_it(
        self, texts: dict[str, str]
    ) -> None:
        for found in screen(texts):
            composed = unicodedata.normalize("NFC", texts[found.field])
            assert 0 <= found.start < found.end <= len(composed)
