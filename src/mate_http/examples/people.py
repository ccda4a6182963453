"""Examples of accounts, profiles, partners, calendars and search."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from mate_http.examples.common import AT, DAY, OFFER, OTHER, PARTNER, PUBLIC, USER

_TOTP_SECRET: Final = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # noqa: S105 - that of RFC 6238
_LONG_PASSWORD: Final = "mưa rơi trên phố cổ"  # noqa: S105 - an example
_ACCOUNT: Final[dict[str, Any]] = {
    "id": USER,
    "email": None,
    "phone": "+84901234567",
    "emailVerified": False,
    "phoneVerified": True,
    "role": "USER",
    "capabilities": [],
    "status": "ACTIVE",
    "kycStatus": "NONE",
    "createdAt": AT,
}
_DEVICE: Final[dict[str, Any]] = {
    "id": OTHER,
    "device": "Firefox",
    "createdAt": AT,
    "lastUsedAt": AT,
    "isCurrent": True,
    "isLoggedIn": True,
    "canRaiseAlarm": True,
}
_PROFILE: Final[dict[str, Any]] = {
    **PUBLIC,
    "fullName": "Nguyễn Văn An",
    "dateOfBirth": "1998-05-17",
    "heightCm": 165,
    "weightKg": 52,
    "district": "Quận 1",
    "commune": {"code": "26740", "name": "Phường Sài Gòn"},
}
_CARD: Final[dict[str, Any]] = {
    name: value
    for name, value in {**OFFER, "distanceKm": 2}.items()
    if name
    not in {
        "coverPhotoUrl",
        "gender",
        "province",
        "languages",
        "interests",
        "talents",
        "minimumHours",
        "isAvailable",
        "responseRate",
        "refundPolicy",
        "refundTiers",
    }
}

_FREE_AT: Final[dict[str, Any]] = {
    "date": DAY,
    "startTime": "19:00",
    "durationHours": 3,
}

PEOPLE_EXAMPLES: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "RegisterBody": {
            "phone": "0901234567",
            "password": "một mật khẩu dài",
            "fullName": "Nguyễn Văn An",
            "dateOfBirth": "1998-05-17",
        },
        "Registered": {"userId": USER, "challengeId": OTHER},
        "VerifyBody": {"challengeId": OTHER, "code": "482913"},
        "Verified": {"userId": USER},
        "ResendBody": {"challengeId": OTHER},
        "CodeSent": {"challengeId": OTHER},
        "ForgotBody": {"identifier": "0901234567"},
        "ResetBody": {"challengeId": OTHER, "code": "482913", "password": _LONG_PASSWORD},
        "PasswordBody": {"password": "một mật khẩu dài", "newPassword": _LONG_PASSWORD},
        "PhoneBody": {"phone": "0912345678", "password": "một mật khẩu dài"},
        "EmailBody": {"email": "an@example.vn", "password": "một mật khẩu dài"},
        "VerifyAddressBody": {"channel": "EMAIL"},
        "ConfirmAddressBody": {"challengeId": OTHER, "code": "482913"},
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
        "ProfileBody": {"displayName": "An", "provinceCode": "79", "communeCode": "26740"},
        "LocationBody": {"latitude": 10.7721, "longitude": 106.6983},
        "Unit": PUBLIC["province"],
        "Units": {"edition": "2026-10-10", "items": [PUBLIC["province"]]},
        "PublicUser": {"id": USER, **PUBLIC},
        "RegisterPartnerBody": {
            "hourlyRate": 200_000,
            "serviceTypes": ["coffee", "walking"],
            "baseLat": 10.7721,
            "baseLng": 106.6983,
        },
        "PartnerBody": {"bio": "Đi bộ, cà phê, phim.", "travelBufferMinutes": 45},
        "PricingBody": {"hourlyRate": 250_000, "minimumHours": 4, "refundPolicy": "strict"},
        "AvailabilityBody": {"isAvailable": False},
        "PublicPartner": OFFER,
        "MyPartner": {
            **OFFER,
            "commune": _PROFILE["commune"],
            "baseLat": 10.7697,
            "baseLng": 106.7014,
            "travelBufferMinutes": 30,
            "verifiedAt": AT,
            "totalBookings": 34,
            "listingStatus": "APPROVED",
        },
        "PartnerCard": _CARD,
        "SearchResult": {
            "items": [_CARD],
            "page": 1,
            "limit": 20,
            "total": 1,
            "totalIsMore": False,
            "nextCursor": None,
        },
        "FreeAtBody": _FREE_AT,
        "SearchBody": {
            "lat": 10.7721,
            "lng": 106.6983,
            "radiusKm": 10,
            "q": "linh",
            "maxRate": 300_000,
            "serviceTypes": ["coffee", "walking"],
            "minRating": 4.5,
            "languages": ["en"],
            "freeAt": _FREE_AT,
        },
        "VerifiedPartner": {"partnerId": PARTNER, "isVerified": True, "verifiedAt": AT},
    }
)
