"""The outermost layer: a name for every request, headers on every answer, one line of log.

The log line holds a route template, never the address itself, and no query, body or header: those
carry ids, tokens, signatures and personal data (tests look for planted secrets).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

REQUEST_ID: Final = "x-request-id"
_KEY: Final = "mate_request_id"
_SANE: Final = re.compile(rb"[A-Za-z0-9-]{1,64}")
_log = logging.getLogger("mate_http.access")

ALWAYS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
UNLESS_SET: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
"""What JSON wants; pages bring their own."""
HSTS: Final = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


class Edge:
    """Wraps the whole application, so that also 404s of the router and CORS answers pass here.

    `strict_transport` tells browsers to use TLS only; for servers that are reached by TLS.
    """

    def __init__(self, app: ASGIApp, *, strict_transport: bool) -> None:
        self._app = app
        self._always = (*ALWAYS, HSTS) if strict_transport else ALWAYS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        request_id = _wished_id(scope["headers"]) or str(uuid4())
        scope.setdefault("state", {})[_KEY] = request_id
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message["headers"])
                self._complete(headers, request_id)
                message["headers"] = headers
            await send(message)

        try:
            await self._app(scope, receive, send_with_headers)
        finally:
            if _log.isEnabledFor(logging.INFO):
                _write(scope, status, started, request_id)

    def _complete(self, headers: list[tuple[bytes, bytes]], request_id: str) -> None:
        present = {name for name, _ in headers}
        headers.extend(self._always)
        headers.extend(pair for pair in UNLESS_SET if pair[0] not in present)
        headers.append((b"x-request-id", request_id.encode()))


def request_id_of(scope: Scope) -> str:
    """The name of this request; empty only outside the edge."""
    state: dict[str, Any] = scope.get("state", {})
    return str(state.get(_KEY, ""))


def _wished_id(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The caller's own id, when it is short and plain enough to be put into logs."""
    for name, value in headers:
        if name == b"x-request-id":
            return value.decode() if _SANE.fullmatch(value) else None
    return None


def _write(scope: Scope, status: int, started: float, request_id: str) -> None:
    actor = scope.get("user")
    fields = {
        "method": scope.get("method"),
        "route": scope.get("path_template") or "(no route)",
        "status": status,
        "ms": round((perf_counter() - started) * 1000, 1),
        "request_id": request_id,
        "user_id": str(actor.user_id) if actor else "-",
    }
    _log.info(
        "%(method)s %(route)s status=%(status)d ms=%(ms).1f"
        " request_id=%(request_id)s user_id=%(user_id)s",
        fields,
        extra=fields,
    )
