"""How the sandbox answers: as a page or as JSON, never cached, never framed."""

from __future__ import annotations

import json
import traceback
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlsplit

import psycopg
import structlog
from litestar import MediaType, Response
from litestar.exceptions import HTTPException
from litestar.types import Message, Scope

from mate_adapters.clock import ClockRunsForward
from mate_adapters.sandbox import pages, views
from mate_adapters.sandbox.gateways.model import Fault, PaymentUnknown, PayRequestFaulty
from mate_adapters.sandbox.html import Html
from mate_adapters.sandbox.requests import AnyRequest, Unusable, wants_json

PROBLEM_JSON: Final = "application/problem+json"
_RETRY_AFTER_S: Final = 2

_log = structlog.get_logger(__name__)


def security_headers(return_urls: Iterable[str]) -> dict[str, str]:
    """Headers of every answer. Forms may end at the merchant's return pages, nowhere else."""
    parts = [urlsplit(url) for url in return_urls]
    merchants = " ".join(sorted({f"{part.scheme}://{part.netloc}" for part in parts}))
    return {
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; "
            f"frame-ancestors 'none'; form-action 'self' {merchants}"
        ),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }


def add_headers(return_urls: Iterable[str]) -> Callable[[Message, Scope], Awaitable[None]]:
    """A hook that puts the security headers on every answer, refusals of the router included."""
    headers = [
        (name.lower().encode(), value.encode())
        for name, value in security_headers(return_urls).items()
    ]

    async def add(message: Message, _: Scope) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], *headers]

    return add


def answer(
    request: AnyRequest,
    *,
    as_json: Callable[[], object],
    as_page: Callable[[], Html],
    status: int = 200,
) -> Response[str]:
    """Whichever of the two the caller wants."""
    if wants_json(request):
        return Response(
            json.dumps(as_json(), ensure_ascii=False),
            status_code=status,
            media_type=MediaType.JSON,
        )
    return Response(as_page(), status_code=status, media_type=MediaType.HTML)


def problem(
    request: AnyRequest, status: int, title: str, detail: str, faults: Sequence[Fault] = ()
) -> Response[str]:
    """RFC 9457 for programs, a page for people."""
    if not wants_json(request):
        body = pages.refused(title, detail, faults)
        return Response(body, status_code=status, media_type=MediaType.HTML)
    content: Mapping[str, Any] = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": views.faults(faults),
    }
    return Response(
        json.dumps(content, ensure_ascii=False), status_code=status, media_type=PROBLEM_JSON
    )


def unusable(request: AnyRequest, error: Unusable) -> Response[str]:
    fault = Fault(error.field, error.detail)
    return problem(request, 400, "This request cannot be used", str(error), [fault])


def backwards(request: AnyRequest, error: ClockRunsForward) -> Response[str]:
    return problem(request, 422, "The clock only runs forward", str(error))


def faulty(request: AnyRequest, error: PayRequestFaulty) -> Response[str]:
    return problem(
        request, 422, "The gateway would show no page for this", str(error), error.faults
    )


def unknown_payment(request: AnyRequest, error: PaymentUnknown) -> Response[str]:
    return problem(request, 404, "No such payment", f"Nobody paid {error} here.")


def http_error(request: AnyRequest, error: HTTPException) -> Response[str]:
    response = problem(request, error.status_code, error.detail, error.detail)
    response.headers.update(error.headers or {})  # Allow, above all
    return response


def away(request: AnyRequest, error: psycopg.OperationalError) -> Response[str]:
    _log.warning("sandbox_unavailable", path=request.url.path, error=type(error).__name__)
    response = problem(request, 503, "Unavailable for a moment", "The database does not answer.")
    response.headers["Retry-After"] = str(_RETRY_AFTER_S)
    return response


def unexpected(request: AnyRequest, error: Exception) -> Response[str]:
    trace = traceback.format_exception(error)
    _log.error("sandbox_failed", path=request.url.path, error="".join(trace))
    return problem(request, 500, "The sandbox failed", "See the log of the server.")
