"""Where people live: parts of towns, as crowded as they are, with their communes of today.

`towns.tsv` has a line for each: code of the province, latitude and longitude of its middle
(WGS 84), how far people live from there (standard deviation, kilometres), its share of all people,
prices in percent of the country's usual ones, names of communes.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import cos, radians
from pathlib import Path
from random import Random
from typing import Final

from mate_adapters.crowd.chance import pick
from mate_core.shared.addresses import Address, AddressBook, Commune, Province
from mate_core.shared.geo import KM_PER_DEGREE, Coordinates

_SOUTH_OF: Final = 14.5
"""Degrees north: the latitude below which names and words are those of the south."""
_FAR: Final = 3.0
"""Nobody lives farther out than so many standard deviations."""


@dataclass(frozen=True, slots=True)
class Town:
    """One part of a town, or a whole small one."""

    addresses: Sequence[Address]
    middle: Coordinates
    spread_km: float
    share: int
    price_percent: int

    @property
    def is_southern(self) -> bool:
        return self.middle.latitude < _SOUTH_OF

    @property
    def province(self) -> Province:
        return self.addresses[0].province

    def somewhere(self, chance: Random) -> Coordinates:
        """A place where somebody may live, not snapped yet."""
        reach = self.spread_km * _FAR
        north = max(-reach, min(reach, chance.gauss(0.0, self.spread_km)))
        east = max(-reach, min(reach, chance.gauss(0.0, self.spread_km)))
        latitude = self.middle.latitude + north / KM_PER_DEGREE
        column = KM_PER_DEGREE * cos(radians(self.middle.latitude))
        return Coordinates(latitude, self.middle.longitude + east / column)

    def address(self, chance: Random) -> Address:
        return pick(chance, self.addresses)


class Country:
    """All the towns, chosen by how many live there."""

    def __init__(self, book: AddressBook) -> None:
        self.towns: Final[Sequence[Town]] = tuple(_towns(book))
        self._shares: Final = list(accumulate(town.share for town in self.towns))

    def town(self, chance: Random) -> Town:
        return self.towns[bisect(self._shares, chance.random() * self._shares[-1])]


def _towns(book: AddressBook) -> Iterator[Town]:
    text = Path(__file__).with_name("towns.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        code, latitude, longitude, spread_km, share, price_percent, names = line.split("\t")
        province = book.province(code)
        communes = {_short(commune): commune for commune in book.communes(code)}
        yield Town(
            tuple(Address(province, book.edition, communes[name]) for name in names.split(";")),
            Coordinates(float(latitude), float(longitude)),
            float(spread_km),
            int(share),
            int(price_percent),
        )


def _short(commune: Commune) -> str:
    """A ward (Phường) by its bare name, as people say it; others by their whole name."""
    return commune.name.removeprefix("Phường ")
