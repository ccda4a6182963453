"""Words as search compares them: without accents, case or signs between them.

All of it happens here and nowhere else, so that every store agrees to the letter.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Final

LONGEST_WORD: Final = 40
"""What is longer is cut, in what is searched as in what is asked."""
_WORD: Final = re.compile(r"[^\W_]+")


class _Plain(dict[int, str | int | None]):
    """What a sign becomes, each worked out when it is first met: most never are."""

    def __missing__(self, code: int) -> int | None:
        self[code] = plain = None if unicodedata.combining(chr(code)) else code
        return plain


_PLAIN: Final = _Plain({ord("đ"): "d", ord("ł"): "l", ord("ø"): "o"})
"""Marks go; letters that Unicode does not take apart lose their stroke, which is no mark to it."""
LEAST_SIMILARITY: Final = Fraction(3, 10)
"""Words less alike than that are other words."""
_PAD_BEFORE, _PAD_AFTER = "  ", " "


def fold(text: str) -> str:
    """Lower case without accents: "Đặng" becomes "dang"; written in one piece or several alike."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    if apart.isascii():
        return apart
    # Case folding can make new pairs of letter and mark.
    return unicodedata.normalize("NFKD", apart).translate(_PLAIN)


def words(text: str) -> list[str]:
    """The folded words of `text` in their order, letters and digits of any script."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def as_one(text: str) -> str:
    """`text` as one value to compare: its folded words with single spaces between."""
    return " ".join(words(text))


def has_alikes(word: str) -> bool:
    """Whether the word may be one mistyped, or meant by one: shorter ones look like everything."""
    return len(word) >= 3 and word.isascii() and word.isalpha()


def similarity(one: str, other: str) -> Fraction:
    """Shared trigrams among all trigrams of two words, as PostgreSQL's pg_trgm counts them."""
    mine, theirs = _trigrams(one), _trigrams(other)
    return Fraction(len(mine & theirs), len(mine | theirs))


def _trigrams(word: str) -> frozenset[str]:
    padded = _PAD_BEFORE + word + _PAD_AFTER
    return frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
