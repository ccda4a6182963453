"""People and things that several examples tell of, and the examples of every answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

USER: Final = "0190f5b2-7c1e-7a30-8f1e-2d3c4b5a6978"
PARTNER: Final = "0190f5b2-8d2f-7b41-9a2f-3e4d5c6b7a89"
BOOKING: Final = "0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a"
OTHER: Final = "0190f5b4-b052-7e74-8d52-61708f9eadbc"
AT: Final = "2026-03-14T12:00:00+07:00"
DAY: Final = "2026-03-14"
PUBLIC: Final[dict[str, Any]] = {
    "displayName": "An",
    "avatarUrl": None,
    "coverPhotoUrl": None,
    "bio": "Thích đi bộ quanh hồ.",
    "gender": "FEMALE",
    "city": "Hồ Chí Minh",
    "province": {"code": "79", "name": "Hồ Chí Minh"},
    "languages": ["vi", "en"],
    "interests": ["phim", "cà phê"],
    "talents": ["guitar"],
}
OFFER: Final[dict[str, Any]] = {
    "partnerId": PARTNER,
    **PUBLIC,
    "hourlyRate": 200_000,
    "minimumHours": 3.0,
    "serviceTypes": ["coffee", "walking"],
    "averageRating": 4.75,
    "totalReviews": 12,
    "completedBookings": 31,
    "responseRate": 95,
    "isVerified": True,
    "isAvailable": True,
    "refundPolicy": "moderate",
    "refundTiers": [
        {"hoursBefore": 24.0, "percent": 100},
        {"hoursBefore": 6.0, "percent": 50},
    ],
}
FREEZE: Final[dict[str, Any]] = {
    "id": OTHER,
    "cause": "STAFF",
    "reason": "Đang kiểm tra.",
    "openedAt": AT,
    "openedBy": OTHER,
}
AUDIT: Final[dict[str, Any]] = {
    "at": AT,
    "actorId": OTHER,
    "action": "escrow.freeze",
    "reason": "Đang kiểm tra.",
}
_FIELD: Final[dict[str, Any]] = {
    "field": "durationHours",
    "code": "hours.not_half",
    "detail": "Give hours in steps of half an hour, such as 3 or 3.5.",
}

COMMON_EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "AuditEntry": AUDIT,
        "Live": {"status": "live"},
        "Health": {"status": "ready", "checks": {"database": True}, "failed": []},
        "FieldProblem": _FIELD,
        "Problem": {
            "type": "about:blank",
            "title": "Against a rule",
            "status": 422,
            "detail": "Some input is not possible; see errors.",
            "instance": "/api/v1/bookings",
            "code": "input.invalid",
            "requestId": "0f4c1a52-6c1e-4c5e-9f6b-2a7d8e9f0a1b",
            "errors": [_FIELD],
        },
    }
)
