"""The mark by which a device is known again: a cookie, and for native clients a field.

It logs nobody in; it only keeps strangers' wrong tries from slowing the owner of the device.
"""

from __future__ import annotations

from typing import Final

from litestar.datastructures import Cookie

from mate_core.identity.origin import Origin
from mate_http.options import HttpOptions
from mate_http.refresh_cookies import PATH
from mate_http.requests import ApiRequest

NAME: Final = "mate_device"
LIFETIME_S: Final = 400 * 24 * 3_600
"""As long as browsers keep any cookie (RFC 6265bis, section 5.5)."""
_LONGEST: Final = 200


def holding(device_token: str, options: HttpOptions) -> Cookie:
    return Cookie(
        key=NAME,
        value=device_token,
        path=PATH,
        max_age=LIFETIME_S,
        httponly=True,
        secure=options.secure_cookies,
        samesite="strict",
    )


def origin_of(request: ApiRequest, device_token: str | None = None) -> Origin:
    """Where the request comes from; `device_token` is the field, which wins over the cookie."""
    token = device_token or request.cookies.get(NAME, "")
    return Origin(
        address=request.caller_address,
        device=_device(request),
        device_token=token if len(token) <= _LONGEST else "",
    )


def _device(request: ApiRequest) -> str:
    """What the device calls itself, for the list of sessions; printable signs only."""
    return "".join(sign for sign in request.headers.get("user-agent", "") if sign.isprintable())
