"""What the composition root tells the HTTP driver."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from mate_core.shared.limits import OPEN, RateLimiter, RatePolicy

Hook = Callable[[], Awaitable[None]]
ReadinessChecks = Callable[[], Awaitable[Mapping[str, bool]]]


async def _nothing_to_check() -> Mapping[str, bool]:
    return {}


@dataclass(frozen=True, slots=True)
class HttpOptions:
    """`public_url` is where clients reach us; `allowed_origins` are other sites that may call.

    `ready` answers named checks, True for those in order; hooks run around the life of the server.
    Cookies are `Secure` unless a development server without TLS says otherwise. Without a limiter
    nobody is limited.
    """

    production: bool = False
    public_url: str = "http://localhost:8000"
    allowed_origins: Sequence[str] = ()
    secure_cookies: bool = True
    limiter: RateLimiter | None = None
    rates: RatePolicy = OPEN
    ready: ReadinessChecks = _nothing_to_check
    on_startup: Sequence[Hook] = field(default=())
    on_shutdown: Sequence[Hook] = field(default=())

    def __post_init__(self) -> None:
        if "*" in self.allowed_origins:
            # With cookies, a wildcard would hand every site the sessions of its visitors.
            raise ValueError("allowed_origins must name each origin; * is not possible")

    @property
    def trusted_origins(self) -> frozenset[str]:
        """Origins whose pages may use the refresh cookie: our own and those allowed."""
        parts = urlsplit(self.public_url)
        return frozenset({f"{parts.scheme}://{parts.netloc}", *self.allowed_origins})
