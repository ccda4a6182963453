"""From a bearer token to the actor of the request."""

from __future__ import annotations

from typing import Final

from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from mate_core.shared.errors import NotAuthenticated
from mate_http.access import ACCESS, Access
from mate_http.core import core_of

_SCHEME: Final = b"bearer "
_LONGEST_TOKEN: Final = 4_096


class Authentication(ASGIMiddleware):
    """Puts the Actor into `scope["user"]`, None without credentials; public routes ignore them.

    A token that is present and bad is refused here (NotAuthenticated); a missing one is the
    guard's matter.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["user"] = scope["auth"] = None
        if scope["route_handler"].opt.get(ACCESS) is not Access.PUBLIC:
            token = _bearer_token(scope)
            if token is not None:
                scope["user"] = await core_of(scope).sessions.authenticate(token)
        await next_app(scope, receive, send)


def _bearer_token(scope: Scope) -> str | None:
    """None without an Authorization header; raises NotAuthenticated for other schemes."""
    for name, value in scope["headers"]:
        if name == b"authorization":
            if value[:7].lower() != _SCHEME or len(value) > _LONGEST_TOKEN or not value.isascii():
                raise NotAuthenticated
            return value[7:].strip().decode("ascii")
    return None
