"""Refusals of screening."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from mate_core.moderation.screening.model import Category, Finding, Severity
from mate_core.shared.errors import RuleViolation

_WHY: Final[Mapping[Category, str]] = MappingProxyType(
    {
        Category.SEXUAL_SERVICE: "sexual services are not offered here",
        Category.PRIVATE_LODGING: "people meet in public places only",
        Category.CONTACT: "numbers, handles and links stay out of public texts",
        Category.DRUGS: "drugs have no place here",
        Category.GAMBLING: "gambling has no place here",
        Category.MINORS: "everybody here is an adult",
        Category.MONEY_THREAT: "money and ratings do not go together",
    }
)


class TextRefused(RuleViolation):
    """A text that others would read holds what may not stand there."""

    code = "text.refused"
    message = "Take out “{excerpt}”: {why}."

    def __init__(self, finding: Finding) -> None:
        super().__init__(excerpt=finding.excerpt, why=_WHY[finding.category])
        self.field = finding.field


def require_allowed(findings: Sequence[Finding]) -> None:
    """Raises TextRefused for the first of those that are blocked."""
    for finding in findings:
        if finding.severity is Severity.BLOCK:
            raise TextRefused(finding)
