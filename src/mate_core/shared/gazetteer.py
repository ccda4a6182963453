"""Units of one day and the names that lead to them: the address book over any list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from mate_core.shared.addresses import Commune, Province
from mate_core.shared.errors import NotFound
from mate_core.shared.text import folded

Names = Iterable[tuple[str, str]]
"""A name, and the code of the province of today that it lies in."""

_TYPES: Final = (
    *(("thanh", "pho"), ("thi", "xa"), ("t", "p"), ("t", "x")),
    *((word,) for word in ("tinh", "tp", "tx", "quan", "q", "huyen", "h", "district")),
)
"""What may stand before a name, folded."""
_ENGLISH: Final = frozenset({"city", "province", "district"})
"""What may stand after it."""
_WORDS: Final = re.compile(r"\w+")
_SHORT_DISTRICT: Final = re.compile(r"\bq(\d+)")
_COUNTRY: Final = frozenset({"vietnam", "vn"})


class Gazetteer:
    """AddressBook over lists of units and names.

    A name in several places leads to all of them; `resolve` is certain only where one is left.
    """

    def __init__(
        self,
        *,
        edition: date,
        provinces: Iterable[Province],
        communes: Iterable[Commune],
        province_names: Names,
        district_names: Names,
    ) -> None:
        self._edition = edition
        self._provinces = {each.code: each for each in provinces}
        self._communes = {each.code: each for each in communes}
        self._within: dict[str, list[Commune]] = {code: [] for code in self._provinces}
        for commune in self._communes.values():
            self._within[commune.province_code].append(commune)
        today = ((each.name, each.code) for each in self._provinces.values())
        self._province_names = _index((*today, *province_names))
        self._district_names = _index(district_names)

    @property
    def edition(self) -> date:
        return self._edition

    def provinces(self) -> Sequence[Province]:
        return tuple(self._provinces.values())

    def communes(self, province_code: str) -> Sequence[Commune]:
        self.province(province_code)
        return tuple(self._within[province_code])

    def province(self, code: str) -> Province:
        try:
            return self._provinces[code]
        except KeyError:
            raise NotFound from None

    def commune(self, code: str) -> Commune:
        try:
            return self._communes[code]
        except KeyError:
            raise NotFound from None

    def resolve(self, city: str, district: str = "") -> Sequence[Province]:
        return tuple(self._provinces[code] for code in sorted(self._meant(city, district)))

    def _meant(self, city: str, district: str) -> frozenset[str]:
        parts = [part for part in city.split(",") if folded(part) not in {"", *_COUNTRY}]
        for part in reversed(parts):  # "Quận 1, TP. Hồ Chí Minh": the last names the province
            if found := _found(self._province_names, part):
                return found
        by_district = _found(self._district_names, district)
        if not parts:
            return by_district
        by_city = _found(self._district_names, parts[-1])
        return by_city & by_district or by_city


def _index(names: Names) -> Mapping[str, frozenset[str]]:
    index: dict[str, frozenset[str]] = {}
    for name, code in names:
        for key in _keys(name):
            index[key] = index.get(key, frozenset()) | {code}
    return index


def _found(index: Mapping[str, frozenset[str]], text: str) -> frozenset[str]:
    """By the whole text first: `Tịnh Biên` begins like `tỉnh` and is a name all the same."""
    return next((index[key] for key in _keys(text) if key in index), frozenset())


def _keys(text: str) -> Sequence[str]:
    """The text in letters and digits, and the same without its type; a bare number is no name."""
    spaced = _SHORT_DISTRICT.sub(r"q \1", text.casefold())
    words = [folded(word) for word in _WORDS.findall(spaced)]
    bare = _bare(words)
    if bare == words:
        return ["".join(words)]
    name = "".join(bare)
    return ["".join(words), f"quan{name.lstrip('0')}" if name.isdecimal() else name]


def _bare(words: list[str]) -> list[str]:
    for prefix in _TYPES:
        if len(words) > len(prefix) and tuple(words[: len(prefix)]) == prefix:
            return words[len(prefix) :]
    if len(words) > 1 and words[-1] in _ENGLISH:
        return words[:-1]
    return words
