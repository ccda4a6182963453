"""Examples of the bodies of reviews."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mate_http.examples.common import AT, BOOKING, PARTNER, USER

_REVIEW: Final = "0190f5ba-4444-7e74-8d52-61708f9eadbc"
_PHOTO: Final = "https://api.mate.example/media/abcdefghijklmnopqrstuvwx23"
_COMMENT: Final = "Vui vẻ và đúng giờ."
_NOTE: Final = "Anh ấy muốn biết tôi sống ở đâu."
_STARS: Final[dict[str, Any]] = {
    "overallRating": 5,
    "punctualityRating": 5,
    "communicationRating": 4,
    "attitudeRating": 5,
    "appearanceRating": 4,
    "serviceQualityRating": 5,
}
_RATINGS: Final[dict[str, Any]] = {
    "overall": 5,
    "punctuality": 5,
    "communication": 4,
    "attitude": 5,
    "appearance": 4,
    "serviceQuality": 5,
}
_RESPONSE: Final[dict[str, Any]] = {"text": "Cảm ơn bạn, hẹn gặp lại!", "createdAt": AT}
_AUTHOR: Final[dict[str, Any]] = {"displayName": "An", "avatarUrl": None}
_MEANS: Final[dict[str, Any]] = {
    "punctuality": 4.9,
    "communication": 4.5,
    "attitude": 4.85,
    "appearance": 4.6,
    "serviceQuality": None,
}
_COUNTS: Final[dict[str, Any]] = {"one": 0, "two": 1, "three": 2, "four": 9, "five": 30}
_SUMMARY: Final[dict[str, Any]] = {
    "averageRating": 4.62,
    "totalReviews": 42,
    "stars": _COUNTS,
    "means": _MEANS,
}
_PUBLISHED: Final[dict[str, Any]] = {
    "id": _REVIEW,
    "author": _AUTHOR,
    "ratings": _RATINGS,
    "comment": _COMMENT,
    "photoUrls": [_PHOTO],
    "publishedAt": AT,
    "response": _RESPONSE,
}
_OWN: Final[dict[str, Any]] = {
    "id": _REVIEW,
    "bookingId": BOOKING,
    "reviewType": "user_to_partner",
    "state": "SEALED",
    "ratings": _RATINGS,
    "comment": _COMMENT,
    "photoUrls": [_PHOTO],
    "safetyNote": None,
    "createdAt": AT,
    "publishedAt": None,
    "isEditable": True,
    "editableUntil": "2026-03-28T12:00:00+07:00",
    "response": None,
}
_CASE: Final[dict[str, Any]] = {
    "id": _REVIEW,
    "bookingId": BOOKING,
    "reviewerId": USER,
    "revieweeId": PARTNER,
    "reviewType": "user_to_partner",
    "state": "VISIBLE",
    "ratings": _RATINGS,
    "comment": _COMMENT,
    "photoUrls": [],
    "hasSafetyNote": True,
    "createdAt": AT,
    "publishedAt": AT,
    "flagCause": "reported",
    "flaggedAt": AT,
    "decideBy": "2026-03-15T12:00:00+07:00",
    "isOverdue": False,
    "response": None,
    "responseState": None,
}
_REPORT: Final[dict[str, Any]] = {
    "reporterId": PARTNER,
    "part": "review",
    "reason": "untrue",
    "details": "Chúng tôi chưa từng gặp nhau.",
    "reportedAt": AT,
    "outcome": None,
    "closedAt": None,
}
_AUDITED: Final[dict[str, Any]] = {
    "at": AT,
    "actorId": USER,
    "action": "review.read",
    "reason": "looked at the file",
}

REVIEW_EXAMPLES: Final[Mapping[str, Any]] = {
    "ReviewBody": {**_STARS, "comment": _COMMENT, "safetyNote": _NOTE},
    "WriteReviewBody": {
        "bookingId": BOOKING,
        **_STARS,
        "comment": _COMMENT,
        "safetyNote": _NOTE,
    },
    "ResponseBody": {"response": "Cảm ơn bạn, hẹn gặp lại!"},
    "ReportReviewBody": {
        "reason": "untrue",
        "part": "review",
        "details": "Chúng tôi chưa từng gặp nhau.",
    },
    "DecideReviewBody": {"reason": "Nêu địa chỉ nhà riêng.", "part": "review"},
    "ReviewRatings": _RATINGS,
    "ReviewResponse": _RESPONSE,
    "ReviewAuthor": _AUTHOR,
    "Review": _PUBLISHED,
    "StarCounts": _COUNTS,
    "RatingMeans": _MEANS,
    "ReviewSummary": _SUMMARY,
    "Reviews": {"summary": _SUMMARY, "items": [_PUBLISHED], "nextCursor": None},
    "OwnReview": _OWN,
    "OwnReviews": {"items": [_OWN], "nextCursor": None},
    "OwnResponse": {
        "reviewId": _REVIEW,
        "text": "Cảm ơn bạn, hẹn gặp lại!",
        "createdAt": AT,
        "state": "SHOWN",
    },
    "ReviewReportReceipt": {
        "reviewId": _REVIEW,
        "reportedAt": AT,
        "decideBy": "2026-03-15T12:00:00+07:00",
    },
    "ReviewCase": _CASE,
    "ReviewCases": {"items": [_CASE], "nextCursor": None},
    "ReviewReport": _REPORT,
    "ReviewAuditEntry": _AUDITED,
    "ReviewFile": {
        "review": _CASE,
        "safetyNote": _NOTE,
        "staffNote": None,
        "reports": [_REPORT],
        "audit": [_AUDITED],
    },
}
