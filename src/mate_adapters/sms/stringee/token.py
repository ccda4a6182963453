"""The token that every call to Stringee carries.

Made by hand: the header `cty` is required, and the order of its fields is that of the vendor's
worked example.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Final

LIFETIME: Final = timedelta(minutes=5)
_HEADER: Final = {"typ": "JWT", "alg": "HS256", "cty": "stringee-api;v=1"}


def rest_token(
    key_sid: str, key_secret: str, *, at: datetime, nonce: str = "", lifetime: timedelta = LIFETIME
) -> str:
    """A JWT (HS256) for one call; `nonce` keeps tokens of the same second apart."""
    second = int(at.timestamp())
    claims = {
        "jti": f"{key_sid}-{second}{nonce}",
        "iss": key_sid,
        "exp": second + int(lifetime.total_seconds()),
        "rest_api": True,
    }
    signed = f"{_part(_HEADER)}.{_part(claims)}"
    digest = hmac.digest(key_secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{_base64(digest)}"


def _part(content: dict[str, object] | dict[str, str]) -> str:
    return _base64(json.dumps(content, separators=(",", ":")).encode())


def _base64(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
