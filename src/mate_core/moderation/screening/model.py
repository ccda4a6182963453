"""What screening finds, and how grave that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Category(StrEnum):
    SEXUAL_SERVICE = "sexual_service"
    PRIVATE_LODGING = "private_lodging"
    CONTACT = "contact"
    """Ways around the platform: numbers, handles, links."""
    DRUGS = "drugs"
    GAMBLING = "gambling"
    MINORS = "minors"
    MONEY_THREAT = "money_threat"
    """Money and a rating in one breath (RULES 28)."""


class Severity(StrEnum):
    HOLD = "hold"
    """Kept, and shown to nobody before staff have looked."""
    BLOCK = "block"
    """Refused at once; the person is told where."""


class Accents(StrEnum):
    """How the marks of a Vietnamese term have to stand in a text."""

    AS_WRITTEN = "as_written"
    """Just so: the bare letters are another, innocent word (`lồn`, `lon`)."""
    AS_WRITTEN_OR_NONE = "as_written_or_none"
    IGNORED = "ignored"
    """Whatever stands on the letters: no innocent phrase has them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One line of the list. A match inside one of the phrases `unless` is none."""

    text: str
    category: Category
    severity: Severity
    accents: Accents = Accents.AS_WRITTEN_OR_NONE
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """`start` and `end` are places in the NFC form of the text of that field."""

    field: str
    category: Category
    severity: Severity
    rule: str
    """The term as it is listed, or the name of the pattern."""
    start: int
    end: int
    excerpt: str

    @property
    def key(self) -> tuple[str, str, str]:
        """The same words in the same field are the same finding, wherever they stand."""
        return self.field, self.rule, self.excerpt.casefold()


def is_blocked(findings: Iterable[Finding]) -> bool:
    return any(each.severity is Severity.BLOCK for each in findings)
