"""One example of every body on the wire, by the name of its schema; a test reads each strictly."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.book_examples import BOOK_EXAMPLES
from mate_http.kyc_examples import KYC_EXAMPLES
from mate_http.privacy_examples import PRIVACY_EXAMPLES

_USER: Final = "0190f5b2-7c1e-7a30-8f1e-2d3c4b5a6978"
_PARTNER: Final = "0190f5b2-8d2f-7b41-9a2f-3e4d5c6b7a89"
_BOOKING: Final = "0190f5b3-9e30-7c52-8b30-4f5e6d7c8b9a"
_ESCROW: Final = "0190f5b3-af41-7d63-9c41-506f7e8d9cab"
_OTHER: Final = "0190f5b4-b052-7e74-8d52-61708f9eadbc"
_AT: Final = "2026-03-14T12:00:00+07:00"
_DAY: Final = "2026-03-14"
_TOTP_SECRET: Final = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - that of RFC 6238
_LONG_PASSWORD: Final = "mưa rơi trên phố cổ"  # noqa: S105 - an example

_ACCOUNT: Final[dict[str, Any]] = {
    "id": _USER,
    "email": None,
    "phone": "+84901234567",
    "emailVerified": False,
    "phoneVerified": True,
    "role": "USER",
    "capabilities": [],
    "status": "ACTIVE",
    "kycStatus": "NONE",
    "createdAt": _AT,
}
_DEVICE: Final[dict[str, Any]] = {
    "id": _OTHER,
    "device": "Firefox",
    "createdAt": _AT,
    "lastUsedAt": _AT,
    "isCurrent": True,
    "isLoggedIn": True,
    "canRaiseAlarm": True,
}
_PUBLIC: Final[dict[str, Any]] = {
    "displayName": "An",
    "avatarUrl": None,
    "coverPhotoUrl": None,
    "bio": "Thích đi bộ quanh hồ.",
    "gender": "FEMALE",
    "city": "TP. Hồ Chí Minh",
    "languages": ["vi", "en"],
    "interests": ["phim", "cà phê"],
    "talents": ["guitar"],
}
_PROFILE: Final[dict[str, Any]] = {
    **_PUBLIC,
    "fullName": "Nguyễn Văn An",
    "dateOfBirth": "1998-05-17",
    "heightCm": 165,
    "weightKg": 52,
    "district": "Quận 1",
}
_OFFER: Final[dict[str, Any]] = {
    "partnerId": _PARTNER,
    **_PUBLIC,
    "hourlyRate": 200_000,
    "minimumHours": 3.0,
    "serviceTypes": ["coffee", "walking"],
    "averageRating": 4.75,
    "totalReviews": 12,
    "completedBookings": 31,
    "isVerified": True,
    "isAvailable": True,
    "refundPolicy": "moderate",
    "refundTiers": [
        {"hoursBefore": 24.0, "percent": 100},
        {"hoursBefore": 6.0, "percent": 50},
    ],
}
_CARD: Final[dict[str, Any]] = {
    name: value
    for name, value in {**_OFFER, "distanceKm": 2}.items()
    if name
    not in {
        "coverPhotoUrl",
        "gender",
        "languages",
        "interests",
        "talents",
        "minimumHours",
        "isAvailable",
        "refundPolicy",
        "refundTiers",
    }
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
    "refundPolicy": _OFFER["refundPolicy"],
    "refundTiers": _OFFER["refundTiers"],
}
_MEETING: Final[dict[str, Any]] = {
    "date": _DAY,
    "startTime": "19:00",
    "startsAt": "2026-03-14T19:00:00+07:00",
}
_BOOKED: Final[dict[str, Any]] = {
    "id": _BOOKING,
    "bookingCode": "MATE-7KQ2MX9A",
    "userId": _USER,
    "partnerId": _PARTNER,
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
    "createdAt": _AT,
    "updatedAt": _AT,
    "confirmedAt": _AT,
    "paidAt": _AT,
    "startedAt": None,
    "completedAt": None,
    "cancelledAt": None,
    "userConfirmedCompletion": False,
    "partnerConfirmedCompletion": False,
    "version": 3,
}
_EXTENSION: Final[dict[str, Any]] = {
    "id": _OTHER,
    "bookingId": _BOOKING,
    "hours": 0.5,
    "subtotal": 100_000,
    "serviceFee": 15_000,
    "totalAmount": 115_000,
    "currency": "VND",
    "method": "wallet",
    "status": "PROPOSED",
    "proposedAt": _AT,
    "expiresAt": _AT,
    "acceptedAt": None,
}
_CHANGE: Final[dict[str, Any]] = {
    "fromStatus": None,
    "toStatus": "PENDING",
    "action": "request",
    "by": "user",
    "reason": None,
    "at": _AT,
}
_HELD: Final[dict[str, Any]] = {
    "amount": 805_000,
    "status": "HELD",
    "settlement": "pending",
    "refundedAmount": None,
    "paidAmount": None,
}
_BANK_ACCOUNT: Final[dict[str, Any]] = {
    "bankCode": "VCB",
    "accountNumber": "0123456789",
    "accountName": "NGUYEN VAN AN",
}
_MASKED_ACCOUNT: Final[dict[str, Any]] = {
    **_BANK_ACCOUNT,
    "accountNumber": "•••• 6789",
}
_WITHDRAWAL: Final[dict[str, Any]] = {
    "id": _OTHER,
    "amount": 600_000,
    "currency": "VND",
    "status": "REQUESTED",
    **_MASKED_ACCOUNT,
    "requestedAt": _AT,
    "endedAt": None,
}
_STAFF_WITHDRAWAL: Final[dict[str, Any]] = {
    "id": _OTHER,
    "ownerId": _PARTNER,
    "refundId": None,
    "amount": 600_000,
    "status": "REQUESTED",
    **_MASKED_ACCOUNT,
    "requestedAt": _AT,
    "approvedAt": None,
    "fileId": None,
    "bankReference": None,
    "returnReference": None,
    "endedAt": None,
    "waitsForSecondPerson": False,
}
_PAYOUT_FILE: Final[dict[str, Any]] = {
    "id": _OTHER,
    "name": "mate-payout-20260314-9f6b2a7d.csv",
    "count": 1,
    "total": 600_000,
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "createdAt": _AT,
    "createdBy": _USER,
}
_APPROVAL: Final[dict[str, Any]] = {
    "id": _OTHER,
    "action": "escrow.refund",
    "subjectId": _ESCROW,
    "terms": "refund:8050000",
    "amount": 8_050_000,
    "beneficiaryId": _USER,
    "reason": "Khiếu nại 4711.",
    "proposedBy": _PARTNER,
    "proposedAt": _AT,
    "lapsesAt": "2026-03-17T10:00:00+07:00",
}
_SLOT_WISH: Final[dict[str, Any]] = {"date": _DAY, "startTime": "21:00", "endTime": "01:00"}
_SLOT: Final[dict[str, Any]] = {
    "id": _OTHER,
    "kind": "available",
    **_SLOT_WISH,
    "startsAt": "2026-03-14T21:00:00+07:00",
    "endsAt": "2026-03-15T01:00:00+07:00",
}
_FREE: Final[dict[str, Any]] = {
    "startsAt": "2026-03-14T21:00:00+07:00",
    "endsAt": "2026-03-15T01:00:00+07:00",
}
_RESERVED: Final[dict[str, Any]] = {"bookingId": _BOOKING, "role": "partner", **_FREE}
_FREEZE: Final[dict[str, Any]] = {
    "id": _OTHER,
    "cause": "STAFF",
    "reason": "Đang kiểm tra.",
    "openedAt": _AT,
    "openedBy": _OTHER,
}
_AUDIT: Final[dict[str, Any]] = {
    "at": _AT,
    "actorId": _OTHER,
    "action": "escrow.freeze",
    "reason": "Đang kiểm tra.",
}
_DIVISION: Final[dict[str, Any]] = {
    "payer": 0,
    "partner": 700_000,
    "serviceFee": 105_000,
    "vat": 0,
    "pit": 0,
}
_REFUND: Final[dict[str, Any]] = {
    "refundId": _OTHER,
    "paymentIntentId": _ESCROW,
    "method": "vnpay",
    "status": "REQUESTED",
    "cause": "PAYER_REQUEST",
    "amount": 500_000,
    "currency": "VND",
    "requestedAt": _AT,
    "endedAt": None,
}
_STAFF_REFUND: Final[dict[str, Any]] = {
    **_REFUND,
    "payerId": _USER,
    "status": "BY_BANK",
    "needsStaff": False,
    "attempts": 1,
    "vendorRefund": None,
    "vendorCode": "95",
    "nextAt": None,
    "endedAt": "2026-03-14T10:00:05+07:00",
}
_SUSPENDED: Final[dict[str, Any]] = {
    "id": _OTHER,
    "paymentIntentId": _ESCROW,
    "payerId": _USER,
    "method": "vnpay",
    "vendorTransaction": "14226112",
    "amount": 800_000,
    "currency": "VND",
    "cause": "SUSPECTED_FRAUD",
    "owner": "finance",
    "openedAt": _AT,
    "dueAt": "2026-03-17T12:00:00+07:00",
    "closedAt": None,
}
_FIELD: Final[dict[str, Any]] = {
    "field": "durationHours",
    "code": "hours.not_half",
    "detail": "Give hours in steps of half an hour, such as 3 or 3.5.",
}
_REASON: Final[dict[str, Any]] = {"reason": "Kế hoạch thay đổi."}
_STATEMENT: Final[dict[str, Any]] = {"by": "partner", "text": "Tôi đã đợi ở cổng.", "at": _AT}
_RULING: Final[dict[str, Any]] = {
    "outcome": "split",
    "partnerAmount": 400_000,
    "note": "Hai bên đã gặp nhau, buổi hẹn kết thúc sớm.",
    "decidedAt": _AT,
}
_APPEAL: Final[dict[str, Any]] = {"by": "user", "reason": "Chưa ai nghe tôi.", "at": _AT}
_CASE: Final[dict[str, Any]] = {
    "bookingId": _BOOKING,
    "status": "OPEN",
    "openedBy": "user",
    "reason": "left_early",
    "isSafety": False,
    "benefitOfDoubt": False,
    "codeEntered": True,
    "formerStatus": "IN_PROGRESS",
    "openedAt": _AT,
    "decisionDueAt": _AT,
    "overdueSince": None,
    "isAppeal": False,
}
_EVIDENCE: Final[dict[str, Any]] = {
    "frozenAt": _AT,
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

EXAMPLES: Final[Mapping[str, dict[str, Any]]] = MappingProxyType(
    {
        "RegisterBody": {
            "phone": "0901234567",
            "password": "một mật khẩu dài",
            "fullName": "Nguyễn Văn An",
            "dateOfBirth": "1998-05-17",
        },
        "Registered": {"userId": _USER, "challengeId": _OTHER},
        "VerifyBody": {"challengeId": _OTHER, "code": "482913"},
        "Verified": {"userId": _USER},
        "ResendBody": {"challengeId": _OTHER},
        "CodeSent": {"challengeId": _OTHER},
        "ForgotBody": {"identifier": "0901234567"},
        "ResetBody": {"challengeId": _OTHER, "code": "482913", "password": _LONG_PASSWORD},
        "PasswordBody": {"password": "một mật khẩu dài", "newPassword": _LONG_PASSWORD},
        "PhoneBody": {"phone": "0912345678", "password": "một mật khẩu dài"},
        "EmailBody": {"email": "an@example.vn", "password": "một mật khẩu dài"},
        "VerifyAddressBody": {"channel": "EMAIL"},
        "ConfirmAddressBody": {"challengeId": _OTHER, "code": "482913"},
        "LoginBody": {
            "identifier": "0901234567",
            "password": "một mật khẩu dài",
            "deviceToken": None,
        },
        "SecondStep": {"stepToken": "0190f5b2…", "expiresIn": 300, "challengeId": None},
        "SecondStepBody": {
            "stepToken": "0190f5b2…",
            "code": "287082",
            "challengeId": None,
            "deviceToken": None,
        },
        "EnrollBody": {"password": "một mật khẩu dài"},
        "Enrolment": {
            "secret": _TOTP_SECRET,
            "otpauthUri": f"otpauth://totp/Mate%20Social:%2B84901234567?secret={_TOTP_SECRET}"
            "&issuer=Mate%20Social&algorithm=SHA1&digits=6&period=30",
        },
        "TotpBody": {"code": "287082"},
        "RecoveryCodes": {"recoveryCodes": ["7KQ2M-X9A4B", "T5RWH-3CNPZ"]},
        "RefreshBody": {"refreshToken": "k3J…"},
        "Device": _DEVICE,
        "Devices": {"items": [_DEVICE]},
        "LoggedIn": {
            "accessToken": "eyJ…",
            "expiresIn": 900,
            "user": _ACCOUNT,
            "sosToken": "eyJ…",
            "refreshToken": None,
            "deviceToken": None,
        },
        "MyAccount": _ACCOUNT,
        "MyProfile": _PROFILE,
        "MyUser": {"account": _ACCOUNT, "profile": _PROFILE},
        "Uploaded": {
            "id": "019b0c2f-8a5d-7c3e-9f1a-2b3c4d5e6f70",
            "key": "k3mq7vw2ylb6dnxc4rzt5hjgpa",
            "kind": "AVATAR",
            "contentType": "image/jpeg",
            "bytes": 183_204,
            "width": 1_024,
            "height": 1_024,
            "durationSeconds": None,
            "url": "https://api.mate.example/media/k3mq7vw2ylb6dnxc4rzt5hjgpa",
            "smaller": [
                {
                    "url": "https://api.mate.example/media/k3mq7vw2ylb6dnxc4rzt5hjgpa-s128",
                    "longerSide": 128,
                    "square": True,
                }
            ],
            "unusedUntil": "2026-03-03T10:00:00+07:00",
        },
        "SmallerCopy": {
            "url": "https://api.mate.example/media/k3mq7vw2ylb6dnxc4rzt5hjgpa-s128",
            "longerSide": 128,
            "square": True,
        },
        "ProfileBody": {"displayName": "An", "bio": "Thích đi bộ.", "languages": ["vi", "en"]},
        "LocationBody": {"latitude": 10.7721, "longitude": 106.6983},
        "PublicUser": {"id": _USER, **_PUBLIC},
        "RegisterPartnerBody": {
            "hourlyRate": 200_000,
            "serviceTypes": ["coffee", "walking"],
            "baseLat": 10.7721,
            "baseLng": 106.6983,
        },
        "PartnerBody": {"bio": "Đi bộ, cà phê, phim.", "travelBufferMinutes": 45},
        "PricingBody": {"hourlyRate": 250_000, "minimumHours": 4, "refundPolicy": "strict"},
        "AvailabilityBody": {"isAvailable": False},
        "PublicPartner": _OFFER,
        "MyPartner": {
            **_OFFER,
            "baseLat": 10.7697,
            "baseLng": 106.7014,
            "travelBufferMinutes": 30,
            "verifiedAt": _AT,
            "totalBookings": 34,
        },
        "SlotBody": _SLOT_WISH,
        "SlotsBody": {"slots": [_SLOT_WISH]},
        "Slot": _SLOT,
        "Slots": {"items": [_SLOT]},
        "Reserved": _RESERVED,
        "MyCalendar": {"items": [_SLOT], "reserved": [_RESERVED], "free": [_FREE]},
        "FreePeriod": _FREE,
        "FreePeriods": {"items": [_FREE]},
        "PartnerCard": _CARD,
        "SearchResult": {
            "items": [_CARD],
            "page": 1,
            "limit": 20,
            "total": 1,
            "totalIsMore": False,
            "nextCursor": None,
        },
        "QuoteBody": {
            "partnerId": _PARTNER,
            "date": _DAY,
            "startTime": "19:00",
            "durationHours": 3.5,
        },
        "Quote": _PRICE,
        "BookingBody": {
            "partnerId": _PARTNER,
            "serviceType": "coffee",
            "date": _DAY,
            "startTime": "19:00",
            "durationHours": 3.5,
            "venueClass": "cafe",
            "meetingLocation": "12 Lê Lợi, Quận 1",
            "expectedTotalAmount": 805_000,
        },
        "Booking": _BOOKED,
        "BookingDetail": {
            **_BOOKED,
            "statusHistory": [_CHANGE],
            "escrow": _HELD,
            "extensions": [_EXTENSION],
        },
        "ExtendBody": {"hours": 0.5, "method": "wallet"},
        "Extension": _EXTENSION,
        "ExtensionPage": {
            "extension": {**_EXTENSION, "method": "vnpay", "status": "AWAITING_PAYMENT"},
            "paymentIntentId": _OTHER,
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
        "Wallet": {
            "balance": 1_200_000,
            "heldBalance": 805_000,
            "withdrawingBalance": 0,
            "pendingBalance": 0,
            "currency": "VND",
        },
        "DepositBody": {"amount": 500_000, "method": "vnpay"},
        "Deposit": {
            "paymentIntentId": _OTHER,
            "status": "OPEN",
            "amount": 500_000,
            "payUrl": "https://pay.example/…",
            "expiresAt": _AT,
        },
        "PayBody": {"bookingId": _BOOKING, "method": "vnpay"},
        "Paid": {
            "bookingId": _BOOKING,
            "status": "CONFIRMED",
            "payUrl": "https://pay.example/…",
            "paymentIntentId": _OTHER,
        },
        **BOOK_EXAMPLES,
        **KYC_EXAMPLES,
        **PRIVACY_EXAMPLES,
        "PaymentReturn": {
            "status": "SUCCEEDED",
            "amount": 805_000,
            "currency": "VND",
            "bookingId": _BOOKING,
        },
        "ReasonBody": {"reason": "Đã xem giấy tờ."},
        "Division": _DIVISION,
        "EscrowDecision": {
            "escrowId": _ESCROW,
            "bookingId": _BOOKING,
            "amount": 805_000,
            "settlement": "done",
            "waitsForSecondPerson": False,
            "division": _DIVISION,
        },
        "BankAccountBody": {**_BANK_ACCOUNT, "password": "mật khẩu dài"},
        "BankAccount": {
            **_MASKED_ACCOUNT,
            "bankName": "Vietcombank",
            "since": _AT,
            "withdrawalsFrom": "2026-03-15T10:00:00+07:00",
        },
        "WithdrawBody": {"amount": 600_000, **_BANK_ACCOUNT},
        "Withdrawal": _WITHDRAWAL,
        "Withdrawals": {"items": [_WITHDRAWAL], "withdrawable": 99_997, "nextCursor": None},
        "StaffWithdrawal": _STAFF_WITHDRAWAL,
        "StaffWithdrawals": {"items": [_STAFF_WITHDRAWAL], "nextCursor": None},
        "WithdrawalDossier": {"withdrawal": _STAFF_WITHDRAWAL, "audit": [_AUDIT]},
        "BankWordBody": {"bankReference": "FT26073000123", "reason": "Sao kê ngày 14/3."},
        "PayoutFile": _PAYOUT_FILE,
        "PayoutFiles": {"items": [_PAYOUT_FILE], "nextCursor": None},
        "Approval": _APPROVAL,
        "Approvals": {"items": [_APPROVAL], "nextCursor": None},
        "Freeze": _FREEZE,
        "AuditEntry": _AUDIT,
        "EscrowFile": {
            "escrowId": _ESCROW,
            "bookingId": _BOOKING,
            "amount": 805_000,
            "status": "HELD",
            "dueAt": _AT,
            "freezes": [_FREEZE],
            "audit": [_AUDIT],
        },
        "NoShowBody": {"details": "Không ai đến.", "claim": "partner_absent"},
        "StatementBody": {"statement": "Tôi đã đợi ở cổng."},
        "NoShow": {
            "bookingId": _BOOKING,
            "claim": "partner_absent",
            "reportedBy": "user",
            "details": "Không ai đến.",
            "reportedAt": _AT,
            "contestUntil": _AT,
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
            "bookingId": _BOOKING,
            "status": "DECIDED",
            "openedBy": "user",
            "reason": "left_early",
            "details": "Partner về sau một giờ.",
            "openedAt": _AT,
            "answerUntil": _AT,
            "statements": [_STATEMENT],
            "decisions": [_RULING],
            "acceptedBy": ["user"],
            "appealUntil": _AT,
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
            "userId": _USER,
            "partnerId": _PARTNER,
            "amount": 805_000,
            "subtotal": 700_000,
            "details": "Partner về sau một giờ.",
            "statements": [_STATEMENT],
            "decisions": [],
            "appeal": None,
            "evidence": [_EVIDENCE],
            "freezes": [{**_FREEZE, "cause": "DISPUTE", "reason": "left_early"}],
            "audit": [{**_AUDIT, "action": "dispute.read"}],
        },
        "OpenDisputeBody": {"reason": "other", "details": "Theo báo cáo của hệ thống."},
        "ResolveBody": {
            "outcome": "split",
            "partnerAmount": 400_000,
            "note": "Hai bên đã gặp nhau, buổi hẹn kết thúc sớm.",
        },
        "Resolution": {
            "bookingId": _BOOKING,
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
        "VerifiedPartner": {"partnerId": _PARTNER, "isVerified": True, "verifiedAt": _AT},
        "RefundBody": {"paymentIntentId": _ESCROW, "amount": 500_000},
        "Refund": _REFUND,
        "StaffRefund": _STAFF_REFUND,
        "StaffRefunds": {"items": [_STAFF_REFUND], "nextCursor": None},
        "RefundDossier": {"refund": _STAFF_REFUND, "audit": [_AUDIT]},
        "RefundPayoutBody": {**_BANK_ACCOUNT, "reason": "Giấy xác nhận của ngân hàng."},
        "RefundPayout": {
            "refund": _STAFF_REFUND,
            "withdrawal": {**_STAFF_WITHDRAWAL, "ownerId": _USER, "refundId": _OTHER},
        },
        "SuspendedPayment": _SUSPENDED,
        "SuspendedPayments": {"items": [_SUSPENDED]},
        "SuspenseFile": {"item": _SUSPENDED, "refund": None, "audit": [_AUDIT]},
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
