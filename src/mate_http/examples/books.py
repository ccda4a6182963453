"""Examples of statements and reports."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

_BOOKING: Final = "0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a"
_OTHER: Final = "0190f5b4-b052-7e74-8d52-61708f9eadbc"
_AT: Final = "2026-03-14T12:00:00+07:00"
_MOVED: Final[dict[str, Any]] = {
    "id": _OTHER,
    "transactionCode": "TXN-9QX4TB7MK2RD",
    "type": "ESCROW_RELEASE",
    "amount": 700_000,
    "heldAmount": 0,
    "withdrawingAmount": 0,
    "openingBalance": 1_200_000,
    "closingBalance": 1_900_000,
    "currency": "VND",
    "bookingId": _BOOKING,
    "createdAt": _AT,
}
_REVENUE: Final[dict[str, Any]] = {
    "account": "revenue",
    "opening": 12_300_000,
    "plus": 157_500,
    "minus": 0,
    "closing": 12_457_500,
}
_NONE: Final[dict[str, Any]] = {"count": 0, "amount": 0}
_SOME: Final[dict[str, Any]] = {"count": 4, "amount": 3_219_988}
_PEOPLE: Final[dict[str, Any]] = {
    "available": 48_250_000,
    "held": 3_219_988,
    "withdrawing": 0,
    "receivable": 0,
}
_ESCROWS: Final[dict[str, Any]] = {
    "open": _SOME,
    "dueSoon": _SOME,
    "overdue": _NONE,
    "frozen": _NONE,
}
_WAITING: Final[dict[str, Any]] = {
    "id": _OTHER,
    "provider": "vnpay",
    "cause": "WRONG_AMOUNT",
    "amount": 800_000,
    "owner": "finance",
    "hoursOpen": 7,
    "dueAt": _AT,
}

BOOK_EXAMPLES: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "Transaction": _MOVED,
        "Transactions": {
            "items": [_MOVED],
            "openingBalance": 1_200_000,
            "closingBalance": 1_900_000,
            "nextCursor": None,
        },
        "MonthlyStatement": {
            "month": "2026-03",
            "openingBalance": 1_200_000,
            "credits": 700_000,
            "debits": 0,
            "closingBalance": 1_900_000,
            "items": [_MOVED],
            "nextCursor": None,
        },
        "AccountDay": _REVENUE,
        "Tally": _SOME,
        "PeopleSums": _PEOPLE,
        "EscrowTallies": _ESCROWS,
        "SuspenseAge": _WAITING,
        "DailyReport": {
            "day": "2026-03-14",
            "madeAt": _AT,
            "ok": True,
            "difference": 0,
            "findings": [],
            "accounts": [_REVENUE],
            "people": _PEOPLE,
            "escrows": _ESCROWS,
            "suspense": [_WAITING],
        },
    }
)
