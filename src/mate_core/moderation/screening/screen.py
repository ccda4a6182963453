"""Screening: pure, and the same for listings, reviews and whatever else others read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from mate_core.moderation.screening.folding import Folded, folded
from mate_core.moderation.screening.matching import Matcher, matcher_of
from mate_core.moderation.screening.model import Finding, Severity, Term, is_blocked
from mate_core.moderation.screening.patterns import PATTERNS, Pattern
from mate_core.moderation.screening.terms import terms

_EXCERPT: Final = 60


def screen(texts: Mapping[str, str]) -> tuple[Finding, ...]:
    """What stands in `texts` (by the name of their field) that should not, gravest first.

    Of findings that lie inside another one of the same category the larger one is kept.
    """
    found = [finding for field, text in texts.items() for finding in _within(field, text)]
    return tuple(sorted(found, key=lambda each: each.severity is not Severity.BLOCK))


def is_forbidden(text: str) -> bool:
    """Whether a text has what no text that others read may have."""
    return is_blocked(screen({"text": text}))


def _within(field: str, text: str) -> list[Finding]:
    if not text:
        return []
    view = folded(text)
    found = sorted(
        _all(field, view),
        key=lambda each: (each.severity is not Severity.BLOCK, each.start - each.end, each.start),
    )
    kept: list[Finding] = []
    for each in found:
        if not any(
            other.category is each.category and other.start <= each.start and each.end <= other.end
            for other in kept
        ):
            kept.append(each)
    return sorted(kept, key=lambda each: each.start)


def _all(field: str, view: Folded) -> Iterator[Finding]:
    for matcher in _matchers():
        for span in matcher.spans(view):
            yield _finding(field, view, span, matcher.term)
    for pattern in PATTERNS:
        for span in pattern.find(view):
            yield _finding(field, view, span, pattern)


def _finding(field: str, view: Folded, span: tuple[int, int], rule: Term | Pattern) -> Finding:
    start, end = view.span(*span)
    excerpt = " ".join(view.text[start:end].split())[:_EXCERPT]
    name = rule.text if isinstance(rule, Term) else rule.name
    return Finding(field, rule.category, rule.severity, name, start, end, excerpt)


@cache
def _matchers() -> tuple[Matcher, ...]:
    """Made at the first use: commands that screen nothing do not pay for the patterns."""
    return tuple(map(matcher_of, terms()))
