"""Values in the shape that VNPay wants."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from datetime import datetime
from typing import Final

from mate_core.shared.money import Vnd
from mate_core.shared.time import to_local

LONGEST_AMOUNT_DIGITS: Final = 12
_LONGEST_TEXT: Final = 255
_SHORTEST_ADDRESS: Final = 7
_FALLBACK_TEXT: Final = "Thanh toan"
_FALLBACK_ADDRESS: Final = "127.0.0.1"
_RISKY: Final = re.compile(r"[^A-Za-z0-9 .,:_-]+")
_HUNDREDTHS: Final = re.compile(r"[0-9]{1,12}", re.ASCII)


def vendor_date(instant: datetime) -> str:
    """`yyyyMMddHHmmss` as the clocks in Viet Nam show it (GMT+7)."""
    return to_local(instant).strftime("%Y%m%d%H%M%S")


def plain_text(text: str) -> str:
    """Accents folded, and only signs kept that every sample of the vendor encodes alike."""
    marks_apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(sign for sign in marks_apart if not unicodedata.combining(sign))
    words = _RISKY.sub(" ", bare).split()
    return " ".join(words)[:_LONGEST_TEXT].rstrip() or _FALLBACK_TEXT


def payer_address(address: str) -> str:
    """The payer's IP in 7 to 45 signs; the loopback address when there is none (a Unix socket)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _FALLBACK_ADDRESS
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    short = str(parsed)
    return short if len(short) >= _SHORTEST_ADDRESS else parsed.exploded


def hundredths(amount: Vnd) -> str:
    """Dong times 100, in digits."""
    return str(amount.amount * 100)


def from_hundredths(text: str) -> Vnd:
    """Raises ValueError for anything but 1 to 12 digits that make whole dong."""
    if not _HUNDREDTHS.fullmatch(text):
        raise ValueError(f"an amount is 1 to {LONGEST_AMOUNT_DIGITS} digits")
    dong, rest = divmod(int(text), 100)
    if rest:
        raise ValueError("an amount is whole dong")
    return Vnd(dong)
