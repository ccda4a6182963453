"""Who may call a route at all: declared on every route, refused when it is missing."""

from __future__ import annotations

from enum import StrEnum

from litestar import Litestar
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler, WebsocketRouteHandler

from mate_core.application import Application
from mate_core.shared.actor import Actor, Role
from mate_core.shared.errors import Forbidden, NotAuthenticated, NotFound

ACCESS = "access"


class Access(StrEnum):
    """The first gate of a route; finer rights (capabilities, parties) are the core's."""

    PUBLIC = "public"
    USER = "user"
    RESTRICTED = "restricted"
    """Like USER, and also for who is banned: his money, his disputes, the end of a meeting that
    goes on, his data, his appeal (RULES 17). Everything else is refused to him."""
    ENROLLING = "enrolling"
    """Like RESTRICTED, and also for staff who still lack the second factor."""
    PARTNER = "partner"
    STAFF = "staff"


class AccessUndeclared(Exception):
    """A route without `access` would be open or closed by accident; the app refuses to start."""


async def require_access(
    application: Application, handler: BaseRouteHandler, actor: Actor | None
) -> None:
    """The gate before every HTTP route; raises NotAuthenticated, AccountBanned or Forbidden."""
    access = handler.opt.get(ACCESS)
    if access is Access.PUBLIC or _answers_options(handler):
        return
    if actor is None:
        raise NotAuthenticated
    if access not in (Access.RESTRICTED, Access.ENROLLING):
        actor.require_unbanned()
    if access is Access.STAFF:
        actor.require_staff()
    elif access is Access.PARTNER:
        await _require_partner(application, actor)
    elif access not in (Access.USER, Access.RESTRICTED, Access.ENROLLING):
        raise Forbidden


async def _require_partner(application: Application, actor: Actor) -> None:
    """By role, or by the profile itself.

    The role may be a second old and so miss a person who became a partner just now, and staff keep
    their own role when they also are partners. Only people about to be refused pay for the look.
    """
    if actor.role is Role.PARTNER:
        return
    try:
        await application.partners.mine(actor)
    except NotFound:
        raise Forbidden from None


def require_declared_access(app: Litestar) -> None:
    """Raises AccessUndeclared, naming every route that forgot to say who may call it.

    A WebSocket does not pass `require_access` and needs a guard of its own.
    """
    silent = sorted(
        {
            f"{'/'.join(sorted(handler.http_methods))} {route.path}"
            for route in app.routes
            for handler in getattr(route, "route_handlers", ())
            if isinstance(handler, HTTPRouteHandler)
            and not _answers_options(handler)
            and not isinstance(handler.opt.get(ACCESS), Access)
        }
        | {
            f"WEBSOCKET {route.path}"
            for route in app.routes
            if isinstance(handler := getattr(route, "route_handler", None), WebsocketRouteHandler)
            and not handler.resolve_guards()
        }
    )
    if silent:
        raise AccessUndeclared(f"declare access=... on: {', '.join(silent)}")


def _answers_options(handler: BaseRouteHandler) -> bool:
    """Litestar itself answers OPTIONS, with nothing but the allowed methods."""
    return isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}
