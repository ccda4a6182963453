"""Requests are counted before they do anything; who asks too often is told when to come back.

Headers as in draft-ietf-httpapi-ratelimit-headers-10: `RateLimit-Policy` names the rate that is
tightest for this caller, `RateLimit` what is left of it and in how many seconds all is there again.
"""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from mate_core.shared.errors import TooMany
from mate_core.shared.limits import Allowance, Counted, RateClass, RateLimiter, RatePolicy
from mate_http.core import core_of

RATE: Final = "rate"


class Throttle(ASGIMiddleware):
    """Stands behind Authentication, so that a person is counted as one wherever he asks from."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, limiter: RateLimiter, policy: RatePolicy) -> None:
        self._limiter, self._policy = limiter, policy

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        rates = self._policy.of(scope["route_handler"].opt.get(RATE, RateClass.ORDINARY))
        keys = _keys_of(scope)
        asked = [(rate, keys[counted]) for counted, rate in rates if counted in keys]
        if not asked:
            await next_app(scope, receive, send)
            return
        now = core_of(scope).clock.now()
        found = await self._limiter.take(asked, at=now)
        if not found.allowed:
            raise TooMany(found.retry_at)
        told = _headers_of(found, at=now)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *told]
            await send(message)

        await next_app(scope, receive, send_with_headers)


def _keys_of(scope: Scope) -> dict[Counted, str]:
    """Who asks; without a socket (in tests) nobody has an address."""
    keys: dict[Counted, str] = {}
    if scope.get("user") is not None:
        keys[Counted.USER] = str(scope["user"].user_id)
    if client := scope.get("client"):
        keys[Counted.ADDRESS] = client[0]
    return keys


def _headers_of(found: Allowance, *, at: datetime) -> list[tuple[bytes, bytes]]:
    rate = found.rate
    window_s = max(1, math.ceil(rate.tolerance.total_seconds()))
    reset_s = math.ceil((found.resets_at - at).total_seconds())
    return [
        (b"ratelimit-policy", f'"{rate.name}";q={rate.burst};w={window_s}'.encode()),
        (b"ratelimit", f'"{rate.name}";r={found.remaining};t={reset_s}'.encode()),
    ]
