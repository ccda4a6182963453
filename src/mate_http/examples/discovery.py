"""Examples of suggestions and trends."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.examples.common import OFFER

_FOUND: Final[dict[str, Any]] = {
    name: OFFER[name]
    for name in (
        "partnerId",
        "displayName",
        "avatarUrl",
        "bio",
        "gender",
        "city",
        "hourlyRate",
        "minimumHours",
        "averageRating",
        "totalReviews",
        "isVerified",
        "serviceTypes",
        "languages",
        "interests",
    )
}
_REASONS: Final = [
    {"code": "near", "text": "Within 2 km of you"},
    {"code": "usual_price", "text": "Within your usual price"},
    {"code": "shared_interests", "text": "You both like films"},
]
_SUGGESTED: Final = {**_FOUND, "reasons": _REASONS}

DISCOVERY_EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "FoundPartner": _FOUND,
        "Trending": {"items": [_FOUND]},
        "SuggestionReason": _REASONS[0],
        "SuggestedPartner": _SUGGESTED,
        "Suggestions": {"items": [_SUGGESTED]},
    }
)
