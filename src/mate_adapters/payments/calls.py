"""Calls to vendors' servers: what is not a sensible answer in time is an unknown outcome."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import httpx
import structlog

from mate_adapters.payments.reading import ObjectUnreadable, parsed_object
from mate_core.payments.errors import GatewayUnavailable

JSON: Final = {"Content-Type": "application/json; charset=UTF-8"}

_log = structlog.get_logger(__name__)


async def post_json(
    http: httpx.AsyncClient, url: str, content: Mapping[str, object], *, patience: timedelta
) -> dict[str, object]:
    """The object that the vendor answers, whatever the status below 500.

    `patience` bounds the whole exchange, connecting included. Raises GatewayUnavailable when no
    answer came, the vendor's server failed, or the answer is no JSON object.
    """
    body = json.dumps(content, ensure_ascii=False).encode()
    try:
        async with asyncio.timeout(patience.total_seconds()):
            answer = await http.post(url, content=body, headers=JSON, timeout=None)
    except (TimeoutError, httpx.HTTPError) as trouble:
        raise _unavailable(url, type(trouble).__name__) from trouble
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
        raise _unavailable(url, f"status {answer.status_code}")
    try:
        return parsed_object(answer.content)
    except ObjectUnreadable as wrong:
        raise _unavailable(url, "no JSON object") from wrong


def request_id(*parts: str) -> str:
    """32 hex digits that name one request to a vendor: other parts, another name."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


def _unavailable(url: str, trouble: str) -> GatewayUnavailable:
    _log.warning("gateway_unavailable", url=url, trouble=trouble)
    return GatewayUnavailable(trouble)
