"""What is searched for by words: the terms of an entry, and the terms that a searcher asks for.

A term is a folded word of the name or the texts, or a value with the kind before it, such as
`/lang/vi` or `/likes/am nhac`; no word holds a slash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from mate_core.search.entry import SearchEntry
from mate_core.search.text import as_one, words

LANGUAGE: Final = "/lang/"
INTEREST: Final = "/likes/"
PROVINCE: Final = "/in/"
CITY: Final = "/city/"


def value(kind: str, text: str) -> str:
    """A chosen value as a term; accents and case do not matter in it either."""
    return kind + as_one(text)


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """`name` are the words of the name; `rest` everything else, name words not repeated."""

    name: frozenset[str]
    rest: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.name | self.rest


def terms_of(entry: SearchEntry) -> EntryTerms:
    """Every term by which the entry is found."""
    name = frozenset(words(entry.display_name))
    rest = {word for text in _texts(entry) for word in words(text)}
    rest.update(value(LANGUAGE, each) for each in entry.languages)
    rest.update(value(INTEREST, each) for each in entry.interests)
    if entry.province_code is not None:
        rest.add(PROVINCE + entry.province_code)
    if entry.city is not None:
        rest.add(value(CITY, entry.city))
    return EntryTerms(name, frozenset(rest - name))


def _texts(entry: SearchEntry) -> Iterable[str]:
    return (entry.bio or "", entry.city or "", *entry.interests)


@dataclass(frozen=True, slots=True)
class Term:
    """With `is_prefix` every term counts that begins with `text`."""

    text: str
    is_prefix: bool = False

    def is_in(self, terms: frozenset[str]) -> bool:
        if self.is_prefix:
            return any(term.startswith(self.text) for term in terms)
        return self.text in terms


@dataclass(frozen=True, slots=True)
class TermGroup:
    """One of `terms` is enough. `is_word` tells words of the search text from chosen values.

    `partners` is about how many have one of them; it only guides how the search is done.
    """

    terms: tuple[Term, ...]
    is_word: bool = False
    partners: int = 0

    def is_in(self, terms: frozenset[str]) -> bool:
        return any(term.is_in(terms) for term in self.terms)


@dataclass(frozen=True, slots=True)
class TermKnowledge:
    """How many partners have a term; where nobody has, the words that look most alike."""

    partners: int
    nearest: tuple[str, ...] = ()
