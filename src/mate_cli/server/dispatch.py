"""HTTP and sandbox side by side, told apart by path."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from mate_cli.commands.ledger import report_document
from mate_core.payments.ledger_service import LedgerService

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
AsgiApp = Callable[[Any, Any, Any], Awaitable[Any]]

SANDBOX: Final = "/sandbox"
PROOF: Final = "/sandbox/ledger"
"""What `mate ledger verify --json` answers, for a demo that plays against a server elsewhere."""


def side_by_side(http: AsgiApp, sandbox: AsgiApp | None, ledger: LedgerService) -> AsgiApp:
    """One application; without a sandbox its paths are the HTTP application's to refuse.

    Start and stop go to the HTTP application alone: the sandbox has neither.
    """
    if sandbox is None:
        return http
    proof = _proof(ledger)

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "") if scope["type"] != "lifespan" else ""
        if path == PROOF and scope.get("method") == "GET":
            await proof(scope, receive, send)
        elif path == SANDBOX or path.startswith(f"{SANDBOX}/"):
            await sandbox(scope, receive, send)
        else:
            await http(scope, receive, send)

    return dispatch


def _proof(ledger: LedgerService) -> AsgiApp:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        document = report_document(await ledger.verify())
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(document).encode()})

    return answer
