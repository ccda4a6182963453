"""Time-based one-time passwords: RFC 6238 over the HOTP of RFC 4226, as authenticator apps do it.

SHA-1, six digits, steps of 30 seconds: what every app understands. Nothing here has a state.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from base64 import b32encode
from datetime import datetime
from typing import Final
from urllib.parse import quote, urlencode

STEP_S: Final = 30
DIGITS: Final = 6
SECRET_CHARACTERS: Final = 32
"""Signs of a secret in base32: 160 bits, as RFC 4226 recommends (section 4, R6)."""
BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
SKEW_STEPS: Final = 1
"""One step back and forth for clocks and slow fingers (RFC 6238, section 5.2)."""


def step_at(at: datetime) -> int:
    """The number of the time step, counted from the Unix epoch."""
    return int(at.timestamp()) // STEP_S


def code_of(secret: bytes, step: int, *, digits: int = DIGITS) -> str:
    """The code of one time step (RFC 4226, section 5.3)."""
    mac = hmac.digest(secret, struct.pack(">Q", step), hashlib.sha1)
    offset = mac[-1] & 0x0F
    (number,) = struct.unpack(">I", mac[offset : offset + 4])
    return f"{(number & 0x7FFF_FFFF) % 10**digits:0{digits}}"


def matching_step(secret: bytes, code: str, *, at: datetime, after: int | None) -> int | None:
    """The step that `code` is of, None for a wrong one; steps up to `after` are used up.

    All steps of the window are compared, so that the time tells nothing.
    """
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    now = step_at(at)
    found = None
    for step in range(now - SKEW_STEPS, now + SKEW_STEPS + 1):
        is_right = hmac.compare_digest(code_of(secret, step), code)
        if is_right and (after is None or step > after):
            found = step
    return found


def key_uri(secret: bytes, *, issuer: str, account: str) -> str:
    """The otpauth address behind a QR code (Key Uri Format of Google Authenticator)."""
    label = quote(f"{issuer}:{account}", safe=":@")
    parameters = {
        "secret": spelled(secret),
        "issuer": issuer,
        "algorithm": "SHA1",
        "digits": DIGITS,
        "period": STEP_S,
    }
    return f"otpauth://totp/{label}?{urlencode(parameters, quote_via=quote)}"


def spelled(secret: bytes) -> str:
    """The secret as people type it: base32 without padding."""
    return b32encode(secret).decode().rstrip("=")
