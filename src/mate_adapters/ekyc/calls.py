"""Calls to vendors' servers: what is not a sensible answer in time is no answer at all.

Nothing of a call is logged but the vendor, the operation and the kind of trouble: pictures, answers
and even file names are personal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx
import structlog

from mate_adapters.payments.reading import ObjectUnreadable, parsed_object
from mate_core.kyc.errors import VerifierUnavailable
from mate_core.kyc.findings import KycProvider

Part = tuple[str, tuple[str, bytes, str]]
"""A part of a multipart body: field, (file name, content, media type)."""

_UNAVAILABLE: Final = frozenset({401, 402, 403, 404, 408, 425, 429})
"""Answers about us, not about the pictures."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """An object that a vendor answered, and under which status."""

    status: int
    fields: Mapping[str, object]


async def post(
    http: httpx.AsyncClient,
    url: str,
    *,
    provider: KycProvider,
    headers: Mapping[str, str],
    json: Mapping[str, object] | None = None,
    parts: Sequence[Part] = (),
    data: Mapping[str, str] | None = None,
) -> Answer:
    """Whoever calls bounds the time. A 401 is answered, so that a token may be renewed.

    Raises VerifierUnavailable when no answer came, the vendor's server failed or refused us, or
    the answer is no JSON object.
    """
    content: dict[str, Any] = {"json": json} if json is not None else {}
    if parts:
        content = {"files": list(parts), "data": data}
    try:
        answer = await http.post(url, headers=dict(headers), timeout=None, **content)
    except httpx.HTTPError as trouble:
        raise unavailable(provider, url, type(trouble).__name__) from trouble
    status = answer.status_code
    if status == httpx.codes.UNAUTHORIZED:
        return Answer(status, {})
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in _UNAVAILABLE:
        raise unavailable(provider, url, f"status {status}")
    try:
        return Answer(status, parsed_object(answer.content))
    except ObjectUnreadable as wrong:
        raise unavailable(provider, url, "no JSON object") from wrong


def unavailable(provider: KycProvider, url: str, trouble: str) -> VerifierUnavailable:
    """The refusal to raise; the trouble is logged."""
    _log.warning(
        "ekyc_unavailable",
        provider=provider.value,
        operation=httpx.URL(url).path,
        trouble=trouble,
    )
    return VerifierUnavailable(trouble)
