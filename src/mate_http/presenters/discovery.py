"""Whom the app shows before anybody searches, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_core.partners.model import ServiceType
from mate_core.search.entry import SearchEntry
from mate_core.search.suggestions.model import Reason, ReasonCode, Suggestion
from mate_http.problems.languages import Language
from mate_http.schemas.discovery import (
    FoundPartner,
    SuggestedPartner,
    SuggestionReason,
    Suggestions,
    Trending,
)
from mate_http.times import hours

_EN, _VI = Language.ENGLISH, Language.VIETNAMESE
_SENTENCES: Final[Mapping[ReasonCode, Mapping[Language, str]]] = MappingProxyType(
    {
        ReasonCode.LIKED: {
            _EN: "You have met, and you liked it",
            _VI: "Bạn từng gặp và hài lòng",
        },
        ReasonCode.USUAL_SERVICE: {
            _EN: "Offers what you usually book: {words}",
            _VI: "Có dịch vụ bạn hay đặt: {words}",
        },
        ReasonCode.SHARED_INTERESTS: {
            _EN: "You both like {words}",
            _VI: "Hai bạn cùng thích {words}",
        },
        ReasonCode.USUAL_PRICE: {
            _EN: "Within your usual price",
            _VI: "Trong mức giá bạn hay chọn",
        },
        ReasonCode.NEAR: {
            _EN: "Within {words} km of you",
            _VI: "Cách bạn chưa đến {words} km",
        },
        ReasonCode.SAME_PROVINCE: {
            _EN: "In your province or city",
            _VI: "Cùng tỉnh, thành phố với bạn",
        },
        ReasonCode.WELL_RATED: {
            _EN: "Well rated by others",
            _VI: "Được đánh giá cao",
        },
        ReasonCode.SHARED_LANGUAGES: {
            _EN: "Speaks {words} as you do",
            _VI: "Cùng nói {words} với bạn",
        },
        ReasonCode.NEW: {
            _EN: "New here",
            _VI: "Mới tham gia",
        },
    }
)
_SERVICES: Final[Mapping[ServiceType, Mapping[Language, str]]] = MappingProxyType(
    {
        ServiceType.WALKING: {_EN: "walks", _VI: "đi dạo"},
        ServiceType.MOVIE: {_EN: "films", _VI: "xem phim"},
        ServiceType.COFFEE: {_EN: "coffee", _VI: "cà phê"},
        ServiceType.DINING: {_EN: "dining", _VI: "ăn uống"},
        ServiceType.PARTY: {_EN: "parties", _VI: "tiệc"},
        ServiceType.EVENT: {_EN: "events", _VI: "sự kiện"},
        ServiceType.SHOPPING: {_EN: "shopping", _VI: "mua sắm"},
        ServiceType.SPORT: {_EN: "sport", _VI: "thể thao"},
        ServiceType.TRAVEL: {_EN: "travel", _VI: "du lịch"},
    }
)
_LANGUAGES: Final[Mapping[str, Mapping[Language, str]]] = MappingProxyType(
    {
        "vi": {_EN: "Vietnamese", _VI: "tiếng Việt"},
        "en": {_EN: "English", _VI: "tiếng Anh"},
        "fr": {_EN: "French", _VI: "tiếng Pháp"},
        "zh": {_EN: "Chinese", _VI: "tiếng Trung"},
        "ja": {_EN: "Japanese", _VI: "tiếng Nhật"},
        "ko": {_EN: "Korean", _VI: "tiếng Hàn"},
    }
)
"""Languages that people write as codes; whatever else they wrote is told as they wrote it."""


def trending(entries: Iterable[SearchEntry]) -> Trending:
    return Trending(items=[FoundPartner(**_found(entry)) for entry in entries])


def suggestions(found: Iterable[Suggestion], language: Language) -> Suggestions:
    return Suggestions(
        items=[
            SuggestedPartner(
                **_found(each.entry),
                reasons=[
                    SuggestionReason(code=reason.code, text=text_of(reason, language))
                    for reason in each.reasons
                ],
            )
            for each in found
        ]
    )


def text_of(reason: Reason, language: Language) -> str:
    words = [_word(reason.code, word, language) for word in reason.words]
    return _SENTENCES[reason.code][language].format(words=", ".join(words))


def _word(code: ReasonCode, word: str, language: Language) -> str:
    if code is ReasonCode.USUAL_SERVICE:
        return _SERVICES[ServiceType(word)][language]
    if code is ReasonCode.SHARED_LANGUAGES and word.lower() in _LANGUAGES:
        return _LANGUAGES[word.lower()][language]
    return word


def _found(entry: SearchEntry) -> dict[str, Any]:
    return {
        "partner_id": entry.partner_id,
        "display_name": entry.display_name,
        "avatar_url": entry.avatar_url,
        "bio": entry.bio,
        "gender": entry.gender,
        "city": entry.city,
        "hourly_rate": entry.hourly_rate.amount,
        "minimum_hours": hours(entry.minimum_half_hours),
        "average_rating": round(float(entry.average_rating), 2),
        "total_reviews": entry.total_reviews,
        "is_verified": True,
        "service_types": sorted(entry.service_types),
        "languages": list(entry.languages),
        "interests": list(entry.interests),
    }
