"""From a bearer token to the actor of the request, and whether the route is open to them."""

from __future__ import annotations

from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from mate_core.shared.errors import NotAuthenticated
from mate_http.access import ACCESS, Access, require_access
from mate_http.core import core_of

_SCHEME: Final = b"bearer "
_LONGEST_TOKEN: Final = 4_096


class Authentication(ASGIMiddleware):
    """Puts the Actor into `scope["user"]`, None without credentials; public routes ignore them.

    A token that is present and bad is refused (NotAuthenticated), and so is whoever the route is
    not open to. This is no guard of Litestar's, which copies the whole handler for each request.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["user"] = scope["auth"] = None
        handler = scope["route_handler"]
        access = handler.opt.get(ACCESS)
        if access is not Access.PUBLIC:
            token = _bearer_token(scope)
            core = core_of(scope)
            actor = None
            if token is not None:
                enrolling = access is Access.ENROLLING
                actor = await core.sessions.authenticate(token, enrolling=enrolling)
            scope["user"] = actor
            await require_access(core, handler, actor)
        await next_app(scope, receive, send)


def _bearer_token(scope: Scope) -> str | None:
    """None without an Authorization header; raises NotAuthenticated for other schemes."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            if value[:7].lower() != _SCHEME or len(value) > _LONGEST_TOKEN or not value.isascii():
                raise NotAuthenticated
            return value[7:].strip().decode("ascii")
    return None
