"""What every PhoneReader must read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.phones import MetadataPhoneReader
from mate_core.shared.contact import AddressReader, PhoneNumber, PhoneReader, PlainPhoneReader
from mate_core.shared.errors import InvalidInput

READERS = {"plain": PlainPhoneReader(), "libphonenumber": MetadataPhoneReader()}
AN = PhoneNumber("+84901234567")
both = pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())

MOBILES = st.builds(
    "{}{:07}".format,
    st.sampled_from(["32", "39", "56", "70", "79", "81", "88", "90", "96", "98"]),
    st.integers(0, 9_999_999),
)
SPELLINGS = st.tuples(
    st.sampled_from(["0", "84", "+84", "0084", "+84 ", "(0)", "+84-"]),
    st.sampled_from(["", " ", ".", "-", "\u00a0"]),
    st.booleans(),
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@both
@given(number=MOBILES, spelling=SPELLINGS)
def test_f1_every_spelling_is_the_same_number(
    reader: PhoneReader, number: str, spelling: tuple[str, str, bool]
) -> None:
    prefix, gap, is_wide = spelling
    typed = prefix + gap.join([number[:2], number[2:5], number[5:]])
    if is_wide:
        typed = typed.translate(_WIDE)

    assert AddressReader(reader).phone(typed).e164 == f"+84{number}"


@both
@pytest.mark.parametrize(
    "text",
    [
        "",
        "an",
        "02812345678",
        "+841234567890",
        "090123456",
        "09012345678",
        "+12025550123",
        "113",
        "0901234567 ext 5" * 5,
        "+84+84901234567",
        "9" * 5_000,
    ],
)
def test_what_is_no_vietnamese_mobile_is_refused(reader: PhoneReader, text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        AddressReader(reader).phone(text, field="identifier")
    assert (refused.value.field, refused.value.code) == ("identifier", "phone.not_mobile_vn")


@both
def test_either_tells_numbers_and_addresses_apart(reader: PhoneReader) -> None:
    addresses = AddressReader(reader)

    assert addresses.either("090 123 4567", field="identifier") == AN
    assert str(addresses.either(" An@Example.VN", field="identifier")) == "an@example.vn"


@pytest.mark.parametrize("text", ["0551234567", "0971234567 ext. 12", "0501234567"])
def test_ranges_that_no_operator_has_are_refused_by_the_library(text: str) -> None:
    assert MetadataPhoneReader().e164(text) is None
