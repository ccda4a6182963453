"""How VNPay signs, by HMAC-SHA512 (PAY 2.1.0).

A query is sorted and encoded as PHP does it; calls between servers join bare values with bars.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote_plus

HASH_NAME: Final = "vnp_SecureHash"
_UNSIGNED: Final = frozenset({HASH_NAME, "vnp_SecureHashType"})
_HASH_LENGTH: Final = 128


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


def joined_signature(fields: Mapping[str, str], names: Sequence[str], secret: str) -> str:
    """That of a call between servers: the bare values of `names`, in their order, with bars."""
    return signature("|".join(fields.get(name, "") for name in names), secret)


def is_joined_signed(fields: Mapping[str, str], names: Sequence[str], secret: str) -> bool:
    """Whether the hash of such an answer fits; compared in constant time."""
    received = fields.get(HASH_NAME, "").lower().encode()
    return hmac.compare_digest(received, joined_signature(fields, names, secret).encode())


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
