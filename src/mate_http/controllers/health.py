"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Final, Literal

from litestar import Controller, Response, get

from mate_core.shared.limits import RateClass
from mate_http.access import Access
from mate_http.options import HttpOptions
from mate_http.requests import ApiRequest
from mate_http.routes import route
from mate_http.schemas.base import Output

PUBLIC: Final = Access.PUBLIC
FREE: Final = RateClass.EXEMPT
_log = logging.getLogger("mate_http.health")


class Live(Output, frozen=True):
    status: Literal["live"] = "live"


class Health(Output, frozen=True):
    """`failed` names the checks that do not hold; they are those of `checks` that are false."""

    status: Literal["ready", "unavailable"]
    checks: dict[str, bool]
    failed: list[str]


class HealthController(Controller):
    path = "/health"
    tags = ("Health",)

    @get("/live", **route(PUBLIC, "live", "The process answers", rate=FREE))
    async def live(self) -> Live:
        return Live()

    @get(
        "/ready",
        **route(PUBLIC, "ready", "It can do its work", unavailable=Health, rate=FREE),
    )
    async def ready(self, request: ApiRequest) -> Response[Health]:
        """503 names the checks that failed."""
        return await _health(request)

    @get(
        "/",
        **route(PUBLIC, "health", "Alive and able to work", unavailable=Health, rate=FREE),
    )
    async def both(self, request: ApiRequest) -> Response[Health]:
        """Who answers is alive; 503 names the checks that failed."""
        return await _health(request)


async def _health(request: ApiRequest) -> Response[Health]:
    options: HttpOptions = request.app.state.options
    checks = await _checked(options)
    failed = sorted(name for name, holds in checks.items() if not holds)
    status: Literal["ready", "unavailable"] = "unavailable" if failed else "ready"
    body = Health(status=status, checks=dict(checks), failed=failed)
    return Response(body, status_code=503 if failed else 200)


async def _checked(options: HttpOptions) -> Mapping[str, bool]:
    """A check that breaks is a check that failed."""
    try:
        return await options.ready()
    except Exception:
        _log.exception("readiness checks broke")
        return {"checks": False}
