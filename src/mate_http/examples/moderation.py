"""Examples of the bodies of moderation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mate_http.examples.common import AT, USER

_BLOCK: Final[dict[str, Any]] = {
    "userId": USER,
    "displayName": "Linh",
    "reason": "Nhắn tin quấy rầy.",
    "blockedAt": AT,
}

MODERATION_EXAMPLES: Final[Mapping[str, Any]] = {
    "BlockBody": {"userId": USER, "reason": "Nhắn tin quấy rầy."},
    "Block": _BLOCK,
    "Blocks": {"items": [_BLOCK], "nextCursor": None},
}
