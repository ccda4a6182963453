"""Texts that people write about themselves: one form, nothing hidden, a length as people count."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from mate_core.shared.errors import InvalidInput

_HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})
"""Categories that show nothing or something else elsewhere: controls, formats (zero width, marks of
direction), private use, unassigned, surrogates."""
_JOINER: Final = "\u200d"
"""Belongs inside emoji; anywhere else it hides."""
_MARKS_IN_A_ROW: Final = 3
"""Vietnamese needs two marks on a letter before they are composed; more are there to disturb."""
_INNER: Final = re.compile(r"[^\S\n]+")
_LINES: Final = re.compile(r" ?\n ?")
_PARAGRAPHS: Final = re.compile(r"\n{3,}")
_MARKS: Final = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")


def tidy(text: str) -> str:
    """One line: NFC, runs of white space as one space, nothing hidden, no heaps of marks."""
    return _INNER.sub(" ", _visible(re.sub(r"\s", " ", text))).strip()


def tidy_lines(text: str) -> str:
    """Several lines: the same for each, and at most one empty line between two."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    lines = _LINES.sub("\n", _INNER.sub(" ", _visible(unified)))
    return _PARAGRAPHS.sub("\n\n", lines).strip()


def length_of(text: str) -> int:
    """What a person counts: marks, joiners, variation and skin belong to the sign before."""
    length, joined = 0, False
    for sign in text:
        if sign == _JOINER:
            joined = True
            continue
        is_part = (
            unicodedata.combining(sign) != 0
            or unicodedata.category(sign) in ("Mn", "Me")
            or 0x1F3FB <= ord(sign) <= 0x1F3FF
        )
        if not is_part and not joined:
            length += 1
        joined = False
    return length


def require_length(field: str, text: str, shortest: int, longest: int) -> None:
    """Raises InvalidInput; what people see is counted, and bytes are bounded as well."""
    if not shortest <= length_of(text) <= longest or len(text) > 4 * longest + 16:
        allowed = f"{shortest} to {longest}" if shortest else f"at most {longest}"
        raise InvalidInput(field, "text.length", f"Give {allowed} characters.")


def folded(text: str) -> str:
    """Letters and digits without accents and case, for comparing: `Đỗ Quỳnh` is `doquynh`."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("đ", "d"))
    return "".join(sign for sign in plain if sign.isalnum())


def _visible(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    composed = _MARKS.sub(lambda marks: marks.group()[:_MARKS_IN_A_ROW], composed)
    kept = []
    for position, sign in enumerate(composed):
        if sign == "\n":
            kept.append(sign)
        elif sign == _JOINER:
            if _joins_emoji(composed, position):
                kept.append(sign)
        elif unicodedata.category(sign) not in _HIDDEN and sign not in _BLANK:
            kept.append(sign)
    return "".join(kept)


_BLANK: Final = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters by category that show nothing."""


def _joins_emoji(text: str, position: int) -> bool:
    after = text[position + 1 : position + 2]
    return position > 0 and bool(after) and unicodedata.category(after) == "So"
