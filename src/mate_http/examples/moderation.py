"""Examples of the bodies of moderation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mate_http.examples.common import AT, OTHER, PARTNER, USER

_BLOCK: Final[dict[str, Any]] = {
    "userId": USER,
    "displayName": "Linh",
    "reason": "Nhắn tin quấy rầy.",
    "blockedAt": AT,
}

_APPEAL: Final[dict[str, Any]] = {
    "text": "Người đó không phải tôi.",
    "appealedAt": AT,
    "granted": None,
    "answer": None,
    "decidedAt": None,
}
_UNTIL: Final = "2026-06-14T12:00:00+07:00"
_REVIEW: Final = "2026-03-28T12:00:00+07:00"
_BAN: Final[dict[str, Any]] = {
    "id": OTHER,
    "userId": PARTNER,
    "reason": "Đòi tiền ngoài ứng dụng.",
    "bannedBy": USER,
    "secondedBy": OTHER,
    "bannedAt": AT,
    "until": _UNTIL,
    "waivesTiers": False,
    "carriedOutAt": AT,
    "reviewUntil": _REVIEW,
    "meetingsRunning": [OTHER],
    "appeal": _APPEAL,
    "liftedAt": None,
    "liftedBy": None,
    "liftReason": None,
}
_PROPOSAL: Final[dict[str, Any]] = {
    "userId": PARTNER,
    "reason": "Đòi tiền ngoài ứng dụng.",
    "until": None,
    "waivesTiers": False,
    "proposedBy": USER,
    "proposedAt": AT,
    "lapsesAt": "2026-03-15T12:00:00+07:00",
}

MODERATION_EXAMPLES: Final[Mapping[str, Any]] = {
    "BlockBody": {"userId": USER, "reason": "Nhắn tin quấy rầy."},
    "Block": _BLOCK,
    "Blocks": {"items": [_BLOCK], "nextCursor": None},
    "BanAppeal": _APPEAL,
    "MyBan": {
        "reason": "Đòi tiền ngoài ứng dụng.",
        "bannedAt": AT,
        "until": _UNTIL,
        "reviewUntil": _REVIEW,
        "liftedAt": None,
        "appeal": _APPEAL,
    },
    "BanAppealBody": {"text": "Người đó không phải tôi."},
    "BanBody": {"reason": "Đòi tiền ngoài ứng dụng.", "until": None, "waiveTiers": False},
    "BanAppealDecision": {"grant": False, "answer": "Tin nhắn cho thấy điều ngược lại."},
    "Ban": _BAN,
    "Bans": {"items": [_BAN], "nextCursor": None},
    "BanProposal": _PROPOSAL,
    "BanProposals": {"items": [_PROPOSAL]},
}
