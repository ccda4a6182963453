"""Calls to vendors of messages: what is certain about an answer, and what is not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Final

import httpx
import structlog

from mate_core.messages.errors import (
    DeliveryNotTaken,
    DeliveryRefused,
    DeliveryUnavailable,
    RefusalCause,
)

PATIENCE: Final = timedelta(seconds=10)
_CONNECT: Final = timedelta(seconds=5)
_NEVER_LEFT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
)
_OUR_FAULT: Final = frozenset({401, 402, 403, 404, 405, 406, 415})
"""Key, credit, sender or address: no message would fare better."""

_log = structlog.get_logger(__name__)


async def post(
    http: httpx.AsyncClient,
    vendor: str,
    url: str,
    *,
    content: bytes,
    headers: Mapping[str, str],
    patience: timedelta = PATIENCE,
    wait_of: Callable[[httpx.Headers], timedelta | None] | None = None,
) -> httpx.Response:
    """The vendor's answer of 2xx or 4xx, save 429; `wait_of` reads from that when to come again.

    Raises DeliveryNotTaken when the request never left or met 429, DeliveryUnavailable when no
    answer came in time or the vendor failed: no vendor of messages has a key against repetition,
    so a failure of theirs may have sent it.
    """
    try:
        async with asyncio.timeout(patience.total_seconds()):
            answer = await http.post(
                url,
                content=content,
                headers=dict(headers),
                timeout=httpx.Timeout(None, connect=_CONNECT.total_seconds()),
            )
    except _NEVER_LEFT as away:
        _log.warning("message_vendor_away", vendor=vendor, trouble=type(away).__name__)
        raise DeliveryNotTaken(type(away).__name__) from away
    except (TimeoutError, httpx.HTTPError) as trouble:
        _log.warning("message_vendor_silent", vendor=vendor, trouble=type(trouble).__name__)
        raise DeliveryUnavailable(type(trouble).__name__) from trouble
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        _log.warning("message_vendor_busy", vendor=vendor)
        raise DeliveryNotTaken("429", retry_after=(wait_of or retry_after)(answer.headers))
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        _log.warning("message_vendor_failed", vendor=vendor, status=answer.status_code)
        raise DeliveryUnavailable(str(answer.status_code))
    return answer


def refused(
    vendor: str, status: int, code: str, *, cause: RefusalCause | None = None
) -> DeliveryRefused:
    """A refusal by HTTP status; the vendor's `code` is for the record, its sentence for nobody."""
    if cause is None:
        cause = RefusalCause.ACCOUNT if status in _OUR_FAULT else RefusalCause.MESSAGE
    report = _log.error if cause is RefusalCause.ACCOUNT else _log.warning
    report("message_refused", vendor=vendor, status=status, code=code, cause=cause.value)
    return DeliveryRefused(code, cause=cause)


def object_of(answer: httpx.Response) -> dict[str, Any]:
    """The JSON object of an answer; an empty one when it is none."""
    try:
        content = json.loads(answer.content)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """The header Retry-After in seconds; dates are left to the ladder's own pauses."""
    text = headers.get("retry-after", "").strip()
    return timedelta(seconds=int(text)) if text.isascii() and text.isdigit() else None
