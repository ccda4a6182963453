"""From what somebody wishes to values and terms."""

from __future__ import annotations

from typing import Any

import pytest

from mate_adapters.memory.addresses import few_addresses
from mate_core.search.criteria import Criteria, Sort
from mate_core.search.policies import SearchPolicy
from mate_core.search.query import FEW_OF_ONE_WORD, FEW_OF_SEVERAL_WORDS, SearchQuery, query_of
from mate_core.search.terms import Term, TermKnowledge
from tests.unit.world import BEN_THANH


def asked(**wishes: Any) -> SearchQuery:
    return query_of(Criteria(BEN_THANH, 10, **wishes), few_addresses(), SearchPolicy())


def texts(query: SearchQuery) -> list[list[str]]:
    marks = {True: "*", False: ""}
    return [[t.text + marks[t.is_prefix] for t in group.terms] for group in query.groups]


@pytest.mark.parametrize(
    ("wishes", "wanted"),
    [
        ({}, []),
        ({"text": "Linh Chi"}, [["linh"], ["chi*"]]),
        ({"text": "a"}, [["a"]]),
        ({"languages": frozenset({"VI", "en"})}, [["/lang/en", "/lang/vi"]]),
        ({"interests": frozenset({"Âm nhạc", "am-nhac"})}, [["/likes/am nhac"]]),
        ({"city": "Sài Gòn"}, [["/in/79", "/city/sai gon"]]),
        ({"city": "Đâu đó"}, [["/city/dau do"]]),
    ],
    ids=["nothing", "words", "one letter", "languages", "interests", "city", "no city"],
)
def test_wishes_become_terms(wishes: dict[str, Any], wanted: list[list[str]]) -> None:
    assert texts(asked(**wishes)) == wanted


def test_unknown_word_counts_itself_and_its_alikes() -> None:
    query = asked(text="nguyne").knowing([TermKnowledge(0, ("nguyen", "nguyet"), 7)])

    assert texts(query) == [["nguyne*", "nguyen", "nguyet"]]
    assert query.groups[0].partners == 7
    assert query.named[0].terms[1] == Term("/named/nguyen")


def test_without_a_text_the_most_relevant_are_the_best() -> None:
    assert asked(sort=Sort.RELEVANCE).sort is Sort.RATING
    assert asked(sort=Sort.RELEVANCE, text="an").sort is Sort.RELEVANCE


@pytest.mark.parametrize(
    ("counts", "telling"),
    [
        ((FEW_OF_ONE_WORD,), True),
        ((FEW_OF_ONE_WORD + 1,), False),
        ((FEW_OF_SEVERAL_WORDS, 10**6), True),
        ((FEW_OF_SEVERAL_WORDS + 1, 10**6), False),
    ],
)
def test_how_well_a_text_fits_matters_where_few_fit(counts: tuple[int, ...], telling: bool) -> None:
    text = " ".join(["linh", "chi"][: len(counts)])
    query = asked(text=text).knowing([TermKnowledge(count) for count in counts])

    assert query.is_telling is telling
