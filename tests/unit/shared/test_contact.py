"""One spelling for each address, so that one person has one account."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.shared.contact import AddressReader, EmailAddress, PhoneNumber, PlainPhoneReader
from mate_core.shared.errors import InvalidInput

numbers = st.from_regex(r"[35789][0-9]{8}", fullmatch=True)


class TestPhoneNumber:
    @pytest.mark.parametrize(
        "spelling",
        [
            "0901234567",
            "84901234567",
            "0084901234567",
            "+84901234567",
            "+84 0901234567",
            "090 123 45 67",
            "0901.234.567",
            "(090) 123-4567",
            " +84 90 123 4567 ",
        ],
    )
    def test_a8_every_spelling_is_one_number(self, spelling: str) -> None:
        assert PhoneNumber.parse(spelling) == PhoneNumber("+84901234567")

    @given(numbers, st.sampled_from(["0", "84", "+84", "0084", "+840"]))
    def test_every_prefix_leads_to_the_same_number(self, number: str, prefix: str) -> None:
        assert PhoneNumber.parse(prefix + number).e164 == f"+84{number}"

    @given(numbers, st.lists(st.integers(0, 12), max_size=4), st.sampled_from(" .-"))
    def test_separators_do_not_count(self, number: str, places: list[int], sign: str) -> None:
        spelled = f"0{number}"
        for place in places:
            spelled = spelled[:place] + sign + spelled[place:]

        assert PhoneNumber.parse(spelled).e164 == f"+84{number}"

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "0",
            "901234567",
            "090123456",
            "09012345678",
            "0281234567",
            "0123456789",
            "+85901234567",
            "+1 202 555 0100",
            "0901234a67",
            "+84٩٠١٢٣٤٥٦٧",
        ],
    )
    def test_rule_24_anything_but_a_vietnamese_mobile_number_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            PhoneNumber.parse(text)
        assert refused.value.field == "phone"

    def test_refusal_does_not_repeat_the_number(self) -> None:
        with pytest.raises(InvalidInput) as refused:
            PhoneNumber.parse("0281234567")
        assert "0281234567" not in str(refused.value)

    def test_only_e164_makes_a_number(self) -> None:
        with pytest.raises(ValueError, match=r"E\.164"):
            PhoneNumber("0901234567")


class TestEmailAddress:
    @pytest.mark.parametrize("spelling", ["an@example.vn", " An@Example.VN ", "AN@EXAMPLE.VN"])
    def test_case_and_spaces_do_not_make_another_account(self, spelling: str) -> None:
        assert EmailAddress.parse(spelling) == EmailAddress("an@example.vn")

    @pytest.mark.parametrize(
        "text", ["", "an", "an@", "@example.vn", "an@example", "a n@example.vn", "an@@example.vn"]
    )
    def test_what_cannot_be_an_address_is_refused(self, text: str) -> None:
        with pytest.raises(InvalidInput):
            EmailAddress.parse(text)

    def test_address_beyond_254_characters_is_refused(self) -> None:
        with pytest.raises(InvalidInput):
            EmailAddress.parse(f"an@{'example.' * 40}vn")


@pytest.mark.parametrize("text", ["nobody", "", "091", "+1 202 555 0123"])
def test_what_is_neither_number_nor_e_mail_is_told_both_ways_out(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AddressReader(PlainPhoneReader()).either(text, field="identifier")
    assert (refused.value.field, refused.value.code) == ("identifier", "address.malformed")
    assert "e-mail" in refused.value.detail
