"""Macs and names in the shape that ZaloPay wants."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import datetime
from typing import Final

from mate_core.shared.time import to_local

_TRANSACTION_NAME: Final = re.compile(r"[0-9]{6}_([A-Za-z0-9]{1,33})", re.ASCII)


def mac(key: str, *values: object) -> str:
    """HMAC-SHA256 over the bare values with bars between them: 64 hex digits in lower case."""
    text = "|".join(str(value) for value in values)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()


def mac_fits(received: str, key: str, *values: object) -> bool:
    """Compared in constant time, without regard to the case of the hex digits."""
    return hmac.compare_digest(received.lower().encode(), mac(key, *values).encode())


def transaction_name(reference: str, created_at: datetime) -> str:
    """`app_trans_id`: the day in Viet Nam (GMT+7) on which the attempt was made, and our name."""
    return f"{_day(created_at)}_{reference}"


def reference_in(name: str) -> str:
    """Our name in an `app_trans_id`; raises ValueError for one that is not of our making."""
    found = _TRANSACTION_NAME.fullmatch(name)
    if found is None:
        raise ValueError("app_trans_id is not yymmdd_reference")
    return found[1]


def refund_name(reference: str, app_id: int, asked_at: datetime) -> str:
    """`m_refund_id`: the day in Viet Nam on which the refund was first asked for, app and name."""
    return f"{_day(asked_at)}_{app_id}_{reference}"


def epoch_ms(instant: datetime) -> int:
    """Milliseconds since 1970."""
    return int(instant.timestamp()) * 1000 + instant.microsecond // 1000


def _day(instant: datetime) -> str:
    return to_local(instant).strftime("%y%m%d")
