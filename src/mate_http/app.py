"""The HTTP driver: one Litestar application over one core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.datastructures import State

from mate_core.application import Application
from mate_http.access import require_access, require_declared_access
from mate_http.authentication import Authentication
from mate_http.controllers.admin import AdminController
from mate_http.controllers.auth import AuthController
from mate_http.controllers.bookings import BookingsController
from mate_http.controllers.calendars import CalendarsController
from mate_http.controllers.gateways import GatewaysController
from mate_http.controllers.health import HealthController
from mate_http.controllers.partners import PartnersController
from mate_http.controllers.payments import PaymentsController
from mate_http.controllers.search import SearchController
from mate_http.controllers.users import UsersController
from mate_http.documentation import documentation
from mate_http.edge import Edge
from mate_http.options import Hook, HttpOptions
from mate_http.problems.answers import problem_handler
from mate_http.problems.mapping import complaint_about
from mate_http.requests import LARGEST_BODY, ApiRequest

CONTROLLERS = (
    AuthController,
    UsersController,
    PartnersController,
    CalendarsController,
    SearchController,
    BookingsController,
    PaymentsController,
    GatewaysController,
    AdminController,
)


def create_app(
    application: Application, options: HttpOptions, *, more_routes: Sequence[Any] = ()
) -> Litestar:
    """The ASGI application; `more_routes` are mounted beside `/api/v1` under the same rules.

    Raises AccessUndeclared when a route does not say who may call it.
    """
    app = Litestar(
        route_handlers=[Router("/api/v1", route_handlers=CONTROLLERS), HealthController]
        + list(more_routes),
        state=State({"application": application, "options": options}),
        request_class=ApiRequest,
        request_max_body_size=LARGEST_BODY,
        middleware=[Authentication(application)],
        guards=[require_access],
        exception_handlers={Exception: problem_handler(complaint_about, application.clock)},
        cors_config=_cors(options),
        openapi_config=documentation(options),
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


def _without_app(hook: Hook) -> Callable[[], Any]:
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
            "X-Client",
            "X-Request-Id",
        ],
        expose_headers=["Retry-After", "X-Request-Id"],
        allow_credentials=True,
        max_age=600,
    )
