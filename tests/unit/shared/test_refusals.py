"""Every refusal has a stable code and a sentence that can be filled."""

from __future__ import annotations

import importlib
import pkgutil
import re
from string import Formatter

import pytest

import mate_core
from mate_core.shared.errors import Conflict, Forbidden, Refusal, RuleViolation


def all_refusals() -> list[type[Refusal]]:
    for module in pkgutil.walk_packages(mate_core.__path__, "mate_core."):
        importlib.import_module(module.name)
    found: list[type[Refusal]] = []
    waiting = [Refusal]
    while waiting:
        waiting.extend(subclasses := waiting.pop().__subclasses__())
        found.extend(subclasses)
    return found


FAMILIES = {"Conflict", "Forbidden", "NotAuthenticated", "NotFound", "RuleViolation", "TooMany"}
LEAVES = [refusal for refusal in all_refusals() if refusal.__name__ not in FAMILIES]


def test_codes_are_unique() -> None:
    codes = [refusal.code for refusal in LEAVES]

    assert sorted(codes) == sorted(set(codes))


@pytest.mark.parametrize("refusal", LEAVES, ids=lambda refusal: refusal.__name__)
def test_code_is_context_dot_reason(refusal: type[Refusal]) -> None:
    assert re.fullmatch(r"[a-z]+\.[a-z_0-9]+", refusal.code)


@pytest.mark.parametrize("refusal", LEAVES, ids=lambda refusal: refusal.__name__)
def test_sentence_is_filled_with_its_facts(refusal: type[Refusal]) -> None:
    facts = {name: "7" for _, name, _, _ in Formatter().parse(refusal.message) if name}
    refused = refusal.__new__(refusal)
    Refusal.__init__(refused, **facts)

    assert refused.detail
    assert "{" not in refused.detail


def test_facts_are_kept_for_translation() -> None:
    refused = RuleViolation(limit=3)

    assert refused.facts == {"limit": 3}


@pytest.mark.parametrize("family", [Conflict, Forbidden, RuleViolation])
def test_family_of_a_refusal_is_a_refusal(family: type[Refusal]) -> None:
    assert issubclass(family, Refusal)
