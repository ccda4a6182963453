"""The OpenAPI document and its page: complete, true to the structs, and without the internet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from mate_http.examples import EXAMPLES
from mate_http.openapi import describe
from mate_http.schemas.base import Input, Output
from tests.contract.http_world import http_world

DOCUMENT = describe("http://127.0.0.1:8000").to_schema()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
STRANGER = re.compile(r"""(?:src|href|action)\s*=\s*["']?\s*(?:[a-z]+:)?//""", re.IGNORECASE)


def structs(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for kind in base.__subclasses__():
        yield kind
        yield from structs(kind)


STRUCTS = {kind.__name__: kind for base in (Input, Output) for kind in structs(base)}


def operations() -> Iterator[dict[str, Any]]:
    for path in DOCUMENT["paths"].values():
        yield from path.values()


def references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(reference := node.get("$ref"), str):
            yield reference
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_body_on_the_wire_has_an_example() -> None:
    bodies = {name for name, schema in SCHEMAS.items() if schema.get("type") == "object"}
    assert bodies == set(EXAMPLES)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_what_its_struct_reads_and_writes(name: str) -> None:
    example, struct = EXAMPLES[name], STRUCTS[name]
    read = msgspec.convert(example, struct, strict=True)
    written = msgspec.to_builtins(read)

    assert msgspec.convert(written, struct, strict=True) == read
    if issubclass(struct, Output):
        assert written == example, "an answer shows all its fields"


def test_every_reference_leads_somewhere() -> None:
    known = {f"#/components/schemas/{name}" for name in SCHEMAS}
    assert set(references(DOCUMENT)) <= known


def test_operations_have_names_of_their_own_a_summary_and_a_known_tag() -> None:
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    names = Counter(operation["operationId"] for operation in operations())
    assert max(names.values()) == 1, names.most_common(3)
    for operation in operations():
        assert operation["summary"]
        assert set(operation["tags"]) <= tags


def test_every_error_is_a_problem_document() -> None:
    problem = {"$ref": "#/components/schemas/Problem"}
    for operation in operations():
        for status, answer in operation["responses"].items():
            if status >= "400" and "Health" not in operation["tags"]:
                assert answer["content"]["application/problem+json"]["schema"] == problem


async def test_the_page_of_the_documentation_needs_no_other_server() -> None:
    async with http_world() as http:
        page = await http.client.get("/api/docs")
        assert page.status_code == 200
        assert STRANGER.search(page.text) is None
        own = re.findall(r'(?:src|href)="([^"]+)"', page.text)
        assert {"/api/docs/openapi.json", "/api/docs/assets/swagger-ui-bundle.js"} <= set(own)
        for address in own:
            assert (await http.client.get(address)).status_code == 200
        policy = page.headers["content-security-policy"]
        assert "http:" not in policy
        assert "https:" not in policy
