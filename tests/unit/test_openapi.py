"""What the OpenAPI document promises beyond what the routes say by themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from mate_http.openapi import describe

HEALTH = {"health", "live", "ready"}
"""These answer a state, good or bad, not a refusal."""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return describe("https://api.mate.test").to_schema()


def answers(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(operation, status, answer) of everything documented."""
    for path in document["paths"].values():
        for operation in path.values():
            for status, answer in operation["responses"].items():
                yield operation["operationId"], status, answer


def test_answers_without_content_promise_none(document: dict[str, Any]) -> None:
    empty = [answer for _, status, answer in answers(document) if status == "204"]
    assert empty
    assert not any("content" in answer for answer in empty)


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    for operation, status, answer in answers(document):
        if status >= "400" and operation not in HEALTH:
            assert "application/problem+json" in answer["content"], (operation, status)


def test_what_an_address_names_may_be_missing(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert "{" not in path or "404" in operation["responses"], operation["operationId"]


def test_a_day_of_a_query_may_be_absurd(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            if '"format": "date"' in json.dumps(operation.get("parameters", [])):
                assert "422" in operation["responses"], operation["operationId"]


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [operation for operation, _, _ in answers(document)]
    by_path = [
        operation["operationId"]
        for path in document["paths"].values()
        for operation in path.values()
    ]
    assert len(by_path) == len(set(by_path))
    assert set(names) == set(by_path)
