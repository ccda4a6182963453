"""Ids and phone numbers of invented people: the same for the same seed, never the same for two."""

from __future__ import annotations

from collections.abc import Set
from enum import IntEnum
from math import gcd
from random import Random
from typing import Final
from uuid import UUID

from mate_core.shared.contact import PhoneNumber

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


# Every range that operators hand out, without 090: the demo people have numbers there.
_RANGES: Final = (
    "32", "33", "34", "35", "36", "37", "38", "39", "52", "56", "58", "70", "76", "77", "78", "79",
    "81", "82", "83", "84", "85", "86", "88", "89", "91", "93", "94", "96", "97", "98",
)  # fmt: skip
_IN_RANGE: Final = 10_000_000
_ALL: Final = len(_RANGES) * _IN_RANGE
_PEOPLE: Final = _IN_RANGE
"""More people than one seed has: whose number is taken counts on in steps of this."""


class PhoneBook:
    """Numbers in an order of the seed's own; `taken` (E.164) are those that people have already."""

    def __init__(self, seed: int, taken: Set[str] = frozenset()) -> None:
        chance = Random(f"phones of {seed}")  # noqa: S311  nothing secret hangs on it
        self._taken = taken
        self._first = chance.randrange(_ALL)
        self._step = chance.randrange(_ALL)
        while gcd(self._step, _ALL) != 1:  # so that every number comes once before any comes again
            self._step = chance.randrange(_ALL)

    def number(self, person: int) -> PhoneNumber:
        """Of the person so numbered, below ten million; no two have the same."""
        while True:
            place, rest = divmod((self._first + person * self._step) % _ALL, _IN_RANGE)
            e164 = f"+84{_RANGES[place]}{rest:07d}"
            if e164 not in self._taken:
                return PhoneNumber(e164)
            person += _PEOPLE
