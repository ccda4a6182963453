"""What every AddressBook must do, and what the official one holds."""

from __future__ import annotations

import pytest

from mate_adapters.addresses.official import OfficialAddressBook
from mate_adapters.memory.addresses import few_addresses
from mate_core.shared.addresses import AddressBook
from mate_core.shared.errors import NotFound

OFFICIAL = OfficialAddressBook()
both = pytest.mark.parametrize("book", [few_addresses(), OFFICIAL], ids=["few", "official"])


@both
def test_every_unit_is_found_by_its_code_and_in_its_province(book: AddressBook) -> None:
    for province in book.provinces():
        communes = book.communes(province.code)

        assert book.province(province.code) == province
        assert communes
        assert {each.province_code for each in communes} == {province.code}
        assert all(book.commune(each.code) == each for each in communes)
        assert list(book.resolve(province.name)) == [province]


@both
@pytest.mark.parametrize("code", ["", "00", "1", "079", "26743x", "Hà Nội"])
def test_unknown_codes_are_not_found(book: AddressBook, code: str) -> None:
    for look in (book.province, book.commune, book.communes):
        with pytest.raises(NotFound):
            look(code)


@both
@pytest.mark.parametrize(
    ("city", "district", "code"),
    [
        ("Hồ Chí Minh", "", "79"),
        ("TP.HCM", "", "79"),
        ("T.P HO CHI MINH", "", "79"),
        ("Ho Chi Minh City", "", "79"),
        ("sài gòn", "", "79"),
        ("Saigon", "Hội An", "79"),
        ("Bình Dương", "", "79"),
        ("tỉnh quảng nam", "", "48"),
        ("Hanoi, Vietnam", "", "01"),
        ("Thủ Đức", "", "79"),
        ("Q1", "", "79"),
        ("District 1", "", "79"),
        ("Quận 01, TP. Hồ Chí Minh, Việt Nam", "", "79"),
        ("", "Hòa Vang", "48"),
        ("HOI AN", "", "48"),
        ("ĐÀ NẴNG", "", "48"),
        ("Da Nang", "", "48"),
    ],
)
def test_what_people_type_leads_to_the_province_of_today(
    book: AddressBook, city: str, district: str, code: str
) -> None:
    assert [each.code for each in book.resolve(city, district)] == [code]


@both
@pytest.mark.parametrize(
    "city", ["", " , ", "1", "Atlantis", "Việt Nam", "tỉnh", "🙂", "q٣", "q" + "9" * 5_000]
)
def test_what_means_no_place_resolves_to_nothing(book: AddressBook, city: str) -> None:
    assert list(book.resolve(city)) == []


def test_today_has_34_provinces_and_3321_communes() -> None:
    provinces = OFFICIAL.provinces()

    assert len(provinces) == 34
    assert sum(len(OFFICIAL.communes(each.code)) for each in provinces) == 3_321
    assert all(len(each.code) == 2 and each.code.isdecimal() for each in provinces)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Hà Tây", "Hà Nội"),
        ("Hải Dương", "Hải Phòng"),
        ("Bắc Giang", "Bắc Ninh"),
        ("VĨNH PHÚC", "Phú Thọ"),
        ("Hoa Binh", "Phú Thọ"),
        ("Yên Bái", "Lào Cai"),
        ("Nam Định", "Ninh Bình"),
        ("Thái Bình", "Hưng Yên"),
        ("Thừa Thiên - Huế", "Huế"),
        ("Quảng Bình", "Quảng Trị"),
        ("Phú Yên", "Đắk Lắk"),
        ("Daklak", "Đắk Lắk"),
        ("Ninh Thuận", "Khánh Hòa"),
        ("Bình Thuận", "Lâm Đồng"),
        ("Kontum", "Quảng Ngãi"),
        ("Bà Rịa – Vũng Tàu", "Hồ Chí Minh"),
        ("Long An", "Tây Ninh"),
        ("Kiên Giang", "An Giang"),
        ("Bạc Liêu", "Cà Mau"),
        ("Tiền Giang", "Đồng Tháp"),
        ("TP. Nha Trang", "Khánh Hòa"),
        ("Đà Lạt", "Lâm Đồng"),
        ("Tịnh Biên", "An Giang"),
        ("Phú Quốc", "An Giang"),
    ],
)
def test_provinces_and_towns_of_before_lead_to_the_merged_one(typed: str, name: str) -> None:
    assert [each.name for each in OFFICIAL.resolve(typed)] == [name]


def test_a_district_of_many_provinces_is_settled_by_nothing_but_the_province() -> None:
    assert len(OFFICIAL.resolve("Châu Thành")) > 1
    assert [each.name for each in OFFICIAL.resolve("Long An", "Châu Thành")] == ["Tây Ninh"]
