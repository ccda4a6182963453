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
NAMED: Final = "/named/"
"""One word of the name."""
CALLED: Final = "/called/"
"""The whole name."""


def value(kind: str, text: str) -> str:
    """A chosen value as a term; accents and case do not matter in it either."""
    return kind + as_one(text)


@dataclass(frozen=True, slots=True)
class EntryTerms:
    """`words` of the name and the texts, `values` that were chosen, and `names` for who is called
    so: a word of the name is among the words as well."""

    words: frozenset[str]
    values: frozenset[str]
    names: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        return self.words | self.values | self.names


def terms_of(entry: SearchEntry) -> EntryTerms:
    """Every term by which the entry is found."""
    name = words(entry.display_name)
    values = [value(LANGUAGE, each) for each in entry.languages]
    values += [value(INTEREST, each) for each in entry.interests]
    if entry.province_code is not None:
        values.append(PROVINCE + entry.province_code)
    if entry.city is not None:
        values.append(value(CITY, entry.city))
    return EntryTerms(
        words=frozenset(word for text in _texts(entry) for word in words(text)),
        values=frozenset(values),
        names=frozenset([CALLED + " ".join(name), *(NAMED + word for word in name)]),
    )


def _texts(entry: SearchEntry) -> Iterable[str]:
    return (entry.display_name, entry.bio or "", entry.city or "", *entry.interests)


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
    """How many partners have a term; where nobody has, the words that look most alike.

    `nearest_partners` is how many partners have each of those, added up.
    """

    partners: int
    nearest: tuple[str, ...] = ()
    nearest_partners: int = 0
