"""The refresh token in the browser: where it lies, and whose pages may use it."""

from __future__ import annotations

from typing import Final

from litestar.datastructures import Cookie

from mate_core.identity.session_tokens import Tokens
from mate_core.shared.errors import Forbidden
from mate_http.options import HttpOptions
from mate_http.requests import ApiRequest

NAME: Final = "mate_refresh"
PATH: Final = "/api/v1/auth"
CLIENT: Final = "x-client"
NATIVE: Final = "native"


class OriginRefused(Forbidden):
    code = "auth.origin_refused"
    message = (
        "This page may not use the login cookie; "
        "call from our own apps or send the header X-Client."
    )


def holding(tokens: Tokens, *, lifetime_s: int, options: HttpOptions) -> Cookie:
    return Cookie(
        key=NAME,
        value=tokens.refresh_token,
        path=PATH,
        max_age=lifetime_s,
        httponly=True,
        secure=options.secure_cookies,
        samesite="strict",
    )


def empty(options: HttpOptions) -> Cookie:
    return Cookie(
        key=NAME,
        value="",
        path=PATH,
        max_age=0,
        httponly=True,
        secure=options.secure_cookies,
        samesite="strict",
    )


def is_native(request: ApiRequest) -> bool:
    return request.headers.get(CLIENT, "").lower() == NATIVE


def require_own_page(request: ApiRequest, options: HttpOptions) -> None:
    """Against forged requests: a known Origin, or none and a header no plain form can send.

    Raises OriginRefused.
    """
    origin = request.headers.get("origin")
    if origin is None:
        if CLIENT not in request.headers:
            raise OriginRefused
    elif origin not in options.trusted_origins:
        raise OriginRefused
