"""How VNPay signs a query: sorted, encoded as PHP does it, HMAC-SHA512 (PAY 2.1.0)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote_plus, unquote_plus

HASH_NAME: Final = "vnp_SecureHash"
_UNSIGNED: Final = frozenset({HASH_NAME, "vnp_SecureHashType"})
_HASH_LENGTH: Final = 128


class QueryUnreadable(ValueError):
    """Not an ASCII query of UTF-8 parameters, or a parameter name comes twice."""


def encoded(text: str) -> str:
    """Form encoding by PHP's rule: only letters, digits and `- _ .` stay bare, a space is `+`.

    Python leaves `~` bare as well; the rest of the two rules is the same.
    """
    return quote_plus(text, safe="").replace("~", "%7E")


def signed_text(parameters: Mapping[str, str], *, keep_empty: bool = False) -> str:
    """What the signature covers: every `vnp_` parameter but the hash and its type, sorted.

    The vendor's samples disagree on empty parameters: skipped by default, else kept.
    """
    return "&".join(
        f"{encoded(name)}={encoded(value)}"
        for name, value in sorted(parameters.items())
        if name.startswith("vnp_") and name not in _UNSIGNED and (value or keep_empty)
    )


def signature(text: str, secret: str) -> str:
    """128 hex digits in lower case."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


def signed_query(parameters: Mapping[str, str], secret: str) -> str:
    """The query to send: the signed text with its signature at the end."""
    text = signed_text(parameters)
    return f"{text}&{HASH_NAME}={signature(text, secret)}"


def parsed_query(raw: bytes) -> dict[str, str]:
    """The parameters of a query, decoded once.

    Raises QueryUnreadable. Names that come twice are refused before anything else looks at them,
    because programs differ in which of the two they believe.
    """
    parameters: dict[str, str] = {}
    try:
        fields = raw.decode("ascii").split("&")
        for field in fields:
            name, _, value = field.partition("=")
            name, value = unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict")
            if name in parameters:
                raise QueryUnreadable(f"{name!r} comes twice")
            parameters[name] = value
    except UnicodeDecodeError as wrong:
        raise QueryUnreadable("not UTF-8 in percent encoding") from wrong
    return parameters


def is_signed(parameters: Mapping[str, str], secret: str) -> bool:
    """Whether the hash fits; compared in constant time, in either way of treating empty values.

    What `vnp_SecureHashType` claims is ignored: there is only one algorithm.
    """
    received = parameters.get(HASH_NAME, "").lower()
    if len(received) != _HASH_LENGTH or not received.isascii():
        return False
    without_empty = signature(signed_text(parameters), secret)
    with_empty = signature(signed_text(parameters, keep_empty=True), secret)
    fits_without = hmac.compare_digest(received, without_empty)
    fits_with = hmac.compare_digest(received, with_empty)
    return fits_without or fits_with
