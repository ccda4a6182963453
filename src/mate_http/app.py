"""The HTTP driver: one Litestar application over one core."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.middleware import ASGIMiddleware
from litestar.types import ControllerRouterHandler

from mate_core.application import Application
from mate_http.access import require_declared_access
from mate_http.api import api_routes
from mate_http.authentication import Authentication
from mate_http.controllers.documentation import documentation_routes
from mate_http.edge import Edge
from mate_http.openapi import Document, describe
from mate_http.options import Hook, HttpOptions
from mate_http.problems.answers import problem_handler
from mate_http.problems.mapping import complaint_about
from mate_http.requests import LARGEST_BODY, ApiRequest
from mate_http.throttle import Throttle


class HttpDriver(Litestar):
    """`openapi_schema` is the completed document, generated when somebody asks."""

    @property
    def openapi_schema(self) -> Document:
        options: HttpOptions = self.state.options
        return describe(options.public_url)


def create_app(
    application: Application,
    options: HttpOptions,
    *,
    more_routes: Sequence[ControllerRouterHandler] = (),
) -> HttpDriver:
    """The ASGI application; `more_routes` stand beside `/api/v1` under the same rules.

    Raises AccessUndeclared when a route does not say who may call it.
    """
    app = HttpDriver(
        route_handlers=[*api_routes(), *documentation_routes(), *more_routes],
        state=State({"application": application, "options": options}),
        request_class=ApiRequest,
        request_max_body_size=LARGEST_BODY,
        middleware=_middleware(options),
        exception_handlers={Exception: problem_handler(complaint_about)},
        cors_config=_cors(options),
        openapi_config=None,
        on_startup=[_without_app(hook) for hook in options.on_startup],
        on_shutdown=[_without_app(hook) for hook in options.on_shutdown],
        logging_config=None,
        debug=False,
    )
    require_declared_access(app)
    app.asgi_handler = Edge(
        app.asgi_handler, strict_transport=options.public_url.startswith("https://")
    )
    return app


def _middleware(options: HttpOptions) -> list[ASGIMiddleware]:
    """Who asks, then how often; nothing is paid for limits where there are none."""
    found: list[ASGIMiddleware] = [Authentication()]
    if options.limiter is not None and options.rates.rates:
        found.append(Throttle(options.limiter, options.rates))
    return found


def _without_app(hook: Hook) -> Callable[[], Awaitable[None]]:
    """Litestar hands its app to hooks that take an argument; ours take none."""

    async def run() -> None:
        await hook()

    return run


def _cors(options: HttpOptions) -> CORSConfig | None:
    if not options.allowed_origins:
        return None
    return CORSConfig(
        allow_origins=list(options.allowed_origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=[
            "Accept-Language",
            "Authorization",
            "Content-Type",
            "Idempotency-Key",
            "If-Match",
            "X-Client",
            "X-Request-Id",
        ],
        expose_headers=["ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"],
        allow_credentials=True,
        max_age=600,
    )
