"""What twelve digits say, and what they cannot."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_core.kyc.citizen_id import PROVINCES, CitizenId, Sex
from mate_core.shared.errors import InvalidInput

provinces = st.sampled_from(sorted(PROVINCES))
sixes = st.integers(0, 999_999).map(lambda number: f"{number:06d}")


@st.composite
def cards(draw: st.DrawFn) -> tuple[str, int, Sex]:
    """A number that can exist, with its birth year and sex: all five centuries that it can tell."""
    year, sex = draw(st.integers(1900, 2399)), draw(st.sampled_from(Sex))
    digit = 2 * ((year - 1900) // 100) + (sex is Sex.FEMALE)
    return f"{draw(provinces)}{digit}{year % 100:02d}{draw(sixes)}", year, sex


@given(cards())
def test_every_number_tells_birth_year_and_sex(card: tuple[str, int, Sex]) -> None:
    number, year, sex = card
    citizen = CitizenId.parse(number)
    assert (citizen.birth_year, citizen.sex) == (year, sex)
    assert citizen.fits(date(year, 12, 31), sex)
    assert citizen.fits(date(year, 1, 1), None)


@given(cards(), st.integers(1900, 2399), st.sampled_from(Sex))
def test_another_year_or_sex_does_not_fit(card: tuple[str, int, Sex], year: int, sex: Sex) -> None:
    number, right_year, right_sex = card
    fits = CitizenId.parse(number).fits(date(year, 6, 1), sex)
    assert fits == ((year, sex) == (right_year, right_sex))


def test_there_are_63_provinces() -> None:
    assert len(PROVINCES) == 63
    assert {"001", "079", "096"} <= PROVINCES


@given(st.integers(0, 999).map(lambda code: f"{code:03d}"), sixes)
def test_other_provinces_are_refused(province: str, six: str) -> None:
    number = f"{province}098{six}"
    if province in PROVINCES:
        assert CitizenId.parse(number).number == number
    else:
        with pytest.raises(InvalidInput, match="no province"):
            CitizenId.parse(number)


@pytest.mark.parametrize(
    "text", ["", "123456789", "07909812345", "0790981234567", "07909812345a", "٠٧٩٠٩٨١٢٣٤٥٦"]
)
def test_what_is_not_twelve_digits_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        CitizenId.parse(text)
    assert refused.value.field == "idNumber"
    assert not text or text not in str(refused.value)


def test_groups_of_digits_are_understood_and_never_shown() -> None:
    citizen = CitizenId.parse(" 079 098 123.456 ")
    assert citizen.number == "079098123456"
    assert "079" not in repr(citizen)
