"""A term of the list as a pattern: spread, with digits, repeated, with and without marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mate_core.moderation.screening.folding import Folded, folded
from mate_core.moderation.screening.model import Accents, Term

_ALSO: Final = {
    "a": "4@",
    "b": "8",
    "e": "3",
    "g": "9",
    "i": "1!|",
    "l": "1|",
    "o": "0",
    "s": "5$",
    "t": "7",
}
"""What stands for a letter that somebody wants to hide."""
_INSIDE: Final = r"(?:[^\w\s]|_){0,2}"
"""Between letters of one word: points and dashes, but no blank, which would join two words."""
_SPREAD: Final = r"[\W_]{1,3}"
_BETWEEN: Final = r"[\W_]{0,4}"
_SHORTEST_SPREAD: Final = 3


@dataclass(frozen=True, slots=True)
class Matcher:
    term: Term
    pattern: re.Pattern[str]
    letters: frozenset[str]
    """All that the term is written with."""
    marked: frozenset[str]
    unless: tuple[re.Pattern[str], ...]

    def spans(self, text: Folded) -> Iterator[tuple[int, int]]:
        """Where the term stands in the folded text."""
        for found in self.pattern.finditer(text.plain):
            start, end = found.span()
            if self._has_its_marks(text.marked(start, end)) and not self._is_innocent(
                text, start, end
            ):
                yield start, end

    def _has_its_marks(self, marked: str) -> bool:
        if self.term.accents is Accents.IGNORED:
            return True
        if self.term.accents is Accents.AS_WRITTEN and not self.marked <= set(marked):
            return False
        return self.letters >= set(marked)

    def _is_innocent(self, text: Folded, start: int, end: int) -> bool:
        return any(
            phrase.start() <= start and end <= phrase.end()
            for pattern in self.unless
            for phrase in pattern.finditer(text.plain)
        )


def matcher_of(term: Term) -> Matcher:
    """Raises ValueError for a term without letters."""
    text = folded(term.text)
    words = re.findall(r"[a-z0-9+]+", text.plain)
    if not words:
        raise ValueError(f"a term without letters: {term.text!r}")
    letters = frozenset(text.text)
    return Matcher(
        term=term,
        pattern=re.compile(rf"(?<![a-z])(?:{_pattern(words)})(?![a-z])"),
        letters=letters,
        marked=frozenset(text.marked(0, len(text.plain))),
        unless=tuple(_phrase(phrase) for phrase in term.unless),
    )


def _pattern(words: list[str]) -> str:
    whole = _BETWEEN.join(_INSIDE.join(_sign(sign) + "+" for sign in word) for word in words)
    signs = [_sign(sign) for word in words for sign in word]
    if len(signs) < _SHORTEST_SPREAD:
        return whole
    return f"{whole}|{_SPREAD.join(signs)}"


def _sign(letter: str) -> str:
    return f"[{re.escape(letter)}{re.escape(_ALSO.get(letter, ''))}]"


def _phrase(text: str) -> re.Pattern[str]:
    words = re.findall(r"[a-z0-9]+", folded(text).plain)
    return re.compile(r"(?<![a-z])" + r"[\W_]+".join(words) + r"(?![a-z])")
