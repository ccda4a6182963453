"""Registered wordings: what carriers of Viet Nam take, and what they do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.messages.catalogue import CATALOGUE, CODE, sms_templates, template_of
from mate_core.messages.template import (
    MOST_SEGMENTS,
    EmailText,
    Language,
    Message,
    Template,
    segments,
    without_diacritics,
)


def fullest(template: Template) -> Message:
    """Every gap filled to its limit."""
    return template.message(**{name: "W" * size for name, size in template.variables.items()})


@pytest.mark.parametrize("template", sms_templates(), ids=lambda template: template.id)
class TestEverySms:
    def test_it_fits_into_two_segments_when_every_gap_is_full(self, template: Template) -> None:
        assert segments(template.sms_text(fullest(template))) <= MOST_SEGMENTS

    def test_it_has_no_diacritics(self, template: Template) -> None:
        assert template.sms is not None
        assert template.sms.isascii()

    def test_it_says_who_writes(self, template: Template) -> None:
        assert (template.sms or "").startswith("Mate Social: ")


@pytest.mark.parametrize("template", CATALOGUE.values(), ids=lambda template: template.id)
class TestEveryTemplate:
    def test_its_mails_are_in_both_languages_or_none(self, template: Template) -> None:
        assert set(template.email) in (set(), set(Language))

    def test_no_subject_holds_a_variable(self, template: Template) -> None:
        """Subjects are shown on locked screens."""
        assert not any("{" in mail.subject for mail in template.email.values())

    def test_it_is_found_again(self, template: Template) -> None:
        assert template_of(fullest(template)) is template


def test_a_code_is_read_out_digit_by_digit_and_minutes_as_a_number() -> None:
    spoken = CODE.voice_text(CODE.message(code="123456", minutes="5"))
    assert spoken.count("1, 2, 3, 4, 5, 6") == 2
    assert "hiệu lực 5 phút" in spoken


def test_a_mail_falls_back_to_vietnamese() -> None:
    only = Template(id="x", email={Language.VIETNAMESE: EmailText("Chào", "Xin chào")})
    assert only.email_content(only.message(Language.ENGLISH)).subject == "Chào"


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"code": "123456"},
        {"code": "123456", "minutes": "5", "name": "An"},
        {"code": "123456789", "minutes": "5"},
        {"code": "12\r\n34", "minutes": "5"},
    ],
    ids=["none", "missing", "unknown", "too-long", "line-break"],
)
def test_a_message_that_is_not_as_registered_is_refused(variables: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="code"):
        CODE.message(**variables)


def test_a_text_with_an_unnamed_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="unnamed gaps: name"):
        Template(id="x", sms="Xin chao {name}")


def test_a_channel_without_a_text_is_refused() -> None:
    bare = Template(id="x")
    for render in (bare.sms_text, bare.voice_text, bare.email_content):
        with pytest.raises(ValueError, match="x is not for"):
            render(bare.message())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ơ" * 70, 1),
        ("ơ" * 71, 2),
        ("ơ" * 134, 2),
        ("ơ" * 135, 3),
    ],
)
def test_segments_are_counted_as_carriers_do(text: str, count: int) -> None:
    assert segments(text) == count


@pytest.mark.parametrize(
    ("text", "plain"), [("Nguyễn Thị Đào", "Nguyen Thi Dao"), ("ở đâu", "o dau"), ("Ưu", "Uu")]
)
def test_diacritics_are_folded_as_people_type(text: str, plain: str) -> None:
    assert without_diacritics(text) == plain


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹ ", max_size=40))
def test_folding_vietnamese_leaves_nothing_but_ascii(text: str) -> None:
    assert without_diacritics(text).isascii()
