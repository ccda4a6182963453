"""An address book of a handful of units, for worlds that need no more."""

from __future__ import annotations

from datetime import date

from mate_core.shared.addresses import AddressBook, Commune, Province
from mate_core.shared.gazetteer import Gazetteer


def few_addresses() -> AddressBook:
    """Three provinces with their true codes, and some names of before."""
    return Gazetteer(
        edition=date(2025, 7, 1),
        provinces=[
            Province("01", "Hà Nội"),
            Province("48", "Đà Nẵng"),
            Province("79", "Hồ Chí Minh"),
        ],
        communes=[
            Commune("00004", "Phường Ba Đình", "01"),
            Commune("20200", "Phường Hòa Khánh", "48"),
            Commune("26740", "Phường Sài Gòn", "79"),
            Commune("26743", "Phường Bến Thành", "79"),
        ],
        province_names=[
            *(("Sài Gòn", "79"), ("HCM", "79"), ("Bình Dương", "79"), ("Quảng Nam", "48")),
        ],
        district_names=[
            *(("Quận 1", "79"), ("Thành phố Thủ Đức", "79"), ("Thành phố Hội An", "48")),
            *(("Huyện Hòa Vang", "48"), ("Quận Ba Đình", "01")),
            *(("Huyện Phú Ninh", "48"), ("Huyện Phú Ninh", "01")),
        ],
    )
