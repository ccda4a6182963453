"""Ids and phone numbers of invented people: the same for the same seed, never the same for two."""

from __future__ import annotations

from collections.abc import Set
from enum import IntEnum
from math import gcd
from random import Random
from typing import Final
from uuid import UUID

from mate_core.shared.contact import PhoneNumber
from mate_core.shared.ids import CODE_ALPHABET

SEEDS: Final = 1 << 30
"""Seeds are 0 to one below."""
_FIRST_MILLISECOND: Final = 1_767_225_600_000
"""2026-01-01 UTC: the time that stands in the ids, so that they sort by number."""


class Thing(IntEnum):
    """What an id names; each kind counts for itself."""

    PARTNER = 1
    USER = 2
    INSPECTOR = 3
    KYC_CASE = 4
    KYC_ENTRY = 5
    SLOT = 6
    WEEKLY_HOURS = 7
    BOOKING = 8
    REVIEW = 9


def id_of(seed: int, thing: Thing, number: int) -> UUID:
    """A UUIDv7 in form (RFC 9562); all of it is known from seed, kind and number."""
    return UUID(
        int=(_FIRST_MILLISECOND + number) << 80
        | 7 << 76
        | thing << 64
        | 0b10 << 62
        | seed << 32
        | number & 0xFFFF_FFFF
    )


class _Shuffle:
    """All numbers below `size` in an order of the seed's own, each of them once."""

    def __init__(self, name: str, size: int) -> None:
        chance = Random(name)  # noqa: S311  nothing secret hangs on it
        self._size = size
        self._first = chance.randrange(size)
        self._step = chance.randrange(size)
        while gcd(self._step, size) != 1:
            self._step = chance.randrange(size)

    def __getitem__(self, place: int) -> int:
        return (self._first + place * self._step) % self._size


# Every range that operators hand out, without 090: the demo people have numbers there.
_RANGES: Final = (
    "32", "33", "34", "35", "36", "37", "38", "39", "52", "56", "58", "70", "76", "77", "78", "79",
    "81", "82", "83", "84", "85", "86", "88", "89", "91", "93", "94", "96", "97", "98",
)  # fmt: skip
_IN_RANGE: Final = 10_000_000
_PEOPLE: Final = _IN_RANGE
"""More people than one seed has: whose number is taken counts on in steps of this."""


class PhoneBook:
    """`taken` (E.164) are the numbers that people have already."""

    def __init__(self, seed: int, taken: Set[str] = frozenset()) -> None:
        self._taken = taken
        self._shuffle = _Shuffle(f"phones of {seed}", len(_RANGES) * _IN_RANGE)

    def number(self, person: int) -> PhoneNumber:
        """Of the person so numbered, below ten million; no two have the same."""
        while True:
            place, rest = divmod(self._shuffle[person], _IN_RANGE)
            e164 = f"+84{_RANGES[place]}{rest:07d}"
            if e164 not in self._taken:
                return PhoneNumber(e164)
            person += _PEOPLE


_CODE_SIGNS: Final = 8
_MEETINGS: Final = 1 << 28
"""More meetings than one seed has."""


class CodeBook:
    """Codes of bookings; `taken` are those that bookings have already."""

    def __init__(self, seed: int, taken: Set[str] = frozenset()) -> None:
        self._taken = taken
        self._shuffle = _Shuffle(f"bookings of {seed}", len(CODE_ALPHABET) ** _CODE_SIGNS)

    def code(self, meeting: int) -> str:
        """Of the meeting so numbered; no two have the same."""
        while True:
            rest, signs = self._shuffle[meeting], ""
            for _ in range(_CODE_SIGNS):
                rest, sign = divmod(rest, len(CODE_ALPHABET))
                signs += CODE_ALPHABET[sign]
            code = f"MATE-{signs}"
            if code not in self._taken:
                return code
            meeting += _MEETINGS
