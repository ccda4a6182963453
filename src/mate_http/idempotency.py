"""The Idempotency-Key header of commands that create a booking or move money (RULES 26)."""

from __future__ import annotations

import hashlib
from typing import Annotated

import msgspec
from litestar.params import HeaderParameter

from mate_core.shared.ports import IdempotencyKey
from mate_http.requests import ApiRequest

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        pattern="^[!-~]{1,200}$",
        description=(
            "A name of yours for this one wish, 1 to 200 visible ASCII signs. The same key and "
            "body return the first answer; the same key with another body is 422. Kept 31 days."
        ),
        examples=[],
    ),
]


def idempotency_key(request: ApiRequest, key: str, body: msgspec.Struct) -> IdempotencyKey:
    """Bound to the caller, the operation and the meaning of the body, not its spelling."""
    canonical = msgspec.json.encode(body, order="deterministic")
    return IdempotencyKey(
        actor_id=request.user.user_id,
        operation=_operation(request),
        key=key,
        fingerprint=hashlib.sha256(canonical).hexdigest(),
    )


def _operation(request: ApiRequest) -> str:
    """Method and template of the path, with the ids that stand in it."""
    ids = "".join(f" {value}" for value in request.path_params.values())
    return f"{request.method} {request.scope['path_template']}{ids}"
