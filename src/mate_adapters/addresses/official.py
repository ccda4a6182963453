"""The units of Viet Nam today, and the names of before July 2025 that lead to them.

`units.tsv` follows the catalogue of the National Statistics Office: a code of two digits opens a
province, its communes follow. The three lists of names give the province of today for provinces and
districts of before (Resolution 202/2025/QH15), and for what people say. Decision 22 tells where the
lists come from and how they are renewed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from mate_core.shared.addresses import AddressBook, Commune, Province
from mate_core.shared.gazetteer import Gazetteer

EDITION: Final = date(2026, 10, 10)
"""The day of the catalogue that `units.tsv` follows."""


class OfficialAddressBook:
    """AddressBook over the lists in this package, read (80 KB, once) when the first one asks."""

    @cached_property
    def _book(self) -> AddressBook:
        provinces: list[Province] = []
        communes: list[Commune] = []
        for code, name in _rows("units"):
            if len(code) == 2:
                provinces.append(Province(code, name))
            else:
                communes.append(Commune(code, name, provinces[-1].code))
        return Gazetteer(
            edition=EDITION,
            provinces=provinces,
            communes=communes,
            province_names=(*_names("former_provinces"), *_names("spoken_names")),
            district_names=_names("former_districts"),
        )

    @property
    def edition(self) -> date:
        return EDITION

    def provinces(self) -> Sequence[Province]:
        return self._book.provinces()

    def communes(self, province_code: str) -> Sequence[Commune]:
        return self._book.communes(province_code)

    def province(self, code: str) -> Province:
        return self._book.province(code)

    def commune(self, code: str) -> Commune:
        return self._book.commune(code)

    def resolve(self, city: str, district: str = "") -> Sequence[Province]:
        return self._book.resolve(city, district)


def _rows(name: str) -> Iterator[tuple[str, str]]:
    text = Path(__file__).with_name(f"{name}.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        code, _, rest = line.partition("\t")
        yield code, rest


def _names(name: str) -> Iterator[tuple[str, str]]:
    for code, each in _rows(name):
        yield each, code
