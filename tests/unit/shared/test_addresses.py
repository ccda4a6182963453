"""What becomes of a place when a person names another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mate_adapters.memory.addresses import few_addresses
from mate_core.shared.addresses import (
    Address,
    Locality,
    LocalityChange,
    relocated,
)
from mate_core.shared.errors import InvalidInput

BOOK = few_addresses()
HANOI, SAIGON = BOOK.province("01"), BOOK.province("79")
BEN_THANH = BOOK.commune("26743")
AT_BEN_THANH = Locality("Hồ Chí Minh", "Quận 1", Address(SAIGON, BOOK.edition, BEN_THANH))


class TestByCodes:
    def test_province_and_commune_are_kept_with_the_day_of_the_list(self) -> None:
        there = relocated(
            Locality(), LocalityChange(province_code="79", commune_code="26743"), BOOK
        )

        assert there == Locality("Hồ Chí Minh", None, Address(SAIGON, BOOK.edition, BEN_THANH))

    def test_commune_alone_brings_its_province(self) -> None:
        there = relocated(Locality(), LocalityChange(commune_code="00004"), BOOK)

        assert there.address is not None
        assert there.address.province == HANOI

    def test_another_province_leaves_the_commune_behind_and_the_same_one_keeps_it(self) -> None:
        assert relocated(AT_BEN_THANH, LocalityChange(province_code="79"), BOOK) == AT_BEN_THANH
        moved = relocated(AT_BEN_THANH, LocalityChange(province_code="01"), BOOK)
        assert moved.address == Address(HANOI, BOOK.edition)
        assert moved.city == "Hà Nội"

    def test_codes_win_over_texts(self) -> None:
        change = LocalityChange(province_code="01", city="Sài Gòn")

        assert relocated(Locality(), change, BOOK).city == "Hà Nội"

    @pytest.mark.parametrize(
        ("change", "field", "code"),
        [
            (LocalityChange(province_code="02"), "provinceCode", "address.province_unknown"),
            (LocalityChange(commune_code="1"), "communeCode", "address.commune_unknown"),
            (
                LocalityChange(province_code="01", commune_code="26743"),
                "communeCode",
                "address.commune_elsewhere",
            ),
            (
                LocalityChange(province_code="", commune_code="26743"),
                "provinceCode",
                "address.province_unknown",
            ),
        ],
    )
    def test_impossible_codes_name_their_field(
        self, change: LocalityChange, field: str, code: str
    ) -> None:
        with pytest.raises(InvalidInput) as refused:
            relocated(AT_BEN_THANH, change, BOOK)
        assert (refused.value.field, refused.value.code) == (field, code)

    def test_empty_codes_clear(self) -> None:
        assert relocated(AT_BEN_THANH, LocalityChange(commune_code=""), BOOK) == Locality(
            "Hồ Chí Minh", "Quận 1", Address(SAIGON, BOOK.edition)
        )
        again = relocated(AT_BEN_THANH, LocalityChange(province_code="", city="hn"), BOOK)
        assert again == Locality("hn", "Quận 1", None)
        cleared = relocated(AT_BEN_THANH, LocalityChange(province_code=""), BOOK)
        assert cleared == Locality(None, "Quận 1", None)


class TestByTexts:
    def test_a_name_of_before_becomes_the_province_of_today(self) -> None:
        there = relocated(Locality(), LocalityChange(city="binh duong", district="Dĩ An"), BOOK)

        assert there == Locality("Hồ Chí Minh", "Dĩ An", Address(SAIGON, BOOK.edition))

    def test_what_means_no_province_or_several_is_kept_as_typed(self) -> None:
        for typed in ("Atlantis", "Phú Ninh"):
            assert relocated(AT_BEN_THANH, LocalityChange(city=typed), BOOK) == Locality(
                typed, "Quận 1", None
            )

    def test_a_later_district_can_settle_an_unsettled_city(self) -> None:
        unsettled = relocated(Locality(), LocalityChange(district="Phú Ninh"), BOOK)
        settled = relocated(unsettled, LocalityChange(district="Hội An"), BOOK)

        assert (unsettled.address, settled.city) == (None, "Đà Nẵng")

    def test_an_old_client_that_sends_back_what_it_read_loses_nothing(self) -> None:
        change = LocalityChange(city="Hồ Chí Minh", district="Quận 1")

        assert relocated(AT_BEN_THANH, change, BOOK) == AT_BEN_THANH

    def test_district_alone_changes_no_known_province(self) -> None:
        there = relocated(AT_BEN_THANH, LocalityChange(district="Ba Đình"), BOOK)

        assert there == Locality("Hồ Chí Minh", "Ba Đình", AT_BEN_THANH.address)

    def test_empty_city_clears_the_province_as_well(self) -> None:
        assert relocated(AT_BEN_THANH, LocalityChange(city="", district=""), BOOK) == Locality()


CODES = st.sampled_from([None, "", "01", "48", "79", "00004", "26743", "99"])
TEXTS = st.none() | st.sampled_from(["", "Hà Nội", "sài gòn", "Phú Ninh", "Q1", "?"])
CHANGES = st.builds(
    LocalityChange, city=TEXTS, district=TEXTS, province_code=CODES, commune_code=CODES
)


@given(st.lists(CHANGES, max_size=6))
def test_whatever_is_changed_the_city_is_the_name_of_the_province(
    changes: list[LocalityChange],
) -> None:
    place = Locality()
    for change in changes:
        try:
            place = relocated(place, change, BOOK)
        except InvalidInput:
            continue
        assert place.address is None or place.city == place.address.province.name


def test_an_address_never_holds_a_commune_of_another_province() -> None:
    with pytest.raises(ValueError, match="another province"):
        Address(HANOI, BOOK.edition, BEN_THANH)
