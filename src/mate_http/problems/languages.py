"""Which language the caller reads, and the sentence in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from mate_http.problems.document import Complaint, FieldComplaint
from mate_http.problems.vietnamese import FACTS, FIELD_SENTENCES, SENTENCES, TITLES


class Language(StrEnum):
    ENGLISH = "en"
    VIETNAMESE = "vi"


_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_ENGLISH_TITLES: Final = {
    400: "Malformed request",
    401: "Not logged in",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Not possible now",
    413: "Too large",
    415: "Wrong media type",
    416: "No such range",
    422: "Against a rule",
    429: "Too many attempts",
    500: "Internal error",
    503: "Unavailable for a moment",
}


@lru_cache(maxsize=256)
def preferred(accept_language: str) -> Language:
    """Vietnamese when the header prefers it to English, else English."""
    weights = dict.fromkeys(Language, 0.0)
    for position, part in enumerate(accept_language[:200].split(",")):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        if primary in ("vi", "en"):
            # Equal weights: who stands first is wanted more.
            weight = _weight(parameter) - position / 1_000
            weights[Language(primary)] = max(weights[Language(primary)], weight)
    if weights[Language.VIETNAMESE] > weights[Language.ENGLISH]:
        return Language.VIETNAMESE
    return Language.ENGLISH


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


def title(status: int, language: Language) -> str:
    titles = TITLES if language is Language.VIETNAMESE else _ENGLISH_TITLES
    return titles.get(status, titles[400])


def sentence(complaint: Complaint, language: Language) -> str:
    """The complaint's `detail`."""
    return _in(language, SENTENCES.get(complaint.code), complaint.english, complaint.facts)


def field_sentence(complaint: FieldComplaint, language: Language) -> str:
    """The remedy for one field; rules of the core have the same sentence as their document."""
    numbers = len(_NUMBER.findall(complaint.english))
    found = (
        FIELD_SENTENCES.get(f"{complaint.code}/{numbers}")
        or FIELD_SENTENCES.get(complaint.code)
        or SENTENCES.get(complaint.code)
    )
    return _in(language, found, complaint.english, complaint.facts)


def _in(
    language: Language, vietnamese: str | None, english: str, facts: Mapping[str, object]
) -> str:
    """The Vietnamese sentence, filled from `facts` or from the numbers of the English one."""
    if language is Language.ENGLISH or vietnamese is None:
        return english
    numbers = _NUMBER.findall(english)
    words = {name: FACTS.get(str(value), value) for name, value in facts.items()}
    try:
        return vietnamese.format(*numbers, **words)
    except (IndexError, KeyError):
        return english
