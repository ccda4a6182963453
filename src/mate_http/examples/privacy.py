"""Examples of the bodies of privacy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_USER: Final = "0190f5b2-7c1e-7a30-8f1e-2d3c4b5a6978"
_REQUEST: Final = "0190f5b6-1111-7e74-8d52-61708f9eadbc"
_AT: Final = "2026-03-14T12:00:00+07:00"
_STATE: Final[dict[str, Any]] = {
    "purpose": "marketing",
    "version": 1,
    "textVi": "Tôi đồng ý nhận tin khuyến mãi. Tôi có thể rút lại bất cứ lúc nào.",
    "textEn": "I agree to receive offers. I can withdraw this at any time.",
    "granted": True,
    "changedAt": _AT,
}
_RIGHTS: Final[dict[str, Any]] = {
    "id": _REQUEST,
    "kind": "CORRECT",
    "status": "RECEIVED",
    "details": "Tên tôi là Ánh, không phải Anh.",
    "receivedAt": _AT,
    "acknowledgeDueAt": "2026-03-18T00:00:00+07:00",
    "dueAt": "2026-03-28T00:00:00+07:00",
    "answeredAt": None,
    "answer": None,
}
_CASE: Final[dict[str, Any]] = {"request": _RIGHTS, "userId": _USER, "overdue": False}
_CLOSING: Final[dict[str, Any]] = {
    "userId": _USER,
    "requestedAt": _AT,
    "completeBy": "2026-04-11T00:00:00+07:00",
    "stillOpen": ["booking.in_progress"],
    "holdReason": None,
    "overdue": False,
}

PRIVACY_EXAMPLES: Final[Mapping[str, Any]] = {
    "ConsentStateBody": _STATE,
    "ConsentStates": {"items": [_STATE]},
    "GrantBody": {"purpose": "marketing", "version": 1, "language": "vi"},
    "ConsentRow": {
        "purpose": "marketing",
        "granted": True,
        "version": 1,
        "language": "vi",
        "digest": "5f2b" * 16,
        "source": "app",
        "at": _AT,
    },
    "ConsentHistory": {
        "items": [
            {
                "purpose": "marketing",
                "granted": True,
                "version": 1,
                "language": "vi",
                "digest": "5f2b" * 16,
                "source": "app",
                "at": _AT,
            }
        ]
    },
    "RightsBody": {"kind": "CORRECT", "details": "Tên tôi là Ánh, không phải Anh."},
    "RightsRequestBody": _RIGHTS,
    "RightsRequests": {"items": [_RIGHTS]},
    "RightsCase": _CASE,
    "RightsQueue": {"items": [_CASE], "nextCursor": None},
    "AnswerBody": {
        "answer": "Chúng tôi đã sửa tên của bạn.",
        "reason": "Đã đối chiếu với hồ sơ.",
        "refused": False,
    },
    "CloseBody": {"password": "mat khau cua toi"},
    "ReopenBody": {"identifier": "+84901234567", "password": "mat khau cua toi"},
    "Closing": {
        "status": "CLOSING",
        "requestedAt": _AT,
        "completeBy": "2026-04-11T00:00:00+07:00",
    },
    "ClosingCase": _CLOSING,
    "ClosingQueue": {"items": [_CLOSING], "nextCursor": None},
    "ExportLinkBody": {
        "url": "https://api.mate.example/api/v1/exports/" + "Zx1" * 14 + "Q",
        "expiresAt": "2026-03-15T12:00:00+07:00",
    },
}
