"""Examples of bookings and what goes wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.examples.common import (
    AT,
    AUDIT,
    BOOKING,
    DAY,
    FREEZE,
    OFFER,
    OTHER,
    PARTNER,
    USER,
)

_COUNTERPART: Final[dict[str, Any]] = {
    "userId": OTHER,
    "displayName": "Linh",
    "avatarUrl": None,
}
_PRICE: Final[dict[str, Any]] = {
    "hourlyRate": 200_000,
    "requestedHours": 3.5,
    "actualHours": 3.5,
    "subtotal": 700_000,
    "serviceFee": 105_000,
    "totalAmount": 805_000,
    "minimumApplied": False,
    "currency": "VND",
    "refundPolicy": OFFER["refundPolicy"],
    "refundTiers": OFFER["refundTiers"],
}
_MEETING: Final[dict[str, Any]] = {
    "date": DAY,
    "startTime": "19:00",
    "startsAt": "2026-03-14T19:00:00+07:00",
}
_BOOKED: Final[dict[str, Any]] = {
    "id": BOOKING,
    "bookingCode": "MATE-7KQ2MX9A",
    "userId": USER,
    "partnerId": PARTNER,
    "role": "user",
    "serviceType": "coffee",
    **_MEETING,
    "endTime": "22:30",
    "endsAt": "2026-03-14T22:30:00+07:00",
    "durationHours": 3.5,
    "extendedHours": 0.0,
    **_PRICE,
    "status": "PAID",
    "venueClass": "cafe",
    "meetingLocation": "12 Lê Lợi, Quận 1",
    "meetingLat": 10.7721,
    "meetingLng": 106.6983,
    "userNote": None,
    "partnerNote": None,
    "meetingCode": "4821",
    "cancellationCode": None,
    "cancellationReason": None,
    "cancelledBy": None,
    "refundPercent": None,
    "createdAt": AT,
    "updatedAt": AT,
    "confirmedAt": AT,
    "paidAt": AT,
    "startedAt": None,
    "completedAt": None,
    "cancelledAt": None,
    "userConfirmedCompletion": False,
    "partnerConfirmedCompletion": False,
    "version": 3,
}
_EXTENSION: Final[dict[str, Any]] = {
    "id": OTHER,
    "bookingId": BOOKING,
    "hours": 0.5,
    "subtotal": 100_000,
    "serviceFee": 15_000,
    "totalAmount": 115_000,
    "currency": "VND",
    "method": "wallet",
    "status": "PROPOSED",
    "proposedAt": AT,
    "expiresAt": AT,
    "acceptedAt": None,
}
_CHANGE: Final[dict[str, Any]] = {
    "fromStatus": None,
    "toStatus": "PENDING",
    "action": "request",
    "by": "user",
    "reason": None,
    "at": AT,
}
_HELD: Final[dict[str, Any]] = {
    "amount": 805_000,
    "status": "HELD",
    "settlement": "pending",
    "refundedAmount": None,
    "paidAmount": None,
}
_REASON: Final[dict[str, Any]] = {"reason": "Kế hoạch thay đổi."}
_STATEMENT: Final[dict[str, Any]] = {"by": "partner", "text": "Tôi đã đợi ở cổng.", "at": AT}
_RULING: Final[dict[str, Any]] = {
    "outcome": "split",
    "partnerAmount": 400_000,
    "note": "Hai bên đã gặp nhau, buổi hẹn kết thúc sớm.",
    "decidedAt": AT,
}
_APPEAL: Final[dict[str, Any]] = {"by": "user", "reason": "Chưa ai nghe tôi.", "at": AT}
_CASE: Final[dict[str, Any]] = {
    "bookingId": BOOKING,
    "status": "OPEN",
    "openedBy": "user",
    "reason": "left_early",
    "isSafety": False,
    "benefitOfDoubt": False,
    "codeEntered": True,
    "formerStatus": "IN_PROGRESS",
    "openedAt": AT,
    "decisionDueAt": AT,
    "overdueSince": None,
    "isAppeal": False,
}
_EVIDENCE: Final[dict[str, Any]] = {
    "frozenAt": AT,
    "digest": "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945",
    "isIntact": True,
    "content": [
        {
            "source": "meeting",
            "at": "2026-03-14T12:05:00+00:00",
            "facts": {"what": "code_entered"},
        }
    ],
}

BOOKING_EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "QuoteBody": {
            "partnerId": PARTNER,
            "date": DAY,
            "startTime": "19:00",
            "durationHours": 3.5,
            "serviceType": "coffee",
            "venueClass": "cafe",
        },
        "Quote": _PRICE,
        "BookingBody": {
            "partnerId": PARTNER,
            "serviceType": "coffee",
            "date": DAY,
            "startTime": "19:00",
            "durationHours": 3.5,
            "venueClass": "cafe",
            "meetingLocation": "12 Lê Lợi, Quận 1",
            "expectedTotalAmount": 805_000,
        },
        "Booking": _BOOKED,
        "Counterpart": _COUNTERPART,
        "BookingDetail": {
            **_BOOKED,
            "counterpart": _COUNTERPART,
            "statusHistory": [_CHANGE],
            "escrow": _HELD,
            "extensions": [_EXTENSION],
        },
        "ExtendBody": {"hours": 0.5, "method": "wallet"},
        "Extension": _EXTENSION,
        "ExtensionPage": {
            "extension": {**_EXTENSION, "method": "vnpay", "status": "AWAITING_PAYMENT"},
            "paymentIntentId": OTHER,
            "payUrl": "https://pay.example/…",
        },
        "RefundTier": {"hoursBefore": 24.0, "percent": 100},
        "Bookings": {"items": [_BOOKED], "nextCursor": None},
        "StatusChange": _CHANGE,
        "Held": _HELD,
        "RejectBody": _REASON,
        "CancelBody": {**_REASON, "expectedRefundAmount": 402_500},
        "StartBody": {"meetingCode": "4821"},
        "RefundPreview": {"refundPercent": 50, "refundAmount": 402_500, "currency": "VND"},
        "NoShowBody": {"details": "Không ai đến.", "claim": "partner_absent"},
        "StatementBody": {"statement": "Tôi đã đợi ở cổng."},
        "NoShow": {
            "bookingId": BOOKING,
            "claim": "partner_absent",
            "reportedBy": "user",
            "details": "Không ai đến.",
            "reportedAt": AT,
            "contestUntil": AT,
            "status": "OPEN",
            "bookingStatus": "PAID",
        },
        "DisputeBody": {"reason": "left_early", "details": "Partner về sau một giờ."},
        "SafetyCancelBody": {
            "reason": "not_this_person",
            "details": "Không phải người trong ảnh.",
        },
        "AppealBody": {"reason": "Chưa ai nghe tôi."},
        "DisputeStatement": _STATEMENT,
        "Decision": _RULING,
        "DisputeAppeal": _APPEAL,
        "Dispute": {
            "bookingId": BOOKING,
            "status": "DECIDED",
            "openedBy": "user",
            "reason": "left_early",
            "details": "Partner về sau một giờ.",
            "openedAt": AT,
            "answerUntil": AT,
            "statements": [_STATEMENT],
            "decisions": [_RULING],
            "acceptedBy": ["user"],
            "appealUntil": AT,
            "appeal": None,
            "closedAt": None,
            "settlement": "pending",
        },
        "DisputeCase": _CASE,
        "DisputeCases": {"items": [_CASE], "nextCursor": None},
        "Evidence": _EVIDENCE,
        "DisputeFile": {
            "case": _CASE,
            "bookingCode": "MATE-7KQ2MX9A",
            "bookingStatus": "DISPUTED",
            "userId": USER,
            "partnerId": PARTNER,
            "amount": 805_000,
            "subtotal": 700_000,
            "details": "Partner về sau một giờ.",
            "statements": [_STATEMENT],
            "decisions": [],
            "appeal": None,
            "evidence": [_EVIDENCE],
            "freezes": [{**FREEZE, "cause": "DISPUTE", "reason": "left_early"}],
            "audit": [{**AUDIT, "action": "dispute.read"}],
        },
        "OpenDisputeBody": {"reason": "other", "details": "Theo báo cáo của hệ thống."},
        "ResolveBody": {
            "outcome": "split",
            "partnerAmount": 400_000,
            "note": "Hai bên đã gặp nhau, buổi hẹn kết thúc sớm.",
        },
        "Resolution": {
            "bookingId": BOOKING,
            "status": "DECIDED",
            "amount": 805_000,
            "division": {
                "payer": 345_000,
                "partner": 400_000,
                "serviceFee": 60_000,
                "vat": 0,
                "pit": 0,
            },
            "waitsForSecondPerson": False,
        },
    }
)
