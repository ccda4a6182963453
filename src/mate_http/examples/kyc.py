"""Examples of the bodies of identity checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_USER: Final = "0190f5b2-7c1e-7a30-8f1e-2d3c4b5a6978"
_CASE_ID: Final = "0190f5b7-2222-7e74-8d52-61708f9eadbc"
_AT: Final = "2026-03-14T12:00:00+07:00"
_CASE: Final[dict[str, Any]] = {
    "id": _CASE_ID,
    "userId": _USER,
    "state": "IN_REVIEW",
    "reasons": ["SCORES_BORDERLINE"],
    "openedAt": _AT,
    "submittedAt": _AT,
    "decidedAt": None,
    "hasPictures": True,
    "picturesDeletedAt": None,
    "waitsForSecondPerson": False,
}
_DECLARED: Final[dict[str, Any]] = {
    "idNumber": "079098123456",
    "fullName": "Nguyễn Văn An",
    "dateOfBirth": "1998-05-17",
    "sex": "MALE",
}
_ENTRY: Final[dict[str, Any]] = {
    "at": _AT,
    "action": "refer",
    "before": "CHECKING",
    "after": "IN_REVIEW",
    "signedBy": "system",
    "actorId": None,
    "provider": "vnpt",
    "reference": "log-4711",
    "liveness": None,
    "face": 7_240,
    "ocr": 9_700,
    "thresholds": "liveness:9000/5000 face:8500/5000 ocr:8000/4000",
    "reasons": ["SCORES_BORDERLINE"],
    "note": "",
}
_LINK: Final = "https://api.mate.example/media/links/eyJ…"
KYC_EXAMPLES: Final[Mapping[str, Any]] = {
    "SubmitKycBody": _DECLARED,
    "RejectKycBody": {"reasons": ["CARD_NOT_GENUINE"], "note": "The edges are cut out."},
    "KycProgress": {
        "status": "NONE",
        "state": "COLLECTING",
        "nextStep": "RETAKE",
        "missing": [],
        "reasons": ["CARD_BLURRED"],
        "submittedAt": _AT,
        "decidedAt": None,
    },
    "KycCase": _CASE,
    "KycCases": {"items": [_CASE], "nextCursor": None},
    "KycLogEntry": _ENTRY,
    "DeclaredIdentity": _DECLARED,
    "KycFile": {
        "case": _CASE,
        "profileName": "Nguyễn Văn An",
        "verifiedName": None,
        "declared": _DECLARED,
        "log": [_ENTRY],
    },
    "KycPictures": {"front": _LINK, "back": _LINK, "video": _LINK, "selfie": None},
}
