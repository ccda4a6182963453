"""How MoMo signs: named raw values in alphabetical order, HMAC-SHA256 (AIO v2)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Final

CREATE: Final = (
    "accessKey", "amount", "extraData", "ipnUrl", "orderId", "orderInfo", "partnerCode",
    "redirectUrl", "requestId", "requestType",
)  # fmt: skip
NOTICE: Final = (
    "accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType",
    "partnerCode", "payType", "requestId", "responseTime", "resultCode", "transId",
)  # fmt: skip
QUERY: Final = ("accessKey", "orderId", "partnerCode", "requestId")
REFUND: Final = (
    "accessKey", "amount", "description", "orderId", "partnerCode", "requestId", "transId",
)  # fmt: skip


def signed_text(values: Mapping[str, object], names: Sequence[str]) -> str:
    """`name=value&...` in the order of `names`; raw, an empty value stays as `name=`."""
    return "&".join(f"{name}={values[name]}" for name in names)


def signature(values: Mapping[str, object], names: Sequence[str], secret_key: str) -> str:
    """64 hex digits in lower case."""
    text = signed_text(values, names)
    return hmac.new(secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()


def fits(
    received: str, values: Mapping[str, object], names: Sequence[str], secret_key: str
) -> bool:
    """Whether that is the signature; compared in constant time."""
    expected = signature(values, names, secret_key)
    return hmac.compare_digest(received.lower().encode(), expected.encode())
