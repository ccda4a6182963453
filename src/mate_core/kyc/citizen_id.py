"""The number on a citizen's card (căn cước công dân): what its twelve digits say.

Three digits name the province or country where the birth was registered, one says century and
sex, two are the year of birth, six are random; there is no check digit. Decree 137/2015/ND-CP,
article 13, and Circular 59/2021/TT-BCA, whose list of provinces stays in force for numbers: those
of 2025's mergers are no part of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from mate_core.shared.errors import InvalidInput

_CODES: Final = """
    001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036
    037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075
    077 079 080 082 083 084 086 087 089 091 092 093 094 095 096
"""
PROVINCES: Final = frozenset(_CODES.split())
"""The 63 provinces up to June 2025."""
_NUMBER: Final = re.compile(r"[0-9]{12}")
_FIRST_CENTURY: Final = 1900


class Sex(StrEnum):
    """As it stands on the card."""

    MALE = "MALE"
    FEMALE = "FEMALE"


@dataclass(frozen=True, slots=True)
class CitizenId:
    """A number that can exist. It stays out of texts, logs and reprs."""

    number: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _NUMBER.fullmatch(self.number) or self.number[:3] not in PROVINCES:
            raise ValueError("not the number of a citizen's card")

    @classmethod
    def parse(cls, text: str, *, field: str = "idNumber") -> CitizenId:
        """Spaces and dots are dropped; raises InvalidInput, which never quotes the number."""
        digits = re.sub(r"[\s.\-]", "", text)
        if not digits.isascii() or not _NUMBER.fullmatch(digits):
            raise InvalidInput(
                field, "citizen_id.malformed", "Give the 12 digits of the citizen's card."
            )
        if digits[:3] not in PROVINCES:
            raise InvalidInput(
                field, "citizen_id.unknown_province", "The first three digits name no province."
            )
        return cls(digits)

    @property
    def sex(self) -> Sex:
        return Sex.FEMALE if int(self.number[3]) % 2 else Sex.MALE

    @property
    def birth_year(self) -> int:
        return _FIRST_CENTURY + 100 * (int(self.number[3]) // 2) + int(self.number[4:6])

    def fits(self, born: date, sex: Sex | None) -> bool:
        """Whether that birth date, and that sex when it is known, can stand on the same card."""
        return self.birth_year == born.year and sex in (None, self.sex)
