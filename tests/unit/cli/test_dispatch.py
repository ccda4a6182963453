"""Which application answers which path."""

from __future__ import annotations

from typing import Any

import pytest

from mate_adapters.composition.memory_world import memory_world
from mate_cli.server.dispatch import AsgiApp, side_by_side


def naming(name: str, called: list[str]) -> AsgiApp:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        called.append(name)

    return app


async def answering(path: str, *, kind: str = "http", sandbox: bool = True) -> list[str]:
    """Who was called for a GET of `path`."""
    called: list[str] = []
    beside = naming("sandbox", called) if sandbox else None
    app = side_by_side(naming("http", called), beside, memory_world().application.ledger)
    scope = {"type": kind, "method": "GET"}
    await app(scope if kind == "lifespan" else {**scope, "path": path}, None, None)
    return called


@pytest.mark.parametrize("path", ["/sandbox", "/sandbox/clock", "/sandbox/vnpay/pay"])
async def test_sandbox_answers_below_its_prefix(path: str) -> None:
    assert await answering(path) == ["sandbox"]


@pytest.mark.parametrize("path", ["/", "/api/v1/wallet", "/sandboxes", "/api/sandbox"])
async def test_http_answers_everything_else(path: str) -> None:
    assert await answering(path) == ["http"]


async def test_without_a_sandbox_http_refuses_its_paths() -> None:
    assert await answering("/sandbox", sandbox=False) == ["http"]
    assert await answering("/sandbox/ledger", sandbox=False) == ["http"]


async def test_start_and_stop_go_to_http() -> None:
    assert await answering("", kind="lifespan") == ["http"]


async def test_proof_of_the_ledger_is_answered_beside_the_sandbox() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    called: list[str] = []
    ledger = memory_world().application.ledger
    app = side_by_side(naming("http", called), naming("sandbox", called), ledger)
    await app({"type": "http", "method": "GET", "path": "/sandbox/ledger"}, None, send)
    assert called == []
    assert sent[0]["status"] == 200
    assert b'"difference": 0' in sent[1]["body"]
