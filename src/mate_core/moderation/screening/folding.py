"""Texts without accents, case and look-alikes, in which every sign knows where it came from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_LOOK_ALIKE: Final = str.maketrans(
    "авеёикмнорстухіјѕԁԛԝɡαβεικνορτυχı",  # Cyrillic, Latin phonetic, Greek, the dotless i
    "abeeukmhopctyxijsdqwgabeiknoptuxi",
)
"""One letter each for one of ours that looks the same."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`plain[i]` was made of the sign at `places[i]` of `text`; `text` is NFC, in lower case."""

    text: str
    plain: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of `plain` that is not empty stands in the text."""
        return self.places[start], self.places[end - 1] + 1

    def marked(self, start: int, end: int) -> str:
        """The letters behind a stretch of `plain` that carry a mark, as they were written."""
        found = ((self.text[self.places[place]], self.plain[place]) for place in range(start, end))
        return "".join(sign for sign, bare in found if sign != bare and is_vietnamese(sign))


def folded(text: str) -> Folded:
    composed = unicodedata.normalize("NFC", text)
    plain: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(composed):
        for bare in bare_of(sign):
            plain.append(bare)
            places.append(place)
    lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in composed)
    return Folded(lowered, "".join(plain), tuple(places))


@lru_cache(maxsize=4096)
def bare_of(sign: str) -> str:
    """Letters in lower case without marks; nothing for a mark that stands alone."""
    low = sign.casefold().replace("đ", "d").translate(_LOOK_ALIKE)
    if low.isascii():
        return low
    parts = unicodedata.normalize("NFKD", low).casefold()
    kept = (part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf"))
    return "".join(kept)


def is_vietnamese(sign: str) -> bool:
    """Whether it is one of our letters with a mark, and not of another script."""
    return sign == "đ" or ("\u00c0" <= sign <= "\u01b0") or ("\u1ea0" <= sign <= "\u1ef9")
